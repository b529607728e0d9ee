package io.github.torchrnn.spark;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.jit.ScriptModule;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.nn.TorchModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * A network as a stage of a pipeline: it adds a column of results to a column of sequences.
 *
 * <pre>{@code
 * TorchModel classify =
 *     TorchModel.of(Names::new, Names::forward, Pt.loadStateDict(Path.of("names.pt")))
 *         .setInputCol("letters").setOutputCol("scores").setBatchSize(64);
 * Dataset<Row> scored = classify.transform(names);
 * }</pre>
 *
 * <p>The input column holds sequences of any lengths but zero: arrays of whole numbers, which are
 * ids; arrays of {@code float} or {@code double}, one feature a step; arrays of vectors or of
 * arrays, a step each. Numbers become float32. The output column is an {@code array<float>}, a
 * network's result of (batch, ...) cut along the batch; {@code functions.array_to_vector} makes
 * vectors of it. All other columns and the order of the rows stay.
 *
 * <p>Each partition is cut into batches of successive rows, the last one smaller. The results are
 * those of the same batches computed one after the other in one process, bit for bit; another batch
 * size moves last bits. The numbers are broadcast once, an executor builds the network once, in
 * evaluation mode, and its tasks share it.
 *
 * <p>Saved, the stage has the folder {@code data}: {@code weights.pt}, which {@code torch.load}
 * reads, and the user's two functions as Java serializes them: loading needs the same classes, and
 * a file of a hand that is trusted. A traced network has {@code network.pt}, which {@code
 * torch.jit.load} reads, and needs no classes.
 */
public final class TorchModel extends Model<TorchModel> implements MLWritable {

  private static final long serialVersionUID = 1;

  private final String uid;
  private final Network network;

  /** The file of the network's numbers. */
  private final byte[] file;

  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final IntParam batchSize;

  /** The mean loss of each round. */
  private double[] losses = {};

  /** The file on the executors, for as long as the context lives in which it is. */
  private transient @Nullable Shared shared;

  private record Shared(SparkContext context, Broadcast<byte[]> file, String key) {}

  TorchModel(String uid, Network network, byte[] file) {
    this.uid = uid;
    this.network = network;
    this.file = file;
    inputCol = new Param<>(uid, "inputCol", "input column name");
    outputCol = new Param<>(uid, "outputCol", "output column name");
    batchSize =
        new IntParam(uid, "batchSize", "number of sequences a batch", ParamValidators.gtEq(1));
    setDefault(outputCol, uid + "__output");
    setDefault(batchSize, 32);
  }

