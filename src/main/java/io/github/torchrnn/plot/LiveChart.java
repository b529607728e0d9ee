package io.github.torchrnn.plot;

import io.github.torchrnn.internal.NotebookKernel;
import io.github.torchrnn.internal.Picture;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chart that grows while a network trains: {@link Plots#live}.
 *
 * <pre>{@code
 * try (var live = Plots.live("loss")) {
 *   for (int step = 0; step < steps; step++) {
 *     live.add(train(net));
 *   }
 *   Plots.save(live.picture(), Path.of("loss.png"));
 * }
 * }</pre>
 *
 * <p>In a notebook whose kernel is IJava or JJava the chart stands below the cell and is drawn anew
 * now and then: at most twice a second, and so seldom that drawing takes a fiftieth of the time.
 * {@link #close} shows all values. Elsewhere nothing is drawn but by {@link #picture}.
 */
public final class LiveChart implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(LiveChart.class);

  /** The least time between two drawings, in ns. */
  private static final long PAUSE = 500_000_000;

  /** The time between two drawings, in the time that one takes. */
  private static final long SHARE = 50;

  private final GrowingLines lines;
  private final LongSupplier clock;

  /** What shows the chart, or null where nothing does. */
  private @Nullable Consumer<BufferedImage> screen;

  /** When to draw next, in the clock's ns. */
  private long next;

  private boolean drawn;
  private boolean closed;

  /**
   * A chart on a screen.
   *
   * @param screen what shows it, or null
   * @param clock in ns
   */
  LiveChart(List<String> names, @Nullable Consumer<BufferedImage> screen, LongSupplier clock) {
    this.lines = new GrowingLines(names);
    this.screen = screen;
    this.clock = clock;
    // The first picture loads Java's drawing: before the loop, and not counted.
    draw();
    next = clock.getAsLong();
  }

  static LiveChart of(String... names) {
    Objects.requireNonNull(names, "names is null");
    for (String name : names) {
      Objects.requireNonNull(name, "a name is null");
    }
    return new LiveChart(List.of(names), screen(), System::nanoTime);
  }

  /** The place below the running cell, or null where there is none. */
  private static @Nullable Consumer<BufferedImage> screen() {
    Optional<NotebookKernel> found = NotebookKernel.find();
    if (found.isEmpty()) {
      return null;
    }
    NotebookKernel kernel = found.get();
    String id = UUID.randomUUID().toString();
    boolean[] shown = {false};
    return picture -> {
      if (shown[0]) {
        kernel.update(id, Picture.contents(picture));
      } else {
        kernel.display(id, Picture.contents(picture));
        shown[0] = true;
      }
    };
  }

  /**
   * Adds a value to each line, those of the next step. One that is not finite leaves a gap.
   *
   * @param values a value for each name of {@link Plots#live}
   * @throws IllegalArgumentException if there are not as many values as names
   * @throws IllegalStateException if the chart is closed
   */
  public synchronized void add(double... values) {
    Objects.requireNonNull(values, "values is null");
    if (closed) {
      throw new IllegalStateException("the chart is closed");
    }
    lines.add(values);
    drawn = false;
    if (screen != null && clock.getAsLong() - next >= 0) {
      draw();
    }
  }

  private void draw() {
    if (screen == null) {
      return;
    }
    long begin = clock.getAsLong();
    try {
      screen.accept(lines.picture());
    } catch (RuntimeException e) {
      // A training does not end because its chart cannot be shown.
      LOGGER.warn("The chart is not shown any more", e);
      screen = null;
    }
    long end = clock.getAsLong();
    next = end + Math.max(PAUSE, SHARE * (end - begin));
    drawn = true;
  }

  /**
   * The chart of all values so far, of the size of {@link Plots#losses}; of a long training every
   * second, fourth, and so on of them, so that neither time nor memory grow.
   */
  public synchronized BufferedImage picture() {
    return lines.picture();
  }

  /** Shows all values. Closing twice is harmless. */
  @Override
  public synchronized void close() {
    closed = true;
    if (!drawn) {
      draw();
    }
  }
}
