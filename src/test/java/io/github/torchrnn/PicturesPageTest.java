package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * The page of pictures shows what its code draws. After a change of code or pictures
 *
 * <pre>{@code mvn test -Dtest=PicturesPageTest -Dpictures.write=true}</pre>
 *
 * <p>writes the pictures anew, on a machine with a Chinese font.
 */
class PicturesPageTest {

  private static final Path PAGE = Path.of("src/site/markdown/pictures.md");
  private static final Path IMAGES = Path.of("src/site/resources/images");
  private static final Path DRAWN = Path.of("target/pictures");

  private static final Pattern IMAGE =
      Pattern.compile("!\\[[^\\]]+\\]\\(\\.\\./resources/images/(\\w+)\\.png\\)");

  /** How far a picture may be from that of another machine with other fonts, of 255. */
  private static final double FAR = 6;

  @Test
  void thePageShowsWhatItsCodeDraws() throws IOException {
    List<String> names = names();
    draw(names);
    for (String name : names) {
      BufferedImage drawn = read(DRAWN.resolve(name + ".png"));
      if (Boolean.getBoolean("pictures.write")) {
        Files.copy(
            DRAWN.resolve(name + ".png"),
            IMAGES.resolve(name + ".png"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      BufferedImage shown = read(IMAGES.resolve(name + ".png"));
      assertTrue(colors(shown) > 3, name + " is blank");
      assertTrue(isWhiteAround(drawn), name + " is cut off");
      assertEquals(drawn.getWidth(), shown.getWidth(), drawn.getWidth() * 0.2, name);
      assertEquals(drawn.getHeight(), shown.getHeight(), drawn.getHeight() * 0.2, name);
      double apart = apart(drawn, shown);
      assertTrue(apart < FAR, name + " is another picture, by " + apart);
    }
  }

  @Test
  void everyPictureIsOnThePage() throws IOException {
    Set<String> files;
    try (Stream<Path> images = Files.list(IMAGES)) {
      files =
          images
              .map(file -> file.getFileName().toString().replace(".png", ""))
              .collect(Collectors.toCollection(TreeSet::new));
    }
    assertEquals(new TreeSet<>(names()), files);
  }

  private static List<String> names() throws IOException {
    Matcher image = IMAGE.matcher(Files.readString(PAGE));
    List<String> names = new ArrayList<>();
    while (image.find()) {
      names.add(image.group(1));
    }
    return names;
  }

  /** Draws the pictures, each of which is a variable of the page's code. */
  private static void draw(List<String> names) throws IOException {
    Files.createDirectories(DRAWN);
    try (Snippets snippets = new Snippets()) {
      for (Snippets.Example example : Snippets.of(PAGE)) {
        snippets.run(example.java());
      }
      for (String name : names) {
        snippets.run("Plots.save(%s, Path.of(\"%s/%s.png\"));".formatted(name, DRAWN, name));
      }
    }
  }

  private static BufferedImage read(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    assertNotNull(image, file::toString);
    return image;
  }

  private static boolean isWhiteAround(BufferedImage image) {
    int right = image.getWidth() - 1;
    int bottom = image.getHeight() - 1;
    return IntStream.rangeClosed(0, right)
            .allMatch(x -> (image.getRGB(x, 0) & image.getRGB(x, bottom)) == -1)
        && IntStream.rangeClosed(0, bottom)
            .allMatch(y -> (image.getRGB(0, y) & image.getRGB(right, y)) == -1);
  }

  private static long colors(BufferedImage image) {
    int width = image.getWidth();
    int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    return Arrays.stream(pixels).distinct().count();
  }

  /** How far two pictures are apart, seen from so far that letters are grey. */
  private static double apart(BufferedImage one, BufferedImage other) {
    int[] left = small(one);
    int[] right = small(other);
    return IntStream.range(0, left.length)
        .map(i -> Math.abs(left[i] - right[i]))
        .average()
        .getAsDouble();
  }

  /** The parts of the colours of 24 x 16 pixels. */
  private static int[] small(BufferedImage image) {
    BufferedImage small = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = small.createGraphics();
    pen.drawImage(image.getScaledInstance(24, 16, Image.SCALE_AREA_AVERAGING), 0, 0, null);
    pen.dispose();
    return Arrays.stream(small.getRGB(0, 0, 24, 16, null, 0, 24))
        .flatMap(rgb -> IntStream.of(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255))
        .toArray();
  }
}
