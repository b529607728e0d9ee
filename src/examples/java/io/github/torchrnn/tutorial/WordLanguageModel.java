package io.github.torchrnn.tutorial;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Init;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.StateDict;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.ParamGroup;
import io.github.torchrnn.optim.SGD;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Learns which word comes next: PyTorch's example of a word language model. The state goes on from
 * batch to batch, and where an epoch does not help, the learning rate is a quarter from then on.
 */
@Command(name = "word-language-model", description = "Learns which word of a text comes next.")
final class WordLanguageModel extends Program {

  private static final int EVAL_BATCH_SIZE = 2;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a folder of train.txt, valid.txt and test.txt; two rhymes by default")
  private Path data;

  @Option(names = "--tied", description = "one matrix for the words that go in and come out")
  private boolean tied;

  @Option(names = "--emsize", paramLabel = "N", description = "numbers of a word, 200 by default")
  private int emsize = 200;

  @Option(names = "--nhid", paramLabel = "N", description = "the state's size, 200 by default")
  private int nhid = 200;

  @Option(names = "--nlayers", paramLabel = "N", description = "2 by default")
  private int nlayers = 2;

  @Option(names = "--lr", paramLabel = "X", description = "the first learning rate, 20 by default")
  private double lr = 20;

  @Option(names = "--clip", paramLabel = "X", description = "the gradient's norm, 0.25 by default")
  private double clip = 0.25;

  @Option(names = "--batch-size", paramLabel = "N", description = "4 by default")
  private int batchSize = 4;

  @Option(names = "--bptt", paramLabel = "N", description = "words of a step, 12 by default")
  private int bptt = 12;

  @Option(names = "--dropout", paramLabel = "P", description = "0.2 by default")
  private double dropout = 0.2;

  @Option(names = "--words", paramLabel = "N", description = "how many to write, 40 by default")
  private int words = 40;

  @Option(names = "--temperature", paramLabel = "T", description = "how daring to be, 1 by default")
  private double temperature = 1;

  private static final class RNNModel extends TorchModule {
    private final Dropout drop;
    private final Embedding encoder;
    private final LSTM rnn;
    private final Linear decoder;

    RNNModel(int ntoken, int ninp, int nhid, int nlayers, double dropout, boolean tieWeights) {
      drop = register("drop", new Dropout(dropout));
      encoder = register("encoder", new Embedding(ntoken, ninp));
      rnn = register("rnn", LSTM.builder(ninp, nhid).numLayers(nlayers).dropout(dropout).build());
      decoder = register("decoder", new Linear(nhid, ntoken));
      if (tieWeights) {
        require(nhid == ninp, "When using the tied flag, nhid must be equal to emsize");
        decoder.weight(encoder.weight());
      }
      Init.uniform_(encoder.weight(), -0.1, 0.1);
      Init.zeros_(decoder.bias());
      Init.uniform_(decoder.weight(), -0.1, 0.1);
    }

    /** From words of (time, batch) to log probabilities of the next, of (time * batch, words). */
    Prediction forward(NDArray input, LSTMState hidden) {
      NDArray emb = drop.forward(encoder.forward(input));
      var result = rnn.forward(emb, hidden);
      NDArray decoded = decoder.forward(drop.forward(result.output()));
      decoded = decoded.reshape(-1, decoder.outFeatures());
      return new Prediction(Functional.logSoftmax(decoded, 1), result.hidden());
    }

    LSTMState initHidden(int batch, Device device) {
      NDArray zeros = Torch.zeros(rnn.numLayers(), batch, rnn.hiddenSize());
      return new LSTMState(Torch.to(zeros, device), Torch.to(zeros, device));
    }
  }

  /** What the network says of the next words, or its loss, and the state after them. */
  private record Prediction(NDArray output, LSTMState hidden) {}

  /** Words of (time, batch), and those that follow, of (time * batch). */
  private record Batch(NDArray data, NDArray targets) {}

  private static NDArray batchify(NDArray data, int size, Device device) {
    long length = data.size() / size;
    return Torch.to(data.get("0:{}", length * size).reshape(size, -1).transpose(), device);
  }

  private List<Batch> batches(NDArray source) {
    List<Batch> batches = new ArrayList<>();
    long last = source.getShape().get(0) - 1;
    for (long i = 0; i < last; i += bptt) {
      long end = Math.min(i + bptt, last);
      NDArray targets = source.get("{}:{}", i + 1, end + 1).reshape(-1);
      batches.add(new Batch(source.get("{}:{}", i, end), targets));
    }
    require(!batches.isEmpty(), "a part of the text has less than two words a batch");
    return batches;
  }

