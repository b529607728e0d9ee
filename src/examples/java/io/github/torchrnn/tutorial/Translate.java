package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.Dataset;
import io.github.torchrnn.data.Subset;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.RNNOutput;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sequence to sequence with attention: numbers in words become their digits. */
@Command(name = "translate", description = "Learns to write numbers in digits.")
final class Translate extends Program {

  private static final int HIDDEN_SIZE = 64;

  @Option(names = "--pairs", paramLabel = "N", description = "how many, 2000 by default")
  private int pairs = 2000;

  private static final class Encoder extends TorchModule {
    private final Embedding embedding =
        register("embedding", new Embedding(Numerals.WORDS.size(), HIDDEN_SIZE));
    private final GRU gru =
        register("gru", GRU.builder(HIDDEN_SIZE, HIDDEN_SIZE).batchFirst(true).build());

    RNNOutput forward(NDArray source) {
      return gru.forward(embedding.forward(source));
    }
  }

  private static final class Attention extends TorchModule {
    private final Linear wa = register("wa", new Linear(HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear ua = register("ua", new Linear(HIDDEN_SIZE, HIDDEN_SIZE));
    private final Linear va = register("va", new Linear(HIDDEN_SIZE, 1));

    /** From a query of (batch, 1, hidden) and keys of (batch, words, hidden) to a context. */
    NDArray forward(NDArray query, NDArray keys) {
      NDArray scores = va.forward(wa.forward(query).add(ua.forward(keys)).tanh());
      NDArray weights = Functional.softmax(Torch.transpose(scores, 1, 2), -1);
      return Torch.bmm(weights, keys);
    }
  }

  private static final class Decoder extends TorchModule {
    private final Embedding embedding =
        register("embedding", new Embedding(Numerals.DIGITS.size(), HIDDEN_SIZE));
    private final Attention attention = register("attention", new Attention());
    private final GRU gru =
        register("gru", GRU.builder(2 * HIDDEN_SIZE, HIDDEN_SIZE).batchFirst(true).build());
    private final Linear out = register("out", new Linear(HIDDEN_SIZE, Numerals.DIGITS.size()));

    RNNOutput forward(NDArray digit, NDArray hidden, NDArray keys) {
      NDArray context = attention.forward(Torch.transpose(hidden, 0, 1), keys);
      NDArray input = Torch.cat(List.of(embedding.forward(digit), context), 2);
      RNNOutput result = gru.forward(input, hidden);
      return new RNNOutput(out.forward(result.output()), result.hidden());
    }
  }

  private static final class Seq2Seq extends TorchModule {
    private final Encoder encoder = register("encoder", new Encoder());
    private final Decoder decoder = register("decoder", new Decoder());

    /** The log probabilities of (batch, digits, DIGITS); without a target it reads its guesses. */
    NDArray forward(NDArray source, NDArray target) {
      RNNOutput encoded = encoder.forward(source);
      RNNOutput state = encoded;
      NDArray digit = Torch.fullLike(source.get(":, :1"), Numerals.START);
      List<NDArray> outputs = new ArrayList<>();
      for (int i = 0; i < Numerals.LENGTH; i++) {
        state = decoder.forward(digit, state.hidden(), encoded.output());
        outputs.add(state.output());
        digit = target == null ? state.output().argMax(-1) : target.get(":, {}:{}", i, i + 1);
      }
      return Functional.logSoftmax(Torch.cat(outputs, 1), -1);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    try (var scope = Torch.scope();
        Seq2Seq net = new Seq2Seq();
        NLLLoss criterion = new NLLLoss();
        Adam optimizer = new Adam(net.parameters(), 0.003)) {
      Weights.prepare(net, options);
      var split = Subset.randomSplit(Numerals.dataset(pairs), 0.9, 0.1);
      Dataset<NDList> train = split.get(0);
      Dataset<NDList> test = split.get(1);
      var loader = DataLoader.builder(train).batchSize(32).shuffle(true).build();
      System.out.println(net);

      Traceable.Three<NDArray, NDArray, Boolean, NDArray> step =
          (source, target, teacherForcing) -> {
            NDArray output = net.forward(source, teacherForcing ? target : null);
            return criterion.forward(Torch.transpose(output, 1, 2), target);
          };
      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.ofEpochs(options.epochs(), loader.len());
      try (var compiled =
          CompiledStep.builder(optimizer, Traceable.of(step)).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          double total = 0;
          for (NDList batch : progress.over(loader)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray source = Torch.to(batch.get(0), options.device());
              NDArray target = Torch.to(batch.get(1), options.device());
              boolean teacherForcing = Torch.item(Torch.rand(1)) < 0.5;
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(source, target, teacherForcing);
              } else {
                loss = step.apply(source, target, teacherForcing);
                optimizer.zeroGrad();
                Torch.backward(loss);
                optimizer.step();
              }
              total += progress.loss(Torch.item(loss));
            }
          }
          curves.add(total / loader.len());
          print("Epoch [%d/%d] loss=%.3f", epoch + 1, options.epochs(), total / loader.len());
          Weights.checkpoint(net, options);
        }
      }

      int right = 0;
      int shown = 0;
      for (NDList pair : test) {
        try (var pairScope = Torch.scope()) {
          NDArray source = Torch.unsqueeze(Torch.to(pair.get(0), options.device()), 0);
          NDArray guess = net.forward(source, null).argMax(-1);
          String digits = Numerals.text(guess, Numerals.DIGITS, "");
          right += digits.equals(Numerals.text(pair.get(1), Numerals.DIGITS, "")) ? 1 : 0;
          if (shown++ < 5) {
            print("%s -> %s", Numerals.text(pair.get(0), Numerals.WORDS, " "), digits);
          }
        }
      }
      print("Right: %.1f%% of those held out", 100.0 * right / test.len());
      curves.plot();
    }
  }

  @Override
  int trainingEpochs() {
    return 10;
  }
}
