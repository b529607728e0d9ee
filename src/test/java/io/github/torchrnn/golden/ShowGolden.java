package io.github.torchrnn.golden;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Prints a golden case: see {@code scripts/golden --help}. */
public final class ShowGolden {

  static final String HELP =
      """
      scripts/golden [--python | --numbers] ID
      Prints a golden case, for example cells-0-3: the program for the reference torch that makes its
      numbers, and the numbers as comments below it.
        --python    the program alone:  scripts/golden --python cells-0-3 | python -
        --numbers   the numbers alone, as the program prints them, a tensor a line: its name, type, shape
                    and numbers, of more than 48 every so many-th. Decimals are the shortest that
                    read back to the bit; on another processor the last digits differ.
      Ids are FILE-SEED-NUMBER: src/test/resources/golden has cells, errors, inits, layers, losses,
      optimizers, packing, recurrent, reprs and unrecorded, all of seed 0 and numbered from 0. What
      print shows is print-NUMBER. A case that fails in ParityTest names its id.
      """;

  private ShowGolden() {}

  public static void main(String[] args) throws IOException {
    List<String> ids = Arrays.stream(args).filter(arg -> !arg.startsWith("--")).toList();
    List<String> options = Arrays.stream(args).filter(arg -> arg.startsWith("--")).toList();
    if (options.equals(List.of("--help"))) {
      System.out.print(HELP);
      return;
    }
    boolean python = options.equals(List.of("--python"));
    boolean numbers = options.equals(List.of("--numbers"));
    if (ids.size() != 1 || !options.isEmpty() && !python && !numbers) {
      System.err.print(HELP);
      System.exit(2);
    }
    try {
      System.out.print(show(ids.get(0), !numbers, !python));
    } catch (IllegalArgumentException e) {
      System.err.println("golden: " + e.getMessage());
      System.exit(2);
    }
  }

  private static String show(String id, boolean python, boolean numbers) throws IOException {
    GoldenText text = new GoldenText(id);
    if (!python) {
      return text.numbers();
    }
    String program = "# " + id + "\n" + text.python();
    return numbers
        ? program + "\n# On " + GoldenFiles.maker(id) + ":\n" + commented(text.numbers())
        : program;
  }

  private static String commented(String lines) {
    return lines.replaceAll("(?m)^", "# ").replaceAll("# \\z", "");
  }
}
