package io.github.torchrnn.tutorial;

/** Command lines with {@code --compiled}, one after the other, each under a heading of its own. */
final class CompiledRuns {

  static final String HEADING = "$ ";

  private CompiledRuns() {}

  public static void main(String[] commands) {
    for (String command : commands) {
      System.out.println(HEADING + command);
      int code = Main.run((command + " --compiled").split(" "));
      if (code != 0) {
        System.exit(code);
      }
    }
  }
}
