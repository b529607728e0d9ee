package io.github.torchrnn.badcalls;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.BackwardOptions;
import io.github.torchrnn.Generator;
import io.github.torchrnn.GradMode;
import io.github.torchrnn.GradOptions;
import io.github.torchrnn.RemovableHandle;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.ValuesAndIndices;
import io.github.torchrnn.data.BatchSampler;
import io.github.torchrnn.data.ChainDataset;
import io.github.torchrnn.data.ConcatDataset;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.IterableDataset;
import io.github.torchrnn.data.RandomSampler;
import io.github.torchrnn.data.SequentialSampler;
import io.github.torchrnn.data.Subset;
import io.github.torchrnn.data.SubsetRandomSampler;
import io.github.torchrnn.data.TensorDataset;
import io.github.torchrnn.data.WeightedRandomSampler;
import io.github.torchrnn.distributions.Bernoulli;
import io.github.torchrnn.distributions.Categorical;
import io.github.torchrnn.distributions.Normal;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.io.PickledModule;
import io.github.torchrnn.io.PickledObject;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.io.TorchFormatException;
import io.github.torchrnn.nn.IncompatibleKeys;
import io.github.torchrnn.nn.LSTMOutput;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedLSTMOutput;
import io.github.torchrnn.nn.PackedRNNOutput;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.PaddedSequence;
import io.github.torchrnn.nn.RNNOutput;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.StateDict;
import io.github.torchrnn.nn.UnaryLayer;
import io.github.torchrnn.nn.UnpackOptions;
import io.github.torchrnn.plot.LiveChart;
import io.github.torchrnn.plot.Plots;
import io.github.torchrnn.random.ChoiceOptions;
import io.github.torchrnn.random.PythonRandom;
import io.github.torchrnn.random.RandomState;
import io.github.torchrnn.tensorboard.SummaryWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Records and options, data, draws and files, made at random. */
final class DataMakers extends Makers {

  /** The folder of event files. */
  private static final String EVENTS = "target/badcalls-events";

  DataMakers(Subjects subjects, Random random, Values values) {
    super(subjects, random, values);
  }

  @Override
  void add() {
    records();
    data();
    randoms();
    distributions();
    files();
  }

  private void records() {
    maker(StateDict.class, () -> StateDict.copy(made(Linear.class).stateDict()));
    maker(LSTMState.class, () -> new LSTMState(values.tensor(), values.tensor()));
    maker(LiveChart.class, () -> Plots.live("loss"));
    maker(RNNOutput.class, () -> new RNNOutput(values.tensor(), values.tensor()));
    maker(LSTMOutput.class, () -> new LSTMOutput(values.tensor(), made(LSTMState.class)));
    maker(PackedSequence.class, this::packed);
    maker(PackedRNNOutput.class, () -> new PackedRNNOutput(packed(), values.tensor()));
    maker(PackedLSTMOutput.class, () -> new PackedLSTMOutput(packed(), made(LSTMState.class)));
    maker(PaddedSequence.class, () -> new PaddedSequence(values.tensor(), values.tensor()));
    maker(IncompatibleKeys.class, () -> new IncompatibleKeys(List.of("a"), List.of()));
    maker(PackOptions.class, () -> new PackOptions().batchFirst(flag()).enforceSorted(flag()));
    maker(
        PadOptions.class,
        () -> new PadOptions().batchFirst(flag()).paddingSide(flag() ? "left" : "mid"));
    maker(
        UnpackOptions.class,
        () -> new UnpackOptions().batchFirst(flag()).totalLength(random.nextInt(5)));
    maker(Scope.class, Torch::scope);
    maker(GradMode.class, Torch::noGrad);
    maker(GradOptions.class, () -> new GradOptions().retainGraph(flag()).allowUnused(flag()));
    maker(BackwardOptions.class, () -> new BackwardOptions().retainGraph(flag()));
    maker(
        RemovableHandle.class,
        () ->
            flag()
                ? Torch.registerHook(parameters().get(0), it -> null)
                : made(UnaryLayer.class).registerForwardPreHook((module, args) -> null));
    maker(
        TorchFormatException.class, () -> new TorchFormatException(Path.of("a.pt"), "is no file"));
  }

  private void data() {
    maker(Generator.class, Generator::new);
    IterableDataset<NDArray> stream = () -> List.of(values.tensor()).iterator();
    maker(TensorDataset.class, () -> new TensorDataset(Torch.ones(4, 3), Torch.ones(4)));
    maker(Subset.class, () -> new Subset<>(made(TensorDataset.class), 0, 2));
    maker(SequentialSampler.class, () -> new SequentialSampler(made(TensorDataset.class)));
    maker(RandomSampler.class, () -> new RandomSampler(made(TensorDataset.class)));
    maker(RandomSampler.Builder.class, () -> RandomSampler.builder(made(TensorDataset.class)));
    maker(ConcatDataset.class, () -> new ConcatDataset<>(List.of(made(TensorDataset.class))));
    maker(IterableDataset.class, () -> stream);
    maker(ChainDataset.class, () -> new ChainDataset<>(List.of(stream)));
    maker(SubsetRandomSampler.class, () -> new SubsetRandomSampler(0, 2));
    maker(
        WeightedRandomSampler.class,
        () -> new WeightedRandomSampler(new double[] {1, flag() ? 2 : -1}, 3));
    maker(
        WeightedRandomSampler.Builder.class,
        () -> WeightedRandomSampler.builder(new double[] {1, 2}, 3));
    maker(
        BatchSampler.class,
        () -> new BatchSampler(made(SequentialSampler.class), layerCount(), flag()));
    maker(DataLoader.Builder.class, () -> DataLoader.builder(made(TensorDataset.class)));
    maker(
        DataLoader.class,
        () -> DataLoader.builder(made(TensorDataset.class)).shuffle(flag()).build());
    maker(
        ValuesAndIndices.class,
        () -> new ValuesAndIndices("max", Torch.ones(2), Torch.tensor(0L, 1)));
  }

  private void randoms() {
    maker(PythonRandom.class, () -> new PythonRandom(5));
    maker(RandomState.class, () -> new RandomState(5));
    maker(ChoiceOptions.class, () -> new ChoiceOptions().size(layerCount()).replace(flag()));
  }

  private void distributions() {
    maker(Categorical.class, () -> Categorical.ofLogits(Torch.randn(2, 3), flag()));
    maker(Bernoulli.class, () -> Bernoulli.ofLogits(Torch.randn(2, 3), flag()));
    maker(Normal.class, () -> new Normal(Torch.randn(2, 3), Torch.ones(3), flag()));
  }

  private void files() {
    maker(PickledModule.class, DataMakers::model);
    maker(PickledObject.class, () -> (PickledObject) model().attributes().get("args"));
    maker(SummaryWriter.Builder.class, () -> SummaryWriter.builder().logDir(EVENTS));
    maker(
        SummaryWriter.class,
        () -> {
          try {
            return new SummaryWriter(EVENTS);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static PickledModule model() {
    try {
      return (PickledModule) Pt.load(Path.of("src/test/resources/weights/model-extras.pt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PackedSequence packed() {
    NDArray x =
        LibTorch.manager()
            .zeros(
                new Shape(4, 2, random.nextInt(5) == 0 ? 7 : 3),
                random.nextInt(5) == 0 ? DataType.FLOAT64 : DataType.FLOAT32);
    return RNNUtils.packPaddedSequence(x, 4, 2);
  }
}
