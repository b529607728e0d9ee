package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.AvgPool1d;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.ELU;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GELU;
import io.github.torchrnn.nn.Hardtanh;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.LeakyReLU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSigmoid;
import io.github.torchrnn.nn.MaxPool1d;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.SiLU;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.Softplus;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.UnaryLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A small network that a seed chooses: sequences of numbers or of words, one to four stages of
 * layers and of methods of arrays, and a head with its loss. {@link #description} tells what it is.
 */
final class RandomNetwork extends TorchModule {

  /** What the network returns where it returns more than the loss. */
  record Result(NDArray loss, NDArray features) {}

  /** The number of words, for inputs that are words. */
  static final int WORDS = 7;

  private static final List<Supplier<TorchModule>> ACTIVATIONS =
      List.of(
          ReLU::new,
          Tanh::new,
          Sigmoid::new,
          GELU::new,
          SiLU::new,
          ELU::new,
          LeakyReLU::new,
          Softplus::new,
          Hardtanh::new,
          LogSigmoid::new);

  private final Random random;
  private final List<String> described = new ArrayList<>();
  private final List<UnaryOperator<NDArray>> stages = new ArrayList<>();
  private final boolean words;
  private final boolean wordsBatchFirst;
  private final long inputSize;
  private final boolean returnsFeatures;
  private final RandomHead head;

  /** The layout and the number of features after the stages so far. */
  private boolean batchFirst;

  private long size;
  private boolean halved;
  private int modules;

  RandomNetwork(long seed) {
    random = new Random(seed);
    words = random.nextInt(3) == 0;
    batchFirst = random.nextBoolean();
    wordsBatchFirst = batchFirst;
    inputSize = 2 + random.nextInt(4);
    size = inputSize;
    note((words ? "words" : "numbers") + (batchFirst ? " (N, L" : " (L, N") + ", " + size + ")");
    Embedding embedding = words ? add(new Embedding(WORDS, size)) : null;
    if (embedding != null) {
      stages.add(embedding::forward);
    }
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      addStage();
    }
    head = new RandomHead(this, random, embedding);
    returnsFeatures = random.nextBoolean();
  }

  // ---- for RandomHead

  /** Registers a layer. */
  <M extends TorchModule> M add(M layer) {
    return register("layer" + modules++, layer);
  }

  void note(String text) {
    described.add(text);
  }

  long size() {
    return size;
  }

  boolean batchFirst() {
    return batchFirst;
  }

  // ---- for tests

  /** Arguments of a step: sequences and their targets. */
  NDList sample(int steps, int batch, DataType type) {
    long[] sizes = wordsBatchFirst ? new long[] {batch, steps} : new long[] {steps, batch};
    NDArray input =
        words
            ? Torch.randint(WORDS, new Shape(sizes))
            : Torch.randn(sizes[0], sizes[1], inputSize).toType(type, false);
    return new NDList(input, head.target(halved ? steps / 2 : steps, batch, type));
  }

  /** What the stages make of sequences. */
  NDArray features(NDArray input) {
    NDArray x = input;
    for (UnaryOperator<NDArray> stage : stages) {
      x = stage.apply(x);
    }
    return x;
  }

  /** The loss of sequences, or a {@link Result}. */
  Object forward(NDArray input, NDArray target) {
    NDArray x = features(input);
    NDArray loss = head.loss(x, target);
    return returnsFeatures ? new Result(loss, x) : loss;
  }

  String description() {
    return String.join(" > ", described);
  }

  // ---- stages

  private void addStage() {
    int kind = random.nextInt(16);
    switch (kind) {
      case 0, 1, 2 -> recurrent();
      case 3 -> cell();
      case 4 -> {
        long out = 2 + random.nextInt(5);
        stage("Linear " + out, add(layer(size, out)));
        size = out;
      }
      case 5 -> stage("LayerNorm", add(new LayerNorm(size)));
      case 6, 7 -> activation();
      case 8 -> stage("Dropout in eval", (Dropout) add(new Dropout(0.5)).eval());
      case 9 -> residual();
      case 10 -> arrayMethods();
      case 11 -> transposed();
      case 12 -> attention();
      case 13 -> spatial();
      case 14 -> gated();
      default -> sequential();
    }
  }

  private void stage(String text, UnaryLayer layer) {
    stage(text, (UnaryOperator<NDArray>) layer::forward);
  }

  private void stage(String text, UnaryOperator<NDArray> stage) {
    note(text);
    stages.add(stage);
  }

  private Linear layer(long in, long out) {
    return Linear.builder(in, out).bias(random.nextInt(4) > 0).build();
  }

  private void recurrent() {
    RandomRecurrent layer = new RandomRecurrent(this, random);
    stage(layer.description(), layer::forward);
    size = layer.outputSize();
  }

  private void cell() {
    RandomRecurrent.Cell cell = new RandomRecurrent.Cell(this, random);
    stage(cell.description(), cell::forward);
    size = cell.outputSize();
  }

  private void activation() {
    switch (random.nextInt(16)) {
      case 0 -> stage(".tanh()", x -> x.tanh());
      case 1 -> stage(".softmax(-1)", x -> x.softmax(-1));
      case 2 -> stage(".square().add(1).log()", x -> x.square().add(1).log());
      case 3 -> stage(".neg().exp()", x -> x.tanh().neg().exp());
      case 4 -> stage(".abs().sqrt()", x -> x.abs().add(0.5).sqrt());
      case 5 -> stage(".sin()", x -> x.sin().add(x.cos()));
      default -> {
        var layer = (UnaryLayer) anyActivation();
        stage(layer.toString(), layer);
      }
    }
  }

  private TorchModule anyActivation() {
    return add(ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size())).get());
  }

  private void residual() {
    long hidden = 2 + random.nextInt(4);
    Linear in = add(layer(size, hidden));
    Linear out = add(layer(hidden, size));
    stage("residual " + hidden, x -> x.add(out.forward(in.forward(x).tanh())));
  }

  private void arrayMethods() {
    long features = size;
    switch (random.nextInt(7)) {
      case 0 -> {
        stage("concat with tanh", x -> x.concat(x.tanh(), 2));
        size *= 2;
      }
      case 1 ->
          stage(
              "stack and sum", x -> NDArrays.stack(new NDList(x, x.tanh()), 0).sum(new int[] {0}));
      case 2 -> stage("expandDims, squeeze", x -> x.expandDims(1).mul(0.5).squeeze(1));
      case 3 ->
          stage(
              "reshape there and back",
              x -> {
                Shape shape = x.getShape();
                return x.reshape(-1, features).mul(2).reshape(shape);
              });
      case 4 -> stage("1 - x", x -> x.mul(-1).add(1).div(3).sub(0.25));
      case 5 -> stage("x / sum", x -> x.div(x.abs().sum().add(1)));
      default -> stage("x - mean", x -> x.sub(x.mean()));
    }
  }

  private void transposed() {
    stage("transpose", x -> x.transpose(1, 0, 2));
    batchFirst = !batchFirst;
  }

  private void attention() {
    if (!batchFirst) {
      transposed();
    }
    long features = size;
    Linear query = add(layer(features, features));
    Linear key = add(layer(features, features));
    stage(
        "attention",
        x -> {
          NDArray scores =
              query
                  .forward(x)
                  .matMul(key.forward(x).transpose(0, 2, 1))
                  .mul(1 / Math.sqrt(features));
          return scores.softmax(-1).matMul(x);
        });
  }

  private void spatial() {
    if (!batchFirst) {
      transposed();
    }
    if (halved || random.nextBoolean()) {
      long out = 2 + random.nextInt(4);
      Conv1d conv = add(Conv1d.builder(size, out, 3).padding(1).build());
      stage("Conv1d " + out, x -> conv.forward(x.transpose(0, 2, 1)).transpose(0, 2, 1));
      size = out;
    } else if (random.nextBoolean()) {
      MaxPool1d pool = add(new MaxPool1d(2));
      stage("MaxPool1d", x -> pool.forward(x.transpose(0, 2, 1)).transpose(0, 2, 1));
      halved = true;
    } else {
      AvgPool1d pool = add(new AvgPool1d(2));
      stage("AvgPool1d", x -> pool.forward(x.transpose(0, 2, 1)).transpose(0, 2, 1));
      halved = true;
    }
  }

  private void gated() {
    Linear gate = add(layer(size, size));
    Sigmoid sigmoid = add(new Sigmoid());
    stage("gate", x -> x.mul(sigmoid.forward(gate.forward(x))));
  }

  private void sequential() {
    long hidden = 2 + random.nextInt(4);
    stage(
        "Sequential " + hidden,
        add(
            new Sequential(
                layer(size, hidden), anyActivation(), layer(hidden, size), new LayerNorm(size))));
  }
}
