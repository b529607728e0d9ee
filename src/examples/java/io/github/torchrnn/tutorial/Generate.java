package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes words letter by letter. A word is a sequence of tokens: its language, its letters, and an
 * end; the network learns which token comes next.
 */
@Command(name = "generate", description = "Learns to write words as a language has them.")
final class Generate extends Program {

  private static final int EMBEDDING_SIZE = 32;
  private static final int HIDDEN_SIZE = 128;
  private static final int BATCH_SIZE = 64;
  private static final int MAX_LENGTH = 30;
  private static final int END = Words.LETTERS.length();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a folder of LANGUAGE.txt files; the words of the JDK by default, as for names")
  private Path data;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "how daring to be: 0.5 by default, near 0 for the likeliest letters only")
  private double temperature = 0.5;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "how many words of each language to write, 4 by default")
  private int count = 4;

  private static final class CharLSTM extends TorchModule {
    private final Embedding emb;
    private final LSTM lstm;
    private final Linear fc;

    CharLSTM(int languages) {
      emb = register("emb", new Embedding(END + 1 + languages, EMBEDDING_SIZE));
      lstm = register("lstm", new LSTM(EMBEDDING_SIZE, HIDDEN_SIZE));
      fc = register("fc", new Linear(HIDDEN_SIZE, END + 1));
    }

    /** From packed tokens to the scores of the next ones, of (sum of the lengths, tokens). */
    NDArray forward(PackedSequence tokens) {
      PackedSequence embedded = tokens.withData(emb.forward(tokens.data()));
      return fc.forward(lstm.forward(embedded).output().data());
    }
  }

  @Override
  public void run(Options options) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("--temperature must be greater than 0");
    }
    Torch.manualSeed(options.seed());
    Words words = Words.of(data);
    List<String> languages = words.languages();
    try (var scope = Torch.scope();
        CharLSTM net = new CharLSTM(languages.size());
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.003)) {
      Weights.prepare(net, options);
      List<long[]> examples = new ArrayList<>();
      for (String language : languages) {
        for (String word : words.byLanguage().get(language)) {
          examples.add(tokens(languages.indexOf(language), word));
        }
      }
      System.out.println("%d languages, %d words".formatted(languages.size(), examples.size()));
      System.out.println(net);

      Traceable.Two<PackedSequence, NDArray, NDArray> step =
          (inputs, targets) -> criterion.forward(net.forward(inputs), targets);
      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.ofEpochs(options.epochs(), Batches.count(examples, BATCH_SIZE));
      try (var compiled =
          CompiledStep.builder(optimizer, Traceable.of(step)).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          String title = "Epoch [%d/%d]".formatted(epoch + 1, options.epochs());
          double total = 0;
          var batches = Batches.of(Batches.shuffled(examples), BATCH_SIZE);
          for (List<long[]> batch : progress.over(batches)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              PackedSequence inputs = packed(batch, 0, options);
              PackedSequence targets = packed(batch, 1, options);
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(inputs, targets.data());
              } else {
                loss = step.apply(inputs, targets.data());
                optimizer.zeroGrad();
                Torch.backward(loss);
                optimizer.step();
              }
              total += progress.loss(Torch.item(loss));
            }
          }
          curves.add(total / batches.size());
          System.out.println(title + " loss=" + PythonFormat.fixed(total / batches.size(), 4));
          Weights.checkpoint(net, options);
        }
      }

      for (String language : languages) {
        StringJoiner line = new StringJoiner(", ", language + ": ", "");
        for (int i = 0; i < count; i++) {
          line.add(word(net, languages.indexOf(language), options));
        }
        System.out.println(line);
      }
      curves.plot();
    }
  }

  private static long[] tokens(int language, String word) {
    long[] tokens = new long[word.length() + 2];
    tokens[0] = END + 1 + language;
    for (int i = 0; i < word.length(); i++) {
      tokens[i + 1] = Words.LETTERS.indexOf(word.charAt(i));
    }
    tokens[word.length() + 1] = END;
    return tokens;
  }

  /** All tokens of each example but one: from the given one on. */
  private static PackedSequence packed(List<long[]> batch, int from, Options options) {
    List<NDArray> sequences = new ArrayList<>();
    for (long[] tokens : batch) {
      sequences.add(Torch.tensor(Arrays.copyOfRange(tokens, from, from + tokens.length - 1)));
    }
    return RNNUtils.packSequence(sequences, false).to(options.device());
  }

  private String word(CharLSTM net, int language, Options options) {
    StringBuilder word = new StringBuilder();
    try (var scope = Torch.scope()) {
      NDArray zeros = Torch.zeros(1, HIDDEN_SIZE).toDevice(options.device(), false);
      LSTMState state = new LSTMState(zeros, zeros);
      NDArray token = Torch.tensor((long) END + 1 + language).toDevice(options.device(), false);
      while (word.length() < MAX_LENGTH) {
        var result = net.lstm.forward(net.emb.forward(token), state);
        NDArray scores = net.fc.forward(result.output().get(0));
        token = Torch.multinomial(Functional.softmax(scores.div(temperature), 0), 1);
        state = result.hidden();
        if (Torch.itemLong(token) == END) {
          break;
        }
        word.append(Words.LETTERS.charAt((int) Torch.itemLong(token)));
      }
    }
    return word.toString();
  }

  @Override
  int trainingEpochs() {
    return 10;
  }
}
