package io.github.torchrnn.spark;

import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Option;

/**
 * A training as a stage of a pipeline: {@code fit} returns a {@link TorchModel}.
 *
 * <pre>{@code
 * TorchModel trained =
 *     TorchEstimator.of(
 *             Names::new, Names::forward, Functional::crossEntropy,
 *             net -> new Adam(net.parameters(), 0.01))
 *         .setInputCol("letters").setLabelCol("label").setOutputCol("scores")
 *         .setBatchSize(64).setMaxIter(500).setSeed(42)
 *         .fit(names);
 * }</pre>
 *
 * <p>Training goes in rounds, each an ordinary job of Spark's. A round sends the numbers to the
 * executors; a task takes the next {@code stepsPerRound} batches of its partition and sends back
 * what it computed; the driver averages, weighted by rows, in the order of the partitions. An empty
 * partition gives nothing. A partition goes through its rows in an order that is drawn anew for
 * each pass; one with fewer rows begins its next pass earlier, so that partitions of one size are
 * best.
 *
 * <ul>
 *   <li>{@code stepsPerRound} of 1, the default, is exact: the batches of all partitions together
 *       are one batch, whose gradients the driver's optimizer takes for one step. The numbers are
 *       those of one process that is given this batch, up to rounding.
 *   <li>More are local SGD: each partition trains by itself from the same start, then parameters
 *       and the optimizer's state are averaged. That is another algorithm, which needs fewer rounds
 *       for as many rows.
 * </ul>
 *
 * <p>A task depends on the numbers of the round, its partition and its seed only: one that is
 * repeated since its executor was lost ends in the same bits on the same kind of processor. A
 * partition's rows are sorted, since a shuffle that is repeated brings them in another order; where
 * they are others, those of a sample without a seed for example, the task says so. Buffers, those
 * of normalization layers, are averaged as parameters are.
 *
 * <p>With a {@code checkpointDir}, {@code fit} writes a checkpoint every {@code checkpointInterval}
 * rounds and at its end, and goes on from the last one there to the bits in which an uninterrupted
 * training ends. One of another training is refused: of other rows, partitions or settings, or of a
 * network, an optimizer or a schedule with another state.
 */
public final class TorchEstimator extends Estimator<TorchModel> implements MLWritable {

  private static final long serialVersionUID = 1;

  private final String uid;
  private final Recipe<?> recipe;

  private final Param<String> inputCol;
  private final Param<String> labelCol;
  private final Param<String> outputCol;
  private final IntParam batchSize;
  private final IntParam maxIter;
  private final IntParam stepsPerRound;
  private final LongParam seed;
  private final DoubleParam clipGradNorm;
  private final Param<String> checkpointDir;
  private final IntParam checkpointInterval;

  private TorchEstimator(String uid, Recipe<?> recipe) {
    this.uid = uid;
    this.recipe = recipe;
    inputCol = new Param<>(uid, "inputCol", "input column name");
    labelCol = new Param<>(uid, "labelCol", "label column name");
    outputCol = new Param<>(uid, "outputCol", "output column name");
    batchSize =
        new IntParam(
            uid, "batchSize", "number of sequences a batch and partition", ParamValidators.gtEq(1));
    maxIter = new IntParam(uid, "maxIter", "number of rounds", ParamValidators.gtEq(0));
    stepsPerRound =
        new IntParam(uid, "stepsPerRound", "number of steps a round", ParamValidators.gtEq(1));
    seed = new LongParam(uid, "seed", "random seed");
    clipGradNorm =
        new DoubleParam(
            uid, "clipGradNorm", "highest norm of gradients, 0 for any", ParamValidators.gtEq(0));
    checkpointDir = new Param<>(uid, "checkpointDir", "folder of checkpoints, empty for none");
    checkpointInterval =
        new IntParam(
            uid,
            "checkpointInterval",
            "rounds from checkpoint to checkpoint",
            ParamValidators.gtEq(1));
    setDefault(labelCol, "label");
    setDefault(outputCol, uid + "__output");
    setDefault(batchSize, 32);
    setDefault(maxIter, 100);
    setDefault(stepsPerRound, 1);
    setDefault(seed, 0L);
    setDefault(clipGradNorm, 0.0);
    setDefault(checkpointDir, "");
    setDefault(checkpointInterval, 10);
  }

