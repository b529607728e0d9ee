package io.github.torchrnn.tutorial;

import io.github.torchrnn.plot.Plots;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a training, epoch by epoch, as a CSV file (RFC 4180) and a picture where the
 * command line says. A row is in the file when its epoch ends, so a training that is stopped leaves
 * what it had.
 */
final class Curves {

  private final Tutorial.Options options;

  /** The numbers of each column, by its name. */
  private final Map<String, List<Double>> columns = new LinkedHashMap<>();

  private int epochs;

  /**
   * Begins the file.
   *
   * @param names of the columns; those that end in "loss" are drawn
   */
  Curves(Tutorial.Options options, String... names) {
    this.options = options;
    for (String name : names) {
      columns.put(name, new ArrayList<>());
    }
    if (options.csv() != null) {
      write("epoch," + String.join(",", names), StandardOpenOption.TRUNCATE_EXISTING);
    }
  }

  /** Adds what the next epoch came to, in the order of the columns. */
  void add(double... numbers) {
    StringBuilder row = new StringBuilder().append(++epochs);
    int column = 0;
    for (List<Double> values : columns.values()) {
      values.add(numbers[column]);
      row.append(',').append(numbers[column++]);
    }
    if (options.csv() != null) {
      write(row.toString(), StandardOpenOption.APPEND);
    }
  }

  private void write(String row, StandardOpenOption how) {
    try {
      Files.writeString(options.csv(), row + "\r\n", StandardOpenOption.CREATE, how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines of the losses. */
  BufferedImage picture() {
    Map<String, List<Double>> losses = new LinkedHashMap<>(columns);
    losses.keySet().removeIf(name -> !name.endsWith("loss"));
    return Plots.losses(losses);
  }

  /** Draws the losses where the command line says, if it does. */
  void plot() {
    if (options.plot() != null) {
      Plots.save(picture(), options.plot());
    }
  }
}
