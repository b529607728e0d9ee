package io.github.torchrnn.tutorial;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.plot.Plots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells the language of a word, letter by letter: PyTorch's tutorial on classifying names. */
@Command(name = "names", description = "Learns to tell the language of a word.")
final class Names extends Program {

  private static final int HIDDEN_SIZE = 128;
  private static final int BATCH_SIZE = 64;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "a folder of LANGUAGE.txt files, one word a line; by default the names of countries,"
              + " languages, currencies and months in 18 languages, as the JDK has them")
  private Path data;

  @Option(
      names = "--write-words",
      paramLabel = "DIR",
      description = "writes the words as such files, which the Python twins take as --data")
  private Path writeWords;

  @Option(names = "--one-by-one", description = "feeds words singly instead of in packed batches")
  private boolean oneByOne;

  @Option(
      names = "--predict",
      paramLabel = "WORD",
      description = "prints the three likeliest languages of a word; may be given several times")
  private List<String> predict = List.of();

  static final class CharRNN extends TorchModule {
    private final GRU rnn = register("rnn", new GRU(Words.LETTERS.length(), HIDDEN_SIZE));
    private final Linear h2o;
    private final LogSoftmax softmax;

    CharRNN(int languages) {
      h2o = register("h2o", new Linear(HIDDEN_SIZE, languages));
      softmax = register("softmax", new LogSoftmax(1));
    }

    /** From one word of (length, letters) to (1, languages). */
    NDArray forward(NDArray word) {
      return softmax.forward(h2o.forward(rnn.forward(word).hidden()));
    }

    /** The number of the likeliest language of a word. */
    long guess(String word) {
      try (var scope = Torch.scope()) {
        return Torch.itemLong(forward(oneHot(word, h2o.weight().getDevice())).argMax(1));
      }
    }

    /** From a batch of words to (batch, languages). */
    NDArray forward(PackedSequence words) {
      return softmax.forward(h2o.forward(rnn.forward(words).hidden().get(0)));
    }
  }

  /** A network with the weights of a file. */
  static CharRNN load(Path weights, int languages, Options options) {
    CharRNN net = new CharRNN(languages);
    Weights.load(net, weights);
    net.to(options.device());
    return net;
  }

  /** A word in one-hot letters of (length, letters), and the number of its language. */
  private record Example(NDArray word, long language) {}

  @Override
  public void run(Options options) {
    if (oneByOne && options.compiled()) {
      throw new IllegalArgumentException("--one-by-one is for single calls, not for --compiled");
    }
    Torch.manualSeed(options.seed());
    Words words = Words.of(data);
    if (writeWords != null) {
      words.write(writeWords);
    }
    List<String> languages = words.languages();
    try (var scope = Torch.scope();
        CharRNN net = new CharRNN(languages.size());
        NLLLoss criterion = new NLLLoss();
        Adam optimizer = new Adam(net.parameters(), 0.003)) {
      Weights.prepare(net, options);
      List<Example> all = new ArrayList<>();
      for (String language : languages) {
        for (String word : words.byLanguage().get(language)) {
          all.add(new Example(oneHot(word, options.device()), languages.indexOf(language)));
        }
      }
      List<Example> shuffled = Batches.shuffled(all);
      List<Example> train = shuffled.subList(0, all.size() * 85 / 100);
      List<Example> test = shuffled.subList(train.size(), all.size());
      System.out.println(
          "%s languages, %s words to learn from, %s to test with"
              .formatted(languages.size(), train.size(), test.size()));
      System.out.println(net);

      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.ofEpochs(options.epochs(), Batches.count(train, BATCH_SIZE));
      Traceable<NDArray> step =
          Traceable.of(
              (PackedSequence names, NDArray labels) ->
                  criterion.forward(net.forward(names), labels));
      try (var compiled =
          CompiledStep.builder(optimizer, step).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          String title = "Epoch [%s/%s]".formatted(epoch + 1, options.epochs());
          double total = 0;
          var batches = Batches.of(Batches.shuffled(train), BATCH_SIZE);
          for (List<Example> batch : progress.over(batches)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray labels = Torch.tensor(batch.stream().mapToLong(Example::language).toArray());
              labels = labels.toDevice(options.device(), false);
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(packed(batch), labels);
              } else {
                loss = criterion.forward(forward(net, batch), labels);
                optimizer.zeroGrad();
                Torch.backward(loss);
                optimizer.step();
              }
              total += progress.loss(Torch.item(loss)) * batch.size();
            }
          }
          curves.add(total / train.size());
          System.out.println(title + " loss=" + PythonFormat.fixed(total / train.size(), 4));
          Weights.checkpoint(net, options);
        }
      }

      int[][] confusion = new int[languages.size()][languages.size()];
      int right = 0;
      for (List<Example> batch : Batches.of(test, BATCH_SIZE)) {
        try (var batchScope = Torch.scope()) {
          long[] guesses = forward(net, batch).argMax(1).toLongArray();
          for (int i = 0; i < guesses.length; i++) {
            confusion[(int) batch.get(i).language][(int) guesses[i]]++;
            right += guesses[i] == batch.get(i).language ? 1 : 0;
          }
        }
      }
      double percent = 100.0 * right / test.size();
      System.out.println("Accuracy on these: " + PythonFormat.fixed(percent, 2) + "%");
      for (String word : predict) {
        predict(net, word, languages, options);
      }
      if (options.plot() != null) {
        Plots.save(
            Plots.beside(curves.picture(), Plots.confusion(languages, confusion)), options.plot());
      }
    }
  }

  private static NDArray oneHot(String word, Device device) {
    try (var scope = Torch.scope()) {
      NDArray letters = Torch.tensor(word.chars().mapToLong(Words.LETTERS::indexOf).toArray());
      NDArray oneHot = Functional.oneHot(letters, Words.LETTERS.length());
      return scope.keep(Torch.to(oneHot, DataType.FLOAT32).toDevice(device, false));
    }
  }

  /** The logarithms of the probabilities of each word's languages, of (batch, languages). */
  private NDArray forward(CharRNN net, List<Example> batch) {
    if (oneByOne) {
      List<NDArray> each = batch.stream().map(example -> net.forward(example.word)).toList();
      return NDArrays.concat(new NDList(each), 0);
    }
    return net.forward(packed(batch));
  }

  private static PackedSequence packed(List<Example> batch) {
    return RNNUtils.packSequence(batch.stream().map(Example::word).toList(), false);
  }

  private static void predict(CharRNN net, String word, List<String> languages, Options options) {
    System.out.println("> " + word);
    String letters = Words.ascii(word);
    if (letters.isEmpty()) {
      throw new IllegalArgumentException("--predict needs a word of Latin letters");
    }
    float[] scores = net.forward(oneHot(letters, options.device())).toFloatArray();
    IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparing(i -> -scores[i]))
        .limit(3)
        .map(i -> "(" + PythonFormat.fixed(scores[i], 2) + ") " + languages.get(i))
        .forEach(System.out::println);
  }

  @Override
  int trainingEpochs() {
    return 15;
  }
}