  /**
   * A stage of a network of one's own.
   *
   * @param factory makes the network on each executor: {@code Names::new}
   * @param forward its forward: {@code Names::forward}
   * @param state the numbers, by the names of {@link TorchModule#stateDict()}; copied
   * @throws IllegalArgumentException with torch's message if the state is not that of the network
   */
  public static <M extends TorchModule> TorchModel of(
      NetworkFactory<M> factory, NetworkForward<M> forward, Map<String, NDArray> state) {
    Objects.requireNonNull(factory, "factory is null");
    Objects.requireNonNull(forward, "forward is null");
    Objects.requireNonNull(state, "state_dict is null");
    Network network = new ModuleNetwork<>(factory, forward);
    try {
      byte[] file = LocalFile.bytes(path -> Pt.save(state, path));
      network.load(file).close(); // refuses here what each executor would refuse
      return new TorchModel(randomUid(), network, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A stage of a traced network, which needs no class of the user's on the executors.
   *
   * @param traced the trace of a lambda of one {@link io.github.torchrnn.nn.PackedSequence}, packed
   *     with {@code enforceSorted(false)}, that returns one array of (batch, ...)
   */
  public static TorchModel of(ScriptModule traced) {
    Objects.requireNonNull(traced, "traced is null");
    try {
      byte[] file = LocalFile.bytes(path -> TorchScript.save(traced, path));
      return new TorchModel(randomUid(), new ScriptNetwork(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String randomUid() {
    return Identifiable$.MODULE$.randomUID("torchModel");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The name of the column of sequences. */
  public Param<String> inputCol() {
    return inputCol;
  }

  /** The name of the column of results. */
  public Param<String> outputCol() {
    return outputCol;
  }

  /** The number of sequences a batch; 32 by default. */
  public IntParam batchSize() {
    return batchSize;
  }

  public String getInputCol() {
    return getOrDefault(inputCol);
  }

  public String getOutputCol() {
    return getOrDefault(outputCol);
  }

  public int getBatchSize() {
    return (Integer) getOrDefault(batchSize);
  }

  public TorchModel setInputCol(String name) {
    set(inputCol, name);
    return this;
  }

  public TorchModel setOutputCol(String name) {
    set(outputCol, name);
    return this;
  }

  public TorchModel setBatchSize(int size) {
    set(batchSize, size);
    return this;
  }

  /**
   * The network's numbers by name, as arrays of the innermost scope; of a traced network there are
   * none.
   */
  public Map<String, NDArray> stateDict() {
    if (network instanceof ScriptNetwork) {
      return Map.of();
    }
    try {
      return LocalFile.read(file, network.fileName(), Pt::loadStateDict);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TorchModel trainedWith(List<Double> means) {
    losses = means.stream().mapToDouble(mean -> mean).toArray();
    return this;
  }

  /** The mean loss of each round of the training; none of a model that was made or loaded. */
  public List<Double> losses() {
    return Arrays.stream(losses).boxed().toList();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    SequenceColumn.of(schema, getInputCol());
    return SchemaUtils.appendColumn(
        schema, getOutputCol(), DataTypes.createArrayType(DataTypes.FloatType, false), false);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema(), true);
    Shared broadcast = shared(dataset.sparkSession().sparkContext());
    SequenceColumn column = SequenceColumn.of(dataset.schema(), getInputCol());
    return InternalRows.mapPartitions(
        dataset, schema, new Tasks(toString(), network, broadcast, column, getBatchSize()));
  }

  private synchronized Shared shared(SparkContext context) {
    if (shared == null || shared.context != context) {
      Broadcast<byte[]> broadcast = JavaSparkContext.fromSparkContext(context).broadcast(file);
      shared = new Shared(context, broadcast, UUID.randomUUID().toString());
    }
    return shared;
  }

  /** What the tasks of a transform carry. */
  private record Tasks(
      String stage,
      Network network,
      Broadcast<byte[]> file,
      String key,
      SequenceColumn column,
      int batchSize)
      implements InternalRows.Mapping {

    Tasks(String stage, Network network, Shared shared, SequenceColumn column, int batchSize) {
      this(stage, network, shared.file, shared.key, column, batchSize);
    }

    @Override
    public Iterator<InternalRow> map(Iterator<InternalRow> rows) throws Exception {
      if (!rows.hasNext()) {
        return rows;
      }
      Network.Loaded loaded = ExecutorCache.ofTask(key, () -> network.load(file.value()));
      return new BatchedRows(stage, rows, column, batchSize, loaded);
    }
  }

  @Override
  public TorchModel copy(ParamMap extra) {
    TorchModel copy = copyValues(new TorchModel(uid, network, file), extra);
    copy.shared = shared;
    copy.losses = losses;
    return hasParent() ? copy.setParent(parent()) : copy;
  }

  @Override
  public String toString() {
    return "TorchModel: uid=" + uid;
  }

  /** Writes the stage to any path of Hadoop's: {@code model.write().overwrite().save(path)}. */
  @Override
  public MLWriter write() {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        DefaultParamsWriter.saveMetadata(TorchModel.this, path, sparkSession());
        try {
          SavedStage stage = new SavedStage(path, sparkSession());
          stage.write(network.fileName(), file);
          stage.write(SavedStage.FUNCTIONS, SavedStage.serialized(network));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /** A reader of saved stages, which Spark also calls for those of a pipeline. */
  public static MLReader<TorchModel> read() {
    return new MLReader<>() {
      @Override
      public TorchModel load(String path) {
        DefaultParamsReader.Metadata metadata =
            DefaultParamsReader.loadMetadata(path, sparkSession(), TorchModel.class.getName());
        try {
          SavedStage stage = new SavedStage(path, sparkSession());
          Network network = (Network) SavedStage.deserialized(stage.read(SavedStage.FUNCTIONS));
          byte[] file = stage.read(network.fileName());
          network.load(file).close(); // as above
          TorchModel model = new TorchModel(metadata.uid(), network, file);
          metadata.getAndSetParams(model, Option.empty());
          return model;
        } catch (IOException e) {
          throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
      }
    };
  }

  /** Reads a saved stage: {@code read().load(path)}. */
  public static TorchModel load(String path) {
    return read().load(path);
  }
}