  /**
   * A training of a network of one's own.
   *
   * @param factory makes the network, on the driver after {@code Torch.manualSeed(seed)}
   * @param forward its forward: {@code Names::forward}
   * @param loss the mean loss of a batch: {@code Functional::crossEntropy}
   * @param optimizer makes the optimizer: {@code net -> new Adam(net.parameters())}
   */
  public static <M extends TorchModule> TorchEstimator of(
      NetworkFactory<M> factory,
      NetworkForward<M> forward,
      NetworkLoss loss,
      NetworkOptimizer<M> optimizer) {
    return of(new Recipe<>(factory, forward, loss, optimizer, null));
  }

  /**
   * A training of a network of one's own with a schedule of learning rates, which the driver steps
   * after each round: {@code schedule.step()}, or {@code step(loss)} with the round's mean loss for
   * a {@link io.github.torchrnn.optim.ReduceLROnPlateau}.
   *
   * @param factory makes the network, on the driver after {@code Torch.manualSeed(seed)}
   * @param forward its forward: {@code Names::forward}
   * @param loss the mean loss of a batch: {@code Functional::crossEntropy}
   * @param optimizer makes the optimizer: {@code net -> new Adam(net.parameters())}
   * @param schedule makes its schedule: {@code optimizer -> new StepLR(optimizer, 30)}
   */
  public static <M extends TorchModule> TorchEstimator of(
      NetworkFactory<M> factory,
      NetworkForward<M> forward,
      NetworkLoss loss,
      NetworkOptimizer<M> optimizer,
      NetworkSchedule schedule) {
    Objects.requireNonNull(schedule, "schedule is null");
    return of(new Recipe<>(factory, forward, loss, optimizer, schedule));
  }

