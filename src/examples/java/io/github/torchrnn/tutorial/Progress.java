package io.github.torchrnn.tutorial;

import java.io.Console;
import java.util.Collection;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on stderr that grows with a loop, where somebody sits at a terminal. */
final class Progress {

  private Progress() {}

  /** The same items; the bar is there while they are iterated over. */
  static <T> Iterable<T> over(String task, Collection<T> items) {
    if (!atTerminal()) {
      return items;
    }
    return ProgressBar.wrap(
        items,
        new ProgressBarBuilder()
            .setTaskName(task)
            .setStyle(ProgressBarStyle.ASCII)
            .clearDisplayOnFinish());
  }

  /** From JDK 22 on there may be a console without a terminal, which it then says. */
  private static boolean atTerminal() {
    Console console = System.console();
    try {
      return console != null && (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
