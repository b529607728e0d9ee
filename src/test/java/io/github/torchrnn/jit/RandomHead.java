package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.AdaptiveAvgPool1d;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Flatten;
import io.github.torchrnn.nn.L1Loss;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.Loss;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.SmoothL1Loss;
import java.util.Random;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** The end of a {@link RandomNetwork}: what it makes of the sequence, and the loss. */
final class RandomHead {

  private static final int CLASSES = 3;

  /** What there is a target for. */
  private enum Target {
    SEQUENCE_CLASS,
    STEP_CLASS,
    STEP_WORD,
    STEP_NUMBER
  }

  private final boolean batchFirst;
  private final Target target;
  private final BinaryOperator<NDArray> loss;

  /** A head; one that is tied to the embedding if there is one of the right size, by chance. */
  RandomHead(RandomNetwork net, Random random, @Nullable Embedding embedding) {
    batchFirst = net.batchFirst();
    long size = net.size();
    CrossEntropyLoss classes = net.add(new CrossEntropyLoss());
    if (embedding != null && embedding.embeddingDim() == size && random.nextBoolean()) {
      net.note("tied weights");
      target = Target.STEP_WORD;
      loss =
          (x, y) ->
              classes.forward(x.reshape(-1, size).matMul(embedding.weight().transpose(1, 0)), y);
      return;
    }
    Linear scores = net.add(new Linear(size, CLASSES));
    switch (random.nextInt(8)) {
      case 0 -> {
        net.note("last step");
        target = Target.SEQUENCE_CLASS;
        loss = (x, y) -> classes.forward(scores.forward(lastOf(x)), y);
      }
      case 1 -> {
        net.note("mean of steps");
        target = Target.SEQUENCE_CLASS;
        loss = (x, y) -> classes.forward(scores.forward(x.mean(new int[] {batchFirst ? 1 : 0})), y);
      }
      case 2 -> {
        net.note("all steps");
        target = Target.STEP_CLASS;
        loss = (x, y) -> classes.forward(scores.forward(x.reshape(-1, size)), y);
      }
      case 3 -> {
        net.note("loss at each step");
        target = Target.STEP_CLASS;
        loss = (x, y) -> sumOfSteps(batchFirst ? x.transpose(1, 0, 2) : x, y, scores, classes);
      }
      case 4 -> {
        NLLLoss criterion = net.add(new NLLLoss());
        LogSoftmax logSoftmax = net.add(new LogSoftmax(-1));
        boolean method = random.nextBoolean();
        net.note("NLLLoss");
        target = Target.SEQUENCE_CLASS;
        loss =
            (x, y) -> {
              NDArray out = scores.forward(lastOf(x));
              return criterion.forward(method ? out.logSoftmax(1) : logSoftmax.forward(out), y);
            };
      }
      case 5 -> {
        AdaptiveAvgPool1d pool = net.add(new AdaptiveAvgPool1d(2));
        Flatten flatten = net.add(new Flatten());
        Linear wide = net.add(new Linear(2 * size, CLASSES));
        net.note("pooled and flat");
        target = Target.SEQUENCE_CLASS;
        loss =
            (x, y) -> {
              NDArray channels = batchFirst ? x.transpose(0, 2, 1) : x.transpose(1, 2, 0);
              return classes.forward(wide.forward(flatten.forward(pool.forward(channels))), y);
            };
      }
      default -> {
        Loss criterion =
            switch (random.nextInt(4)) {
              case 0 -> net.add(new MSELoss());
              case 1 -> net.add(new L1Loss());
              case 2 -> net.add(new SmoothL1Loss());
              default -> net.add(new BCEWithLogitsLoss());
            };
        Linear number = net.add(new Linear(size, 1));
        boolean scaled = random.nextBoolean();
        net.note(criterion + (scaled ? ", halved" : ""));
        target = Target.STEP_NUMBER;
        loss =
            (x, y) -> {
              NDArray value = criterion.forward(number.forward(x), y);
              return scaled ? value.mul(0.5) : value;
            };
      }
    }
  }

  private NDArray lastOf(NDArray x) {
    return batchFirst ? x.get(new NDIndex(":, -1")) : x.get(-1);
  }

  private static NDArray sumOfSteps(NDArray x, NDArray y, Linear scores, Loss criterion) {
    NDArray sum = null;
    long steps = x.getShape().get(0);
    long batch = x.getShape().get(1);
    for (long t = 0; t < steps; t++) {
      NDArray labels = y.get(new NDIndex("{}:{}", t * batch, (t + 1) * batch));
      NDArray loss = criterion.forward(scores.forward(x.get(t)), labels);
      sum = sum == null ? loss : sum.add(loss);
    }
    return sum;
  }

  /** The loss of the sequence that the stages made. */
  NDArray loss(NDArray x, NDArray y) {
    return loss.apply(x, y);
  }

  /** A target that fits. */
  NDArray target(int steps, int batch, DataType type) {
    return switch (target) {
      case SEQUENCE_CLASS -> Torch.randint(CLASSES, new Shape(batch));
      case STEP_CLASS -> Torch.randint(CLASSES, new Shape(steps * batch));
      case STEP_WORD -> Torch.randint(RandomNetwork.WORDS, new Shape(steps * batch));
      case STEP_NUMBER ->
          Torch.rand(batchFirst ? batch : steps, batchFirst ? steps : batch, 1).toType(type, false);
    };
  }
}
