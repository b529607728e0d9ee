package io.github.torchrnn.tutorial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.plot.Plots;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What {@code --csv} and {@code --plot} write is what is printed, whichever program it is. */
class CurvesTest {

  private static final String WORDS = " --data src/test/resources/words";
  private static final String NUMBER = "([0-9.]+)";
  private static final String EPOCH = "Epoch \\[.*loss=" + NUMBER;
  private static final int WIDTH = 800;

  /**
   * A command.
   *
   * @param columns those of its file in the order in which it prints them
   * @param line what it prints of an epoch, with a group for each column
   * @param left where in the picture the losses begin, in pixels
   */
  private record Case(String command, String columns, String line, int left) {

    Case(String command, String columns, String line) {
      this(command, columns, line, 0);
    }

    String name() {
      return command.split(" ")[0];
    }

    @Override
    public String toString() {
      return command;
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("hello-cell --epochs 3", "loss", EPOCH),
          new Case("hello-rnn --epochs 3", "loss", EPOCH),
          new Case("hello-embedding --epochs 3", "loss", EPOCH),
          new Case("names --epochs 2" + WORDS, "loss", EPOCH),
          new Case("generate --epochs 2" + WORDS, "loss", EPOCH),
          new Case("forecast --epochs 20", "loss", EPOCH, WIDTH),
          new Case("forecast --epochs 0", "loss", EPOCH, WIDTH),
          new Case("surnames --epochs 1" + WORDS, "loss", EPOCH),
          new Case(
              "gru-classifier --epochs 2 --hidden 16" + WORDS,
              "loss accuracy",
              EPOCH + " accuracy=" + NUMBER),
          new Case(
              "sentiment --epochs 4 --sentences 50",
              "lr loss valid_loss accuracy",
              "lr=N train=N valid=N accuracy=N".replace("N", NUMBER)),
          new Case("translate --epochs 2 --pairs 50", "loss", EPOCH),
          new Case(
              "makemore --epochs 2 --steps 1" + WORDS,
              "loss test_loss",
              "train loss: N test loss: N".replace("N", NUMBER)),
          new Case(
              "word-language-model --epochs 2 --emsize 8 --nhid 8",
              "lr loss valid_loss",
              "epoch .* lr N . train loss N . valid loss N".replace("N", NUMBER)),
          new Case(
              "time-sequence --epochs 2 --waves 4 --length 5 --future 5",
              "loss test_loss",
              "\nloss: N\ntest loss: N".replace("N", NUMBER),
              WIDTH),
          new Case("bilstm-crf --epochs 50", "loss", EPOCH),
          new Case(
              "surname-generator --epochs 2" + WORDS,
              "lr loss valid_loss accuracy",
              "lr=N train=N valid=N accuracy=N".replace("N", NUMBER)),
          new Case("echo --epochs 2", "loss accuracy", EPOCH + " accuracy=" + NUMBER),
          new Case(
              "window-regression --epochs 3",
              "loss valid_loss",
              "train=N valid=N".replace("N", NUMBER)));

  @TempDir private Path folder;

  @ParameterizedTest
  @FieldSource("CASES")
  void theFilesHoldWhatIsPrinted(Case of) throws IOException {
    Run run = run(of.command);
    List<String> names = List.of(of.columns.split(" "));
    Map<String, List<Double>> columns = csv();
    assertEquals(Set.copyOf(names), columns.keySet());
    List<String[]> lines = lines(run.out(), of.line);
    int rows = columns.get(names.get(0)).size();
    int each = lines.isEmpty() ? 1 : rows / lines.size();
    assertEquals(rows, each * lines.size());
    for (int line = 0; line < lines.size(); line++) {
      for (int i = 0; i < names.size(); i++) {
        String printed = lines.get(line)[i];
        double written = columns.get(names.get(i)).get((line + 1) * each - 1);
        assertEquals(printed, asPrinted(written, printed), names.get(i));
      }
    }
    columns.keySet().removeIf(name -> !name.endsWith("loss"));
    requireDrawn(columns, of.left);
  }