  private static TorchEstimator of(Recipe<?> recipe) {
    Objects.requireNonNull(recipe.factory(), "factory is null");
    Objects.requireNonNull(recipe.forward(), "forward is null");
    Objects.requireNonNull(recipe.loss(), "loss is null");
    Objects.requireNonNull(recipe.optimizer(), "optimizer is null");
    return new TorchEstimator(Identifiable$.MODULE$.randomUID("torchEstimator"), recipe);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The name of the column of sequences. */
  public Param<String> inputCol() {
    return inputCol;
  }

  /** The name of the column of labels; "label" by default. */
  public Param<String> labelCol() {
    return labelCol;
  }

  /** The name of the column that the trained model adds. */
  public Param<String> outputCol() {
    return outputCol;
  }

  /** The number of sequences that a step takes from a partition; 32 by default. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** The number of rounds; 100 by default. */
  public IntParam maxIter() {
    return maxIter;
  }

  /** The number of steps between two averages; 1 by default, which is exact. */
  public IntParam stepsPerRound() {
    return stepsPerRound;
  }

  /** The seed of the first numbers, of the order of rows and of what a step draws; 0 by default. */
  public LongParam seed() {
    return seed;
  }

  /** The norm to which gradients are clipped; 0, the default, if they are not. */
  public DoubleParam clipGradNorm() {
    return clipGradNorm;
  }

  /** The folder of checkpoints; none by default. */
  public Param<String> checkpointDir() {
    return checkpointDir;
  }

  /** The number of rounds from one checkpoint to the next; 10 by default. */
  public IntParam checkpointInterval() {
    return checkpointInterval;
  }

  public TorchEstimator setInputCol(String name) {
    set(inputCol, name);
    return this;
  }

  public TorchEstimator setLabelCol(String name) {
    set(labelCol, name);
    return this;
  }

  public TorchEstimator setOutputCol(String name) {
    set(outputCol, name);
    return this;
  }

  public TorchEstimator setBatchSize(int size) {
    set(batchSize, size);
    return this;
  }

  public TorchEstimator setMaxIter(int rounds) {
    set(maxIter, rounds);
    return this;
  }

  public TorchEstimator setStepsPerRound(int steps) {
    set(stepsPerRound, steps);
    return this;
  }

  public TorchEstimator setSeed(long value) {
    set(seed, value);
    return this;
  }

  public TorchEstimator setClipGradNorm(double maxNorm) {
    set(clipGradNorm, maxNorm);
    return this;
  }

  public TorchEstimator setCheckpointDir(String folder) {
    set(checkpointDir, folder);
    return this;
  }

  public TorchEstimator setCheckpointInterval(int rounds) {
    set(checkpointInterval, rounds);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    SequenceColumn.of(schema, getOrDefault(inputCol));
    LabelColumn.of(schema, getOrDefault(labelCol));
    return SchemaUtils.appendColumn(
        schema,
        getOrDefault(outputCol),
        DataTypes.createArrayType(DataTypes.FloatType, false),
        false);
  }

  @Override
  public TorchModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema(), true);
    return fit(recipe, dataset);
  }

  private <M extends TorchModule> TorchModel fit(Recipe<M> functionsOf, Dataset<?> dataset) {
    int size = (Integer) getOrDefault(batchSize);
    Settings settings =
        new Settings(
            toString(),
            UUID.randomUUID().toString(),
            size,
            (Integer) getOrDefault(stepsPerRound),
            (Long) getOrDefault(seed),
            (Double) getOrDefault(clipGradNorm));
    SparkContext context = dataset.sparkSession().sparkContext();
    JavaRDD<Shard> shards = shards(dataset).persist(StorageLevel.MEMORY_AND_DISK());
    String folder = getOrDefault(checkpointDir);
    try (Training<M> training = new Training<>(context, functionsOf, settings)) {
      training.run(
          shards,
          (Integer) getOrDefault(maxIter),
          folder.isEmpty() ? null : new Checkpoints(folder, context, settings),
          (Integer) getOrDefault(checkpointInterval));
      Network network = new ModuleNetwork<>(functionsOf.factory(), functionsOf.forward());
      TorchModel model =
          new TorchModel(uid, network, training.weights())
              .trainedWith(training.losses())
              .setInputCol(getOrDefault(inputCol))
              .setOutputCol(getOrDefault(outputCol))
              .setBatchSize(size);
      return model.setParent(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      shards.unpersist();
    }
  }

  private JavaRDD<Shard> shards(Dataset<?> dataset) {
    Column input = functions.col(getOrDefault(inputCol));
    Dataset<?> used = dataset.select(input, functions.col(getOrDefault(labelCol)));
    SequenceColumn sequences = SequenceColumn.of(used.schema(), getOrDefault(inputCol));
    LabelColumn labels = LabelColumn.of(used.schema(), getOrDefault(labelCol));
    return used.queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (partition, rows) -> List.of(Shard.of(partition, rows, sequences, labels)).iterator(),
            false);
  }

  @Override
  public TorchEstimator copy(ParamMap extra) {
    return copyValues(new TorchEstimator(uid, recipe), extra);
  }

  @Override
  public String toString() {
    return "TorchEstimator: uid=" + uid;
  }

  /** Writes the stage: {@code estimator.write().overwrite().save(path)}. */
  @Override
  public MLWriter write() {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        DefaultParamsWriter.saveMetadata(TorchEstimator.this, path, sparkSession());
        try {
          new SavedStage(path, sparkSession())
              .write(SavedStage.FUNCTIONS, SavedStage.serialized(recipe));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** A reader of saved stages, which Spark also calls for those of a pipeline. */
  public static MLReader<TorchEstimator> read() {
    return new MLReader<>() {
      @Override
      public TorchEstimator load(String path) {
        DefaultParamsReader.Metadata metadata =
            DefaultParamsReader.loadMetadata(path, sparkSession(), TorchEstimator.class.getName());
        try {
          SavedStage stage = new SavedStage(path, sparkSession());
          Recipe<?> recipe = (Recipe<?>) SavedStage.deserialized(stage.read(SavedStage.FUNCTIONS));
          TorchEstimator estimator = new TorchEstimator(metadata.uid(), recipe);
          metadata.getAndSetParams(estimator, Option.empty());
          return estimator;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** Reads a saved stage: {@code read().load(path)}. */
  public static TorchEstimator load(String path) {
    return read().load(path);
  }
}