  private static LSTMState repackageHidden(LSTMState hidden) {
    return new LSTMState(hidden.h().stopGradient(), hidden.c().stopGradient());
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  @Override
  public void run(Options options) {
    require(bptt > 0 && batchSize > 0, "--bptt and --batch-size are at least 1");
    require(temperature > 0, "--temperature must be greater than 0");
    Torch.manualSeed(options.seed());
    try (var scope = Torch.scope()) {
      Corpus corpus = Corpus.of(data);
      var trainData = batches(batchify(corpus.train(), batchSize, options.device()));
      var validData = batches(batchify(corpus.valid(), EVAL_BATCH_SIZE, options.device()));
      var testData = batches(batchify(corpus.test(), EVAL_BATCH_SIZE, options.device()));
      int count = corpus.words().size();
      try (RNNModel model = new RNNModel(count, emsize, nhid, nlayers, dropout, tied);
          NLLLoss criterion = new NLLLoss();
          SGD optimizer = new SGD(model.parameters(), lr)) {
        Weights.prepare(model, options);
        print("%d words, %d of them different", corpus.train().size(), count);
        System.out.println(model);
        print("%d weights", model.numParameters());

        Traceable.Three<NDArray, NDArray, LSTMState, Prediction> step =
            (input, targets, hidden) -> {
              Prediction next = model.forward(input, hidden);
              return new Prediction(criterion.forward(next.output, targets), next.hidden);
            };
        Curves curves = new Curves(options, "loss", "valid_loss", "lr");
        Progress progress = Progress.ofEpochs(options.epochs(), trainData.size());
        double bestLoss = Double.POSITIVE_INFINITY;
        StateDict best = StateDict.copy(model.stateDict());
        try (var compiled =
            CompiledStep.builder(optimizer, Traceable.of(step)).clipGradNorm(clip).build()) {
          for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            Torch.train(model);
            double total = 0;
            LSTMState hidden = model.initHidden(batchSize, options.device());
            for (Batch batch : progress.over(trainData)) {
              try (var batchScope = Torch.scope();
                  var grad = Torch.enableGrad()) {
                Prediction result;
                if (options.compiled()) {
                  result = compiled.run(batch.data, batch.targets, hidden);
                } else {
                  model.zeroGrad();
                  result = step.apply(batch.data, batch.targets, hidden);
                  Torch.backward(result.output);
                  ClipGrad.clipGradNorm(model.parameters(), clip);
                  optimizer.step();
                }
                total += progress.loss(Torch.item(result.output));
                hidden = repackageHidden(result.hidden);
                batchScope.keep(hidden.h());
                batchScope.keep(hidden.c());
              }
            }
            double trainLoss = total / trainData.size();
            double validLoss = evaluate(model, criterion, validData, options.device());
            double rate = optimizer.paramGroups().get(0).lr();
            curves.add(trainLoss, validLoss, rate);
            print(
                "| end of epoch %d | lr %.2f | train loss %.2f | valid loss %.2f | valid ppl %.1f",
                epoch, rate, trainLoss, validLoss, Math.exp(validLoss));
            if (validLoss < bestLoss) {
              bestLoss = validLoss;
              best = StateDict.copy(model.stateDict());
              Weights.checkpoint(model, options);
            } else {
              for (ParamGroup group : optimizer.paramGroups()) {
                group.lr(group.lr() / 4);
              }
            }
          }
        }

        model.loadStateDict(best);
        double testLoss = evaluate(model, criterion, testData, options.device());
        print("| End of training | test loss %.2f | test ppl %.1f", testLoss, Math.exp(testLoss));
        if (words > 0) {
          System.out.println(write(model, corpus, options.device()));
        }
        curves.plot();
      }
    }
  }

  /** The mean loss of a word. */
  private double evaluate(RNNModel model, NLLLoss criterion, List<Batch> source, Device device) {
    Torch.eval(model);
    double total = 0;
    long count = 0;
    try (var scope = Torch.scope()) {
      LSTMState hidden = model.initHidden(EVAL_BATCH_SIZE, device);
      for (Batch batch : source) {
        Prediction next = model.forward(batch.data, hidden);
        long length = batch.data.getShape().get(0);
        total += length * Torch.item(criterion.forward(next.output, batch.targets));
        count += length;
        hidden = next.hidden;
      }
    }
    return total / count;
  }

  private String write(RNNModel model, Corpus corpus, Device device) {
    Torch.eval(model);
    StringJoiner text = new StringJoiner(" ");
    LSTMState hidden = model.initHidden(1, device);
    NDArray word = Torch.to(Torch.randint(corpus.words().size(), new Shape(1, 1)), device);
    for (int i = 0; i < words; i++) {
      Prediction next = model.forward(word, hidden);
      NDArray weights = Torch.squeeze(next.output).div(temperature).exp();
      word = Torch.multinomial(weights, 1).reshape(1, 1);
      hidden = next.hidden;
      text.add(corpus.words().get((int) Torch.itemLong(word)));
    }
    return text.toString();
  }

  @Override
  int trainingEpochs() {
    return 20;
  }
}
