package io.github.torchrnn.tensorboard;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A writer of event files, which TensorBoard shows: {@index torch.utils.tensorboard.SummaryWriter}.
 *
 * <pre>{@code
 * try (var writer = new SummaryWriter("runs/exp1")) {
 *   writer.addScalar("loss", loss, step);
 * }
 * }</pre>
 *
 * <p>Several threads may write. Where a method has no step, it is 0, as in torch. After {@link
 * #close} the next call begins a new file in the same folder.
 */
public final class SummaryWriter implements AutoCloseable {

  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int HISTOGRAM = 5;
  private static final int TENSOR = 8;
  private static final int METADATA = 9;
  private static final int TENSOR_TYPE = 1;
  private static final int TENSOR_SHAPE = 2;
  private static final int TENSOR_STRINGS = 8;
  private static final int STRING = 7;

  private final Path logDir;
  private final Builder options;
  private final Map<Path, EventFile> files = new LinkedHashMap<>();
  private boolean purged;

  /** Writes into {@code runs/DATE_HOST}: {@code SummaryWriter()}. */
  public SummaryWriter() throws IOException {
    this(builder());
  }

  /** Writes into a folder, which is made if it is missing: {@code SummaryWriter(log_dir)}. */
  public SummaryWriter(String logDir) throws IOException {
    this(builder().logDir(Objects.requireNonNull(logDir, "log_dir is null")));
  }

  /** Writes into a folder, which is made if it is missing: {@code SummaryWriter(log_dir)}. */
  public SummaryWriter(Path logDir) throws IOException {
    this(Objects.requireNonNull(logDir, "log_dir is null").toString());
  }

  private SummaryWriter(Builder options) throws IOException {
    this.options = options;
    logDir =
        options.logDir.isEmpty()
            ? LogDir.of(LocalDateTime.now(), options.comment)
            : Path.of(options.logDir);
    file(logDir);
  }

  /** A writer with keyword arguments. */
  public static Builder builder() {
    return new Builder();
  }

  /** The keyword arguments of {@code SummaryWriter}. */
  public static final class Builder {

    private String logDir = "";
    private String comment = "";
    private @Nullable Long purgeStep;
    private int maxQueue = 10;
    private long flushSecs = 120;
    private String filenameSuffix = "";

    private Builder() {}

    /** The folder; {@code runs/DATE_HOST} if it is empty. */
    public Builder logDir(String logDir) {
      this.logDir = Objects.requireNonNull(logDir, "log_dir is null");
      return this;
    }

    /** An end of the name of the default folder. */
    public Builder comment(String comment) {
      this.comment = Objects.requireNonNull(comment, "comment is null");
      return this;
    }

    /** The step from which TensorBoard hides events that an earlier run wrote into the folder. */
    public Builder purgeStep(long purgeStep) {
      this.purgeStep = purgeStep;
      return this;
    }

    /** How many events may wait in memory; 10 by default. */
    public Builder maxQueue(int maxQueue) {
      this.maxQueue = maxQueue;
      return this;
    }

    /** How long, in seconds, events wait in memory until the next one comes; 120 by default. */
    public Builder flushSecs(long flushSecs) {
      this.flushSecs = flushSecs;
      return this;
    }

    /** An end of the names of all files. */
    public Builder filenameSuffix(String filenameSuffix) {
      this.filenameSuffix = Objects.requireNonNull(filenameSuffix, "filename_suffix is null");
      return this;
    }

    /** The writer, whose file is there. */
    public SummaryWriter build() throws IOException {
      return new SummaryWriter(this);
    }
  }

  /** The folder: {@code writer.get_logdir()}. */
  public Path logDir() {
    return logDir;
  }

  private EventFile file(Path folder) throws IOException {
    EventFile file = files.get(folder);
    if (file == null) {
      file = new EventFile(folder, options.filenameSuffix, options.maxQueue, options.flushSecs);
      files.put(folder, file);
      if (folder.equals(logDir) && options.purgeStep != null && !purged) {
        file.purgeFrom(options.purgeStep);
        purged = true;
      }
    }
    return file;
  }

  private synchronized void add(Path folder, ProtoBytes value, long step) throws IOException {
    file(folder).add(new ProtoBytes().message(1, value), step);
  }

  private static ProtoBytes tagged(String tag) {
    return new ProtoBytes().text(TAG, Objects.requireNonNull(tag, "tag is null"));
  }

  // ---- scalars

  /** {@link #addScalar(String, double, long)} of step 0. */
  public void addScalar(String tag, double scalarValue) throws IOException {
    addScalar(tag, scalarValue, 0);
  }

  /** Adds a number, as float32: {@code writer.add_scalar(tag, scalar_value, global_step)}. */
  public void addScalar(String tag, double scalarValue, long globalStep) throws IOException {
    add(logDir, tagged(tag).single(SIMPLE_VALUE, (float) scalarValue), globalStep);
  }

  /** {@link #addScalar(String, NDArray, long)} of step 0. */
  public void addScalar(String tag, NDArray scalarValue) throws IOException {
    addScalar(tag, scalarValue, 0);
  }

  /**
   * Adds the number in an array: {@code writer.add_scalar(tag, scalar_value, global_step)}.
   *
   * @param scalarValue an array of one element
   * @throws IllegalArgumentException with torch's message if it has not exactly one element
   */
  public void addScalar(String tag, NDArray scalarValue, long globalStep) throws IOException {
    addScalar(tag, scalar(scalarValue), globalStep);
  }

  /** {@link #addScalars(String, Map, long)} of step 0. */
  public void addScalars(String mainTag, Map<String, ?> tagScalars) throws IOException {
    addScalars(mainTag, tagScalars, 0);
  }

  /**
   * Adds several curves of one chart: {@code writer.add_scalars(main_tag, tag_scalar_dict,
   * global_step)}. As in torch, each is a run of its own, in the folder {@code
   * LOG_DIR/MAIN_TAG_TAG}.
   *
   * @param tagScalars numbers, or arrays of one element, by tag
   */
  public void addScalars(String mainTag, Map<String, ?> tagScalars, long globalStep)
      throws IOException {
    String start = Objects.requireNonNull(mainTag, "main_tag is null").replace('/', '_') + "_";
    for (Map.Entry<String, ?> entry : tagScalars.entrySet()) {
      float value = (float) scalar(entry.getValue());
      Path folder = Path.of(logDir + "/" + start + entry.getKey());
      add(folder, tagged(mainTag).single(SIMPLE_VALUE, value), globalStep);
    }
  }

  private static double scalar(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (!(value instanceof NDArray)) {
      throw new IllegalArgumentException(
          "Got %s, but numpy array or torch tensor are expected."
              .formatted(value == null ? "null" : value.getClass().getSimpleName()));
    }
    NDArray array = Tensors.usable("scalar_value", (NDArray) value);
    if (array.size() != 1) {
      long dimensions =
          Arrays.stream(array.getShape().getShape()).filter(size -> size != 1).count();
      throw new IllegalArgumentException(
          "Tensor should contain one element (0 dimensions).             Was given size: %s and %s dimensions."
              .formatted(array.size(), dimensions));
    }
    return Torch.item(array);
  }

  // ---- histograms

  /** {@link #addHistogram(String, NDArray, long)} of step 0. */
  public void addHistogram(String tag, NDArray values) throws IOException {
    addHistogram(tag, values, 0);
  }

  /**
   * Adds a histogram with torch's default bins: {@code writer.add_histogram(tag, values,
   * global_step)}.
   *
   * @param values of any shape and type
   * @throws IllegalArgumentException with torch's message if there is no number
   */
  public void addHistogram(String tag, NDArray values, long globalStep) throws IOException {
    addHistogram(tag, values, globalStep, Histogram.bins());
  }

  /**
   * Adds a histogram with bins of one's own: {@code writer.add_histogram(tag, values, global_step,
   * bins)}.
   *
   * @param bins the limits, increasing; numbers outside are not counted
   */
  public void addHistogram(String tag, NDArray values, long globalStep, double[] bins)
      throws IOException {
    Objects.requireNonNull(bins, "bins is null");
    double[] numbers;
    try (NDArray doubles = Tensors.usable("values", values).toType(DataType.FLOAT64, true)) {
      numbers = doubles.toDoubleArray();
    }
    add(logDir, tagged(tag).message(HISTOGRAM, Histogram.of(numbers, bins.clone())), globalStep);
  }

  // ---- texts

  /** {@link #addText(String, String, long)} of step 0. */
  public void addText(String tag, String textString) throws IOException {
    addText(tag, textString, 0);
  }

  /** Adds a text, of Markdown: {@code writer.add_text(tag, text_string, global_step)}. */
  public void addText(String tag, String textString, long globalStep) throws IOException {
    Objects.requireNonNull(tag, "tag is null");
    Objects.requireNonNull(textString, "text_string is null");
    ProtoBytes shape = new ProtoBytes().message(2, new ProtoBytes().integer(1, 1));
    ProtoBytes tensor =
        new ProtoBytes()
            .integer(TENSOR_TYPE, STRING)
            .message(TENSOR_SHAPE, shape)
            .text(TENSOR_STRINGS, textString);
    ProtoBytes metadata = new ProtoBytes().message(1, new ProtoBytes().text(1, "text"));
    ProtoBytes value = tagged(tag + "/text_summary").message(TENSOR, tensor);
    add(logDir, value.message(METADATA, metadata), globalStep);
  }

  // ---- files

  /** Writes the events that wait in memory: {@code writer.flush()}. */
  public synchronized void flush() throws IOException {
    for (EventFile file : files.values()) {
      file.flush();
    }
  }

  /** Writes the events that wait in memory, and closes the files. Closing twice is harmless. */
  @Override
  public synchronized void close() throws IOException {
    for (EventFile file : files.values()) {
      file.close();
    }
    files.clear();
  }
}