  /** Its five networks, one after the other, of which each tenth epoch is printed. */
  @Test
  void cellsOfOnesOwnHaveAColumnEach() throws IOException {
    Run run = run("own-cell --epochs 10");
    Map<String, List<Double>> columns = csv();
    assertEquals(
        "[Dense_loss, MyCell_loss, JoinedCell_loss, GatedCell_loss, ResidualCell_loss]",
        columns.keySet().toString());
    List<String> printed = lines(run.out(), EPOCH).stream().map(line -> line[0]).toList();
    List<String> written = new ArrayList<>();
    columns.values().forEach(losses -> written.add(asPrinted(losses.get(9), "1.2345")));
    assertEquals(printed, written);
    requireDrawn(columns, 0);
  }

  /** It prints no losses. These are of its Python twin, which keeps as many if it is asked to. */
  @Test
  void theTaggersLossesArePythons() throws IOException {
    run("tagger --epochs 3 --seed 42");
    Map<String, List<Double>> columns = csv();
    double[] losses = columns.get("loss").stream().mapToDouble(loss -> loss).toArray();
    assertArrayEquals(new double[] {1.106926441, 1.100307405, 1.094467163}, losses, 1e-6);
    requireDrawn(columns, 0);
  }

  @Test
  void noProgramIsLeftOut() {
    Set<String> names = new TreeSet<>(List.of("rnn", "rnn-cell", "own-cell", "tagger"));
    CASES.forEach(of -> names.add(of.name()));
    String message = Run.of("nope").err();
    String all = message.substring("tutorial: no tutorial is named 'nope': ".length()).strip();
    assertEquals(new TreeSet<>(List.of(all.split(", "))), names);
  }

  private Run run(String command) {
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.addAll(List.of("--csv", folder.resolve("losses.csv").toString()));
    args.addAll(List.of("--plot", folder.resolve("plot.png").toString()));
    Run run = Run.of(args.toArray(new String[0]));
    assertEquals("", run.err());
    assertEquals(0, run.code());
    assertFalse(run.out().contains("\r"), run.out());
    return run;
  }

  /** The columns beside that of the epochs, in a file as RFC 4180 has it. */
  private Map<String, List<Double>> csv() throws IOException {
    String text = Files.readString(folder.resolve("losses.csv"));
    assertTrue(text.endsWith("\r\n"), text);
    String[] rows = text.split("\r\n");
    assertFalse(String.join("", rows).contains("\n"), text);
    String[] names = rows[0].split(",");
    assertEquals("epoch", names[0]);
    Map<String, List<Double>> columns = new LinkedHashMap<>();
    for (int column = 1; column < names.length; column++) {
      List<Double> values = new ArrayList<>();
      for (int row = 1; row < rows.length; row++) {
        String[] fields = rows[row].split(",");
        assertEquals(names.length, fields.length);
        assertEquals(Integer.toString(row), fields[0]);
        values.add(Double.parseDouble(fields[column]));
      }
      columns.put(names[column], values);
    }
    return columns;
  }

  private static List<String[]> lines(String out, String line) {
    List<String[]> lines = new ArrayList<>();
    Matcher matcher = Pattern.compile(line).matcher(out);
    while (matcher.find()) {
      String[] groups = new String[matcher.groupCount()];
      for (int i = 0; i < groups.length; i++) {
        groups[i] = matcher.group(i + 1);
      }
      lines.add(groups);
    }
    return lines;
  }

  /** A number with as many digits as the printed one. */
  private static String asPrinted(double number, String printed) {
    return PythonFormat.fixed(number, printed.length() - printed.indexOf('.') - 1);
  }

  private void requireDrawn(Map<String, List<Double>> losses, int left) throws IOException {
    BufferedImage expected = Plots.losses(losses);
    BufferedImage picture = ImageIO.read(folder.resolve("plot.png").toFile());
    assertEquals(expected.getHeight(), picture.getHeight());
    assertArrayEquals(pixels(expected, 0), pixels(picture, left));
  }

  private static int[] pixels(BufferedImage picture, int left) {
    int[] pixels = picture.getRGB(left, 0, WIDTH, picture.getHeight(), null, 0, WIDTH);
    return Arrays.stream(pixels).map(pixel -> pixel & 0xFFFFFF).toArray();
  }
}
