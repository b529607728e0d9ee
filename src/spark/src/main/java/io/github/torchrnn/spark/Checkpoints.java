package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.LRScheduler;
import io.github.torchrnn.optim.Optimizer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a training in a folder of any file system of Hadoop's, {@code
 * round-00000010.pt} for example, which {@code torch.load} reads: {@code round}, {@code model},
 * {@code optimizer}, {@code lr_scheduler} if there is one, {@code losses} and the settings. Each is
 * written under another name and renamed; the last two stay.
 */
final class Checkpoints {

  private static final Pattern NAME = Pattern.compile("round-[0-9]{8}\\.pt");
  private static final int KEPT = 2;
  private static final String DATA = "data";
  private static final String SCHEDULE = "lr_scheduler";

  private final Path folder;
  private final FileSystem files;
  private final Settings settings;

  Checkpoints(String folder, SparkContext context, Settings settings) throws IOException {
    this.folder = new Path(folder);
    this.settings = settings;
    files = this.folder.getFileSystem(context.hadoopConfiguration());
  }

  /** What a checkpoint keeps, and what takes it over again. */
  record Trained(
      TorchModule network,
      Optimizer optimizer,
      @Nullable LRScheduler schedule,
      List<Double> losses) {}

  /** Writes the checkpoint of a round; {@code data} tells which rows were trained with. */
  void write(long round, long data, Trained trained) throws IOException {
    byte[] bytes;
    try (var scope = Torch.scope()) {
      Map<String, Object> checkpoint = new LinkedHashMap<>(settings());
      checkpoint.put(DATA, data);
      checkpoint.put("round", round);
      checkpoint.put("model", trained.network.stateDict());
      checkpoint.put("optimizer", trained.optimizer.stateDict());
      if (trained.schedule != null) {
        checkpoint.put(SCHEDULE, trained.schedule.stateDict());
      }
      checkpoint.put("losses", trained.losses);
      bytes = LocalFile.bytes(path -> Pt.save(checkpoint, path));
    }
    Path file = new Path(folder, String.format(Locale.ROOT, "round-%08d.pt", round));
    Path temporary = new Path(folder, "." + file.getName() + ".tmp");
    try (OutputStream out = files.create(temporary, true)) {
      out.write(bytes);
    }
    files.delete(file, false);
    if (!files.rename(temporary, file)) {
      throw new IOException("cannot rename " + temporary + " to " + file);
    }
    List<Path> all = all();
    for (Path old : all.subList(0, Math.max(0, all.size() - KEPT))) {
      files.delete(old, false);
    }
  }

  /**
   * Takes over the last checkpoint.
   *
   * @return the number of rounds done; 0 if there is no checkpoint
   * @throws IllegalArgumentException if it was made with other settings or rows
   */
  @SuppressWarnings("unchecked") // as written above
  long read(long data, Trained trained) throws IOException {
    files.mkdirs(folder); // a folder that cannot be made is refused before any round
    List<Path> all = all();
    if (all.isEmpty()) {
      return 0;
    }
    Path last = all.get(all.size() - 1);
    byte[] bytes = new byte[Math.toIntExact(files.getFileStatus(last).getLen())];
    try (FSDataInputStream in = files.open(last)) {
      in.readFully(0, bytes);
    }
    try (var scope = Torch.scope()) {
      if (!(LocalFile.read(bytes, last.toString(), Pt::load) instanceof Map<?, ?> checkpoint)) {
        throw new IllegalArgumentException(last + " is not a checkpoint of a training");
      }
      refuseOther(last, checkpoint, data, trained);
      try {
        trained.network.loadStateDict((Map<String, NDArray>) checkpoint.get("model"));
        trained.optimizer.loadStateDict((Map<?, ?>) checkpoint.get("optimizer"));
        if (trained.schedule != null) {
          trained.schedule.loadStateDict((Map<?, ?>) checkpoint.get(SCHEDULE));
        }
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            last + " was made with another network or optimizer: " + e.getMessage(), e);
      }
      trained.losses.addAll((List<Double>) checkpoint.get("losses"));
      return (Long) checkpoint.get("round");
    }
  }

  private void refuseOther(Path last, Map<?, ?> checkpoint, long data, Trained trained) {
    settings()
        .forEach(
            (name, value) -> {
              if (!value.equals(checkpoint.get(name))) {
                throw new IllegalArgumentException(
                    "%s was made with %s %s, and this training has %s: set it so, or another checkpointDir"
                        .formatted(last, name, checkpoint.get(name), value));
              }
            });
    if (!checkpoint.get(DATA).equals(data)) {
      throw new IllegalArgumentException(
          last + " was made with other rows or partitions: set another checkpointDir");
    }
    if ((trained.schedule == null) == checkpoint.containsKey(SCHEDULE)) {
      throw new IllegalArgumentException(
          "%s was made %s a schedule of learning rates, and this training has %s: set another checkpointDir"
              .formatted(
                  last,
                  trained.schedule == null ? "with" : "without",
                  trained.schedule == null ? "none" : "one"));
    }
    // As torch's, loadStateDict takes over the state of any schedule.
    if (trained.schedule != null
        && !trained
            .schedule
            .stateDict()
            .keySet()
            .equals(((Map<?, ?>) checkpoint.get(SCHEDULE)).keySet())) {
      throw new IllegalArgumentException(
          last + " was made with another schedule of learning rates: set another checkpointDir");
    }
  }

  /** What must be the same for a training to go on as if it had not stopped. */
  private Map<String, Object> settings() {
    Map<String, Object> kept = new LinkedHashMap<>();
    kept.put("seed", settings.seed());
    kept.put("batchSize", (long) settings.batchSize());
    kept.put("stepsPerRound", (long) settings.stepsPerRound());
    kept.put("clipGradNorm", settings.maxNorm());
    return kept;
  }

  /** The checkpoints, the last one at the end. */
  private List<Path> all() throws IOException {
    List<Path> found = new ArrayList<>();
    for (FileStatus file : files.listStatus(folder)) {
      if (NAME.matcher(file.getPath().getName()).matches()) {
        found.add(file.getPath());
      }
    }
    Path[] sorted = found.toArray(new Path[0]);
    Arrays.sort(sorted);
    return List.of(sorted);
  }
}
