package io.github.torchrnn.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import io.github.torchrnn.Near;
import io.github.torchrnn.PomVersions;
import io.github.torchrnn.notebook.Notebook.Cell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The notebooks run from top to bottom, and show what is stored in them. */
class NotebookTest {

  static final Path FOLDER = Path.of("notebooks");

  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

  private static final Pattern CHINESE = Pattern.compile("\\p{IsHan}");

  /** The one line that a translation has more than its original. */
  private static final String LANGUAGE = "Plots.locale(Locale.CHINESE);";

  @TestFactory
  Stream<DynamicTest> everyNotebookShowsWhatIsStored() throws IOException {
    return each(file -> !isTranslation(file), NotebookTest::run);
  }

  @TestFactory
  Stream<DynamicTest> everyNotebookIsPlainJavaWithTheVersionsOfThePom() throws Exception {
    Map<String, Set<String>> versions = PomVersions.read(Path.of("pom.xml"));
    return each(
        file -> {
          Notebook notebook = Notebook.read(file);
          assertEquals("java", notebook.kernel());
          assertTrue(notebook.cells().get(0).isMaven(), "begins with what it asks Maven for");
          for (Cell cell : notebook.cells()) {
            if (cell.isMaven()) {
              cell.code().lines().forEach(line -> checkVersion(line, versions));
            } else {
              assertFalse(cell.code().matches("(?ms).*^%.*"), cell.code());
              assertFalse(cell.code().contains("spencerpark"), cell.code());
            }
          }
          List<Cell> cells = notebook.cells();
          assertTrue(cells.get(cells.size() - 1).code().contains("throw new "), "checks itself");
        });
  }

  /** So a translation is not run: its original is, and scripts/notebooks runs both. */
  @TestFactory
  Stream<DynamicTest> aTranslationHasTheSameCodeAndTextOutputs() throws IOException {
    return each(NotebookTest::isTranslation, NotebookTest::compareWithItsOriginal);
  }

  private static boolean isTranslation(Path file) {
    return !file.getParent().equals(FOLDER);
  }

  private static void compareWithItsOriginal(Path file) throws IOException {
    List<Cell> original = Notebook.read(FOLDER.resolve(file.getFileName())).cells();
    List<Cell> translated = Notebook.read(file).cells();
    assertEquals(original.size(), translated.size());
    List<Cell> rest =
        IntStream.range(0, original.size())
            .mapToObj(i -> inWordsOf(original.get(i), withoutLanguage(translated.get(i))))
            .toList();
    assertEquals(original, rest);
    long lines = translated.stream().flatMap(cell -> cell.code().lines()).count();
    long same = rest.stream().flatMap(cell -> cell.code().lines()).count();
    assertTrue(lines - same <= 1, "more than one line sets the language");
  }

  /** A translated cell with the original's texts where its own are Chinese: titles of pictures. */
  private static Cell inWordsOf(Cell original, Cell translated) {
    Iterator<MatchResult> texts = TEXT.matcher(original.code()).results().iterator();
    String code =
        TEXT.matcher(translated.code())
            .replaceAll(
                text -> {
                  String other = texts.hasNext() ? texts.next().group() : "";
                  boolean chinese = CHINESE.matcher(text.group()).find();
                  return Matcher.quoteReplacement(chinese ? other : text.group());
                });
    return new Cell(translated.id(), code, translated.shows());
  }

  private static Cell withoutLanguage(Cell cell) {
    String code =
        Stream.of(cell.code().split("\n", -1))
            .filter(line -> !line.equals(LANGUAGE))
            .collect(Collectors.joining("\n"));
    return new Cell(cell.id(), code, cell.shows());
  }

  @TestFactory
  Stream<DynamicTest> everyPictureIsWhole() throws IOException {
    return each(
        file -> {
          List<byte[]> pictures = Notebook.pictures(file);
          assertFalse(pictures.isEmpty());
          for (byte[] picture : pictures) {
            assertEquals("IEND", lastChunk(ByteBuffer.wrap(picture)));
            assertNotNull(ImageIO.read(new ByteArrayInputStream(picture)));
          }
        });
  }

  /** The name of a PNG's last chunk, when the check sums are right and nothing is left over. */
  private static String lastChunk(ByteBuffer png) {
    assertEquals(0x89504E470D0A1A0AL, png.getLong());
    byte[] name = new byte[4];
    while (png.hasRemaining()) {
      int length = png.getInt();
      CRC32 sum = new CRC32();
      sum.update(png.slice(png.position(), name.length + length));
      png.get(name).position(png.position() + length);
      assertEquals(sum.getValue(), Integer.toUnsignedLong(png.getInt()));
    }
    return new String(name, StandardCharsets.US_ASCII);
  }

  interface Check {
    void on(Path file) throws Exception;
  }

  static Stream<DynamicTest> each(Check check) throws IOException {
    return each(file -> true, check);
  }

  private static Stream<DynamicTest> each(Predicate<Path> which, Check check) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<Path> notebooks =
          files
              .filter(file -> file.toString().endsWith(".ipynb"))
              .filter(file -> !file.toString().contains("checkpoints"))
              .filter(which)
              .sorted()
              .toList();
      assertFalse(notebooks.isEmpty());
      return notebooks.stream()
          .map(file -> DynamicTest.dynamicTest(file.toString(), () -> check.on(file)));
    }
  }

  /** {@code %maven group:artifact[:type[:classifier]]:version}. */
  private static void checkVersion(String line, Map<String, Set<String>> versions) {
    String[] parts = line.substring("%maven ".length()).split(":");
    String version = parts[parts.length - 1];
    Set<String> expected = versions.get(parts[0] + ":" + parts[1]);
    // A binding for logs that keeps silent is of the same release as those of the pom.
    expected = expected == null ? versions.get(parts[0]) : expected;
    assertEquals(Set.of(version), expected, line);
  }

  private static void run(Path file) throws Exception {
    Notebook notebook = Notebook.read(file);
    Map<Cell, Exercise> checks = new HashMap<>();
    Exercise.of(notebook).forEach(exercise -> checks.put(exercise.check(), exercise));
    JavaKernel kernel = JavaKernel.start();
    try {
      for (Cell cell : notebook.cells()) {
        if (!cell.isMaven()) {
          Near.recordedText(cell.shows(), shows(kernel, cell.code()));
        }
        if (checks.containsKey(cell)) {
          // As a reader solves it: after the unsolved cell, in the same shell.
          shows(kernel, checks.get(cell).answer());
          assertEquals(checks.get(cell).solved(), shows(kernel, cell.code()));
        }
      }
    } finally {
      kernel.onShutdown(false);
    }
  }

  private static String shows(JavaKernel kernel, String code) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    List<DisplayData> shown;
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      // A notebook's folder is the kernel's; this process is in the one above.
      shown = kernel.shown(code.replace("Path.of(\"data/", "Path.of(\"" + FOLDER + "/data/"));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return Notebook.shows(
        outBytes.toString(StandardCharsets.UTF_8),
        errBytes.toString(StandardCharsets.UTF_8),
        shown.stream().map(NotebookTest::text).toList());
  }

  /** The text of what is shown; scripts/notebooks stores a picture's like this. */
  private static String text(DisplayData data) {
    return data.hasDataForType(MIMEType.IMAGE_PNG)
        ? "picture"
        : data.getData(MIMEType.TEXT_PLAIN).toString();
  }
}
