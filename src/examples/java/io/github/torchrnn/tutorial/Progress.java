package io.github.torchrnn.tutorial;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongFunction;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/**
 * A bar that grows with long work and tells the time that is left, where somebody sits at a
 * terminal. It has the line that is printed next, so it is there between two prints only.
 */
public final class Progress {

  /** A training that is shorter needs no bar, in nanoseconds. */
  private static final long SHORT = 1_000_000_000;

  private static final boolean AT_TERMINAL = isAtTerminal();

  /** Stdout, which a console says to be a terminal; stderr may go to a file all the same. */
  private static final PrintStream TERMINAL =
      new PrintStream(new FileOutputStream(FileDescriptor.out));

  /** The terminal's last line, which is free again without the bar. */
  private static final class Line extends ConsoleProgressBarConsumer {
    private boolean closed;

    Line() {
      super(TERMINAL);
    }

    @Override
    public synchronized void accept(String text) {
      if (!closed) { // the bar's own thread may be late
        super.accept(text);
      }
    }

    @Override
    public synchronized void close() {
      TERMINAL.print('\r');
      closed = true;
    }
  }

  /** From the number of steps that are done. */
  private final LongFunction<String> title;

  /** How long there is no bar, in nanoseconds. */
  private final long delay;

  private final ProgressBarBuilder builder;
  private final long start = System.nanoTime();
  private long done;

  /** What stands beside the bar. */
  private String message = "";

  /** Null while there is none. */
  private ProgressBar bar;

  private Progress(LongFunction<String> title, long steps, long delay) {
    this.title = title;
    this.delay = delay;
    builder =
        new ProgressBarBuilder()
            .setInitialMax(steps)
            .setEtaFunction(Progress::left)
            .setStyle(ProgressBarStyle.ASCII)
            .clearDisplayOnFinish();
  }

  /** Of work of one title, and so many steps. */
  public static Progress of(String title, long steps) {
    return new Progress(done -> title, steps, 0);
  }

  /** Of work that takes a given time: its steps are nanoseconds. */
  public static Progress ofNanos(String title, long nanos) {
    Progress progress = of(title, nanos);
    progress.builder.setUnit(" s", 1_000_000_000);
    return progress;
  }

  /** Of a training whose epochs are of equally many steps. */
  static Progress ofEpochs(int epochs, long steps) {
    return new Progress(
        done -> "Epoch [%s/%s]".formatted(Math.min(done / steps + 1, epochs), epochs),
        epochs * steps,
        SHORT);
  }

  /** The same items, each a step. The bar is gone when there are no more. */
  <T> Iterable<T> over(Iterable<T> items) {
    return () ->
        new Iterator<>() {
          private final Iterator<T> iterator = items.iterator();
          private boolean busy;

          @Override
          public boolean hasNext() {
            if (busy) {
              step(1);
              busy = false;
            }
            if (!iterator.hasNext()) {
              clear();
            }
            return iterator.hasNext();
          }

          @Override
          public T next() {
            busy = true;
            return iterator.next();
          }
        };
  }

  /** Shows a loss beside the bar, and returns it. */
  double loss(double loss) {
    message = "loss " + PythonFormat.fixed(loss, 4);
    if (bar != null) {
      bar.setExtraMessage(message);
    }
    return loss;
  }

  /** Tells that some more steps are done. */
  public void step(long count) {
    done += count;
    long elapsed = System.nanoTime() - start;
    if (!AT_TERMINAL || elapsed < delay) {
      return;
    }
    if (bar == null) {
      builder.setTaskName(title.apply(done)).startsFrom(done, Duration.ofNanos(elapsed));
      bar = builder.setConsumer(new Line()).build();
      bar.setExtraMessage(message);
    }
    bar.stepTo(done);
  }

  /** By the pace of the whole work, of which the bar may have seen a part only. */
  private static Optional<Duration> left(ProgressState state) {
    long done = state.getCurrent();
    long steps = state.getMax();
    return done == 0
        ? Optional.empty()
        : Optional.of(state.getTotalElapsed().multipliedBy(steps - done).dividedBy(done));
  }

  /** Makes room for a line that is printed. The next step brings the bar back. */
  public void clear() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** From JDK 22 on there may be a console without a terminal, which it then says. */
  private static boolean isAtTerminal() {
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
