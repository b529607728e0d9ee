package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.RandomSampler;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.AdamW;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Makes more words like those it is given: the RNN and the GRU of Andrej Karpathy's makemore, with
 * its own cells. An epoch is a number of random batches, after which both losses are told.
 */
@Command(name = "makemore", description = "Learns to make more words of the kind it sees.")
final class Makemore extends Program {

  @Option(names = "--data", paramLabel = "DIR", description = "a folder of words, as for names")
  private Path data;

  @Option(names = "--type", paramLabel = "rnn|gru", description = "the cell, rnn by default")
  private String type = "rnn";

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "how many batches an epoch has, 500 by default")
  private int steps = 500;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "takes one of the K likeliest letters; of all by default")
  private int topK = -1;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "how many words to make, 10 by default")
  private int samples = 10;

  @Option(names = "--n-embd", paramLabel = "N", description = "numbers of a letter, 64 by default")
  private int embd = 64;

  @Option(names = "--n-embd2", paramLabel = "N", description = "the state's size, 64 by default")
  private int embd2 = 64;

  /** A step from letters of (batch, n_embd) and a state of (batch, n_embd2) to the next state. */
  private abstract static class Cell extends TorchModule {
    abstract NDArray forward(NDArray xt, NDArray hprev);
  }

  private static final class RNNCell extends Cell {
    private final Linear xhToH;

    RNNCell(int embd, int embd2) {
      xhToH = register("xh_to_h", new Linear(embd + embd2, embd2));
    }

    @Override
    NDArray forward(NDArray xt, NDArray hprev) {
      return xhToH.forward(Torch.cat(List.of(xt, hprev), 1)).tanh();
    }
  }

  private static final class GRUCell extends Cell {
    private final Linear xhToZ;
    private final Linear xhToR;
    private final Linear xhToHbar;

    GRUCell(int embd, int embd2) {
      xhToZ = register("xh_to_z", new Linear(embd + embd2, embd2));
      xhToR = register("xh_to_r", new Linear(embd + embd2, embd2));
      xhToHbar = register("xh_to_hbar", new Linear(embd + embd2, embd2));
    }

    @Override
    NDArray forward(NDArray xt, NDArray hprev) {
      NDArray xh = Torch.cat(List.of(xt, hprev), 1);
      NDArray r = Functional.sigmoid(xhToR.forward(xh));
      NDArray xhr = Torch.cat(List.of(xt, r.mul(hprev)), 1);
      NDArray hbar = xhToHbar.forward(xhr).tanh();
      NDArray z = Functional.sigmoid(xhToZ.forward(xh));
      return Torch.rsub(1, z).mul(hprev).add(z.mul(hbar));
    }
  }

  private static final class RNN extends TorchModule {
    private final Embedding wte;
    private final Cell cell;
    private final Linear lmHead;

    RNN(int vocabSize, int embd, int embd2, String cellType) {
      registerParameter("start", Torch.zeros(1, embd2));
      wte = register("wte", new Embedding(vocabSize, embd));
      cell =
          register(
              "cell", cellType.equals("rnn") ? new RNNCell(embd, embd2) : new GRUCell(embd, embd2));
      lmHead = register("lm_head", new Linear(embd2, vocabSize));
    }

    /** From letters of (batch, time) to the scores of the next, of (batch, time, letters). */
    NDArray forward(NDArray idx) {
      long batch = idx.getShape().get(0);
      NDArray emb = wte.forward(idx);
      NDArray start = getParameter("start");
      NDArray hprev = start.broadcast(batch, start.getShape().get(1));
      List<NDArray> hiddens = new ArrayList<>();
      for (int i = 0; i < idx.getShape().get(1); i++) {
        hprev = cell.forward(emb.get(":, {}, :", i), hprev);
        hiddens.add(hprev);
      }
      return lmHead.forward(Torch.stack(hiddens, 1));
    }

    /** The loss of the letters that follow; -1 marks those behind a word's end. */
    NDArray loss(NDArray idx, NDArray targets) {
      NDArray logits = forward(idx);
      NDArray flat = logits.reshape(-1, logits.getShape().get(2));
      var options = CrossEntropyLoss.builder().ignoreIndex(-1);
      return Functional.crossEntropy(flat, targets.reshape(-1), options);
    }
  }

  @Override
  public void run(Options options) {
    require(type.equals("rnn") || type.equals("gru"), "--type is rnn or gru");
    require(steps > 0 && samples > 0, "--steps and --samples are at least 1");
    require(topK == -1 || topK > 0, "--top-k is at least 1");
    Torch.manualSeed(options.seed());
    Words words = Words.of(data);
    List<CharDataset> split =
        CharDataset.split(words.byLanguage().values().stream().flatMap(List::stream).toList());
    CharDataset train = split.get(0);
    CharDataset test = split.get(1);
    try (var scope = Torch.scope();
        RNN model = new RNN(train.vocabSize(), embd, embd2, type);
        AdamW optimizer =
            AdamW.builder(model.parameters())
                .lr(5e-4)
                .weightDecay(0.01)
                .betas(0.9, 0.99)
                .eps(1e-8)
                .build()) {
      Weights.prepare(model, options);
      System.out.println("model #params: " + model.numParameters());
      System.out.println(model);

      var sampler =
          RandomSampler.builder(train).replacement(true).numSamples(10_000_000_000L).build();
      Iterator<NDList> batches =
          DataLoader.builder(train).sampler(sampler).batchSize(32).build().iterator();
      Traceable.Two<NDArray, NDArray, NDArray> step = model::loss;
      Curves curves = new Curves(options, "loss", "test_loss");
      Progress progress = Progress.ofEpochs(options.epochs(), steps);
      double bestLoss = Double.POSITIVE_INFINITY;
      try (var compiled = CompiledStep.of(optimizer, step)) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          for (int i = epoch * steps; i < (epoch + 1) * steps; i++) {
            NDList batch = batches.next();
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray x = Torch.to(batch.get(0), options.device());
              NDArray y = Torch.to(batch.get(1), options.device());
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(x, y);
              } else {
                loss = step.apply(x, y);
                model.zeroGrad();
                Torch.backward(loss);
                optimizer.step();
              }
              double value = progress.loss(Torch.item(loss));
              if (i % 20 == 0) {
                progress.clear();
                print("step %d | loss %.4f", i, value);
              }
              progress.step(1);
            }
          }
          progress.clear();
          double trainLoss = evaluate(model, train, options);
          double testLoss = evaluate(model, test, options);
          print(
              "step %d train loss: %.4f test loss: %.4f", (epoch + 1) * steps, trainLoss, testLoss);
          curves.add(trainLoss, testLoss);
          if (testLoss < bestLoss) {
            print("test loss %.4f is the best so far", testLoss);
            bestLoss = testLoss;
            Weights.checkpoint(model, options);
          }
        }
      }
      printSamples(model, train, test, options);
      curves.plot();
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The mean loss of some batches. */
  private static double evaluate(RNN model, CharDataset dataset, Options options) {
    Torch.eval(model);
    List<Double> losses = new ArrayList<>();
    for (NDList batch : DataLoader.builder(dataset).shuffle(true).batchSize(100).build()) {
      try (var batchScope = Torch.scope()) {
        NDArray x = Torch.to(batch.get(0), options.device());
        losses.add(Torch.item(model.loss(x, Torch.to(batch.get(1), options.device()))));
      }
      if (losses.size() > 10) {
        break;
      }
    }
    Torch.train(model);
    try (var meanScope = Torch.scope()) {
      double[] all = losses.stream().mapToDouble(Double::doubleValue).toArray();
      return Torch.item(Torch.tensor(all).mean());
    }
  }

  /** Letters of (batch, 1), and as many more as are asked for. */
  private NDArray generate(RNN model, NDArray start, int maxNewTokens) {
    NDArray idx = start;
    for (int i = 0; i < maxNewTokens; i++) {
      NDArray logits = model.forward(idx).get(":, -1, :");
      if (topK != -1) {
        NDArray v = Torch.topk(logits, topK).values();
        NDArray unlikely = logits.lt(v.get(":, -1:"));
        logits = Torch.maskedFill(logits, unlikely, Double.NEGATIVE_INFINITY);
      }
      NDArray probs = Functional.softmax(logits, -1);
      idx = Torch.cat(List.of(idx, Torch.multinomial(probs, 1)), 1);
    }
    return idx;
  }

  private void printSamples(RNN model, CharDataset train, CharDataset test, Options options) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    List.of("in train", "in test", "new").forEach(kind -> found.put(kind, new ArrayList<>()));
    NDArray zeros = Torch.to(Torch.full(new Shape(samples, 1), 0L), options.device());
    long[] letters = generate(model, zeros, train.maxWordLength()).toLongArray();
    int length = train.maxWordLength() + 1;
    for (int row = 0; row < letters.length; row += length) {
      String word = train.decode(Arrays.copyOfRange(letters, row + 1, row + length));
      boolean inTrain = train.words().contains(word);
      found.get(inTrain ? "in train" : test.words().contains(word) ? "in test" : "new").add(word);
    }
    found.forEach(
        (kind, words) -> {
          print("%d samples that are %s:", words.size(), kind);
          words.forEach(System.out::println);
        });
  }

  @Override
  int trainingEpochs() {
    return 20;
  }
}
