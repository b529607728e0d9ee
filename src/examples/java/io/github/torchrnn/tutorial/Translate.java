package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.Dataset;
import io.github.torchrnn.data.Subset;
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

  @Option(names = "--pairs", paramLabel = "N", description = "how many, 2000 by default")
  private int pairs = 2000;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description = "the size of the state, 64 by default")
  private int hidden = 64;

  private static final class Encoder extends TorchModule {
    private final Embedding embedding;
    private final GRU gru;

    Encoder(int words, int hidden) {
      embedding = register("embedding", new Embedding(words, hidden));
      gru = register("gru", GRU.builder(hidden, hidden).batchFirst(true).build());
    }

    RNNOutput forward(NDArray source) {
      return gru.forward(embedding.forward(source));
    }
  }

  private static final class Attention extends TorchModule {
    private final Linear wa;
    private final Linear ua;
    private final Linear va;

    Attention(int hidden) {
      wa = register("wa", new Linear(hidden, hidden));
      ua = register("ua", new Linear(hidden, hidden));
      va = register("va", new Linear(hidden, 1));
    }

    /** What the keys of (batch, source, hidden) hold for the query, of (batch, 1, hidden). */
    NDArray forward(NDArray query, NDArray keys) {
      NDArray scores = va.forward(wa.forward(query).add(ua.forward(keys)).tanh());
      NDArray weights = Functional.softmax(Torch.transpose(scores, 1, 2), -1);
      return Torch.bmm(weights, keys);
    }
  }

  private static final class Decoder extends TorchModule {
    private final Embedding embedding;
    private final Attention attention;
    private final GRU gru;
    private final Linear out;

    Decoder(int words, int hidden) {
      embedding = register("embedding", new Embedding(words, hidden));
      attention = register("attention", new Attention(hidden));
      gru = register("gru", GRU.builder(2 * hidden, hidden).batchFirst(true).build());
      out = register("out", new Linear(hidden, words));
    }

    RNNOutput step(NDArray word, NDArray hidden, NDArray keys) {
      NDArray context = attention.forward(Torch.transpose(hidden, 0, 1), keys);
      NDArray input = Torch.cat(List.of(embedding.forward(word), context), 2);
      RNNOutput next = gru.forward(input, hidden);
      return new RNNOutput(out.forward(next.output()), next.hidden());
    }
  }

  private static final class Seq2Seq extends TorchModule {
    private final Encoder encoder;
    private final Decoder decoder;

    Seq2Seq(int hidden) {
      encoder = register("encoder", new Encoder(Numerals.WORDS.size(), hidden));
      decoder = register("decoder", new Decoder(Numerals.DIGITS.size(), hidden));
    }

    /** The log probabilities of each digit of (batch, digits, DIGITS); a null target is guessed. */
    NDArray forward(NDArray source, NDArray target) {
      RNNOutput encoded = encoder.forward(source);
      NDArray hidden = encoded.hidden();
      NDArray word =
          Torch.to(Torch.full(new Shape(source.size(0), 1), Numerals.START), source.getDevice());
      List<NDArray> outputs = new ArrayList<>();
      for (int i = 0; i < Numerals.LENGTH; i++) {
        RNNOutput next = decoder.step(word, hidden, encoded.output());
        hidden = next.hidden();
        outputs.add(next.output());
        word =
            target == null
                ? Torch.squeeze(Torch.topk(next.output(), 1).indices(), -1)
                : target.get(":, {}:{}", i, i + 1);
      }
      return Functional.logSoftmax(Torch.cat(outputs, 1), -1);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    try (var scope = Torch.scope();
        Seq2Seq net = new Seq2Seq(hidden);
        NLLLoss criterion = new NLLLoss();
        Adam optimizer = new Adam(net.parameters(), 0.01)) {
      Weights.prepare(net, options);
      var split = Subset.randomSplit(Numerals.dataset(pairs), 0.9, 0.1);
      Dataset<NDList> train = split.get(0);
      Dataset<NDList> test = split.get(1);
      var loader = DataLoader.builder(train).batchSize(32).shuffle(true).build();
      System.out.println(net);

      List<Double> losses = new ArrayList<>();
      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        double total = 0;
        for (NDList batch : loader) {
          try (var step = Torch.scope();
              var grad = Torch.enableGrad()) {
            NDArray source = Torch.to(batch.get(0), options.device());
            NDArray target = Torch.to(batch.get(1), options.device());
            boolean teacherForcing = Torch.item(Torch.rand(1)) < 0.5;
            NDArray output = net.forward(source, teacherForcing ? target : null);
            NDArray loss =
                criterion.forward(output.reshape(-1, Numerals.DIGITS.size()), target.reshape(-1));
            optimizer.zeroGrad();
            Torch.backward(loss);
            optimizer.step();
            total += Torch.item(loss);
          }
        }
        losses.add(total / loader.len());
        print("Epoch [%d/%d] loss=%.3f", epoch + 1, options.epochs(), losses.get(epoch));
        Weights.checkpoint(net, options);
      }

      int right = 0;
      int shown = 0;
      for (NDList pair : test) {
        try (var step = Torch.scope()) {
          NDArray source = Torch.unsqueeze(Torch.to(pair.get(0), options.device()), 0);
          NDArray guess = Torch.max(net.forward(source, null).get(0), 1).indices();
          String digits = Numerals.text(guess, Numerals.DIGITS, "");
          right += digits.equals(Numerals.text(pair.get(1), Numerals.DIGITS, "")) ? 1 : 0;
          if (shown++ < 5) {
            print("%s -> %s", Numerals.text(pair.get(0), Numerals.WORDS, " "), digits);
          }
        }
      }
      print("Right: %.1f%% of those held out", 100.0 * right / test.len());
      plot(losses, options);
    }
  }

  @Override
  int trainingEpochs() {
    return 10;
  }
}
