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
import io.github.torchrnn.optim.CosineAnnealingLR;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Writes words letter by letter. The network reads a word's language with every letter, as in
 * PyTorch's tutorial on generating names, and learns which letter comes next. An end stands before
 * the first letter and after the last.
 */
@Command(
    name = "generate",
    description = {
      "Learns to write words as a language has them.",
      "By default 15 epochs, which take about a minute of one core with --compiled."
    })
final class Generate extends Program {

  private static final int EMBEDDING_SIZE = 32;
  private static final int HIDDEN_SIZE = 256;
  private static final int BATCH_SIZE = 64;
  private static final int MAX_LENGTH = 30;
  private static final int END = Words.LETTERS.length();

  /** The number of words that are judged. */
  private static final int JUDGED = 200;

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

  @Option(
      names = "--judge",
      paramLabel = "FILE",
      description =
          "weights of names: tells how many of 200 words are of their language in its judgement")
  private Path judge;

  private static final class CharLSTM extends TorchModule {
    private final Embedding emb;
    private final LSTM lstm;
    private final Linear fc;

    CharLSTM(int languages) {
      emb = register("emb", new Embedding(END + 1 + languages, EMBEDDING_SIZE));
      lstm = register("lstm", new LSTM(2 * EMBEDDING_SIZE, HIDDEN_SIZE));
      fc = register("fc", new Linear(HIDDEN_SIZE, END + 1));
    }

    /** From letters and languages of (any, 2) to what the LSTM reads, of (any, features). */
    NDArray embed(NDArray tokens) {
      return emb.forward(tokens).reshape(-1, 2 * EMBEDDING_SIZE);
    }

    /** From packed tokens to the scores of the next letters, of (sum of the lengths, letters). */
    NDArray forward(PackedSequence tokens) {
      PackedSequence embedded = tokens.withData(embed(tokens.data()));
      return fc.forward(lstm.forward(embedded).output().data());
    }
  }

  @Override
  public void run(Options options) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("--temperature must be greater than 0");
    }
    Words words = Words.of(data);
    List<String> languages = words.languages();
    try (var scope = Torch.scope();
        Names.CharRNN names = judge == null ? null : Names.load(judge, languages.size(), options)) {
      Torch.manualSeed(options.seed());
      train(words, names, options);
    }
  }

  private void train(Words words, Names.CharRNN names, Options options) {
    List<String> languages = words.languages();
    try (CharLSTM net = new CharLSTM(languages.size());
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.005)) {
      CosineAnnealingLR scheduler = new CosineAnnealingLR(optimizer, options.epochs());
      Weights.prepare(net, options);
      List<Example> examples = new ArrayList<>();
      for (String language : languages) {
        for (String word : words.byLanguage().get(language)) {
          examples.add(Example.of(word, languages.indexOf(language)));
        }
      }
      System.out.println("%s languages, %s words".formatted(languages.size(), examples.size()));
      System.out.println(net);

      Traceable.Two<PackedSequence, NDArray, NDArray> step =
          (inputs, targets) -> criterion.forward(net.forward(inputs), targets);
      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.ofEpochs(options.epochs(), Batches.count(examples, BATCH_SIZE));
      try (var compiled =
          CompiledStep.builder(optimizer, Traceable.of(step)).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          String title = "Epoch [%s/%s]".formatted(epoch + 1, options.epochs());
          double total = 0;
          var batches = Batches.of(Batches.shuffled(examples), BATCH_SIZE);
          for (List<Example> batch : progress.over(batches)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              PackedSequence inputs = packed(batch.stream().map(Example::inputs).toList(), options);
              PackedSequence targets =
                  packed(batch.stream().map(Example::targets).toList(), options);
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
          scheduler.step();
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
      if (names != null) {
        judge(net, names, languages.size(), options);
      }
      curves.plot();
    }
  }

  /** A word with an end on both sides, and its language. */
  private record Example(long[] letters, long language) {
    static Example of(String word, long language) {
      long[] letters = new long[word.length() + 2];
      letters[0] = END;
      for (int i = 0; i < word.length(); i++) {
        letters[i + 1] = Words.LETTERS.indexOf(word.charAt(i));
      }
      letters[word.length() + 1] = END;
      return new Example(letters, language);
    }

    /** All letters but the last beside the language, of (length, 2). */
    NDArray inputs() {
      long[] tokens = new long[2 * (letters.length - 1)];
      for (int i = 0; i < letters.length - 1; i++) {
        tokens[2 * i] = letters[i];
        tokens[2 * i + 1] = END + 1 + language;
      }
      return Torch.tensor(tokens, letters.length - 1, 2);
    }

    /** All letters but the first, of (length). */
    NDArray targets() {
      return Torch.tensor(Arrays.copyOfRange(letters, 1, letters.length));
    }
  }

  private static PackedSequence packed(List<NDArray> sequences, Options options) {
    return RNNUtils.packSequence(sequences, false).to(options.device());
  }

  /** Prints how many words in the languages' turn are of their language, as names sees it. */
  private void judge(CharLSTM net, Names.CharRNN names, int languages, Options options) {
    int right = 0;
    for (int i = 0; i < JUDGED; i++) {
      String word = word(net, i % languages, options);
      right += !word.isEmpty() && names.guess(word) == i % languages ? 1 : 0;
    }
    print(
        "names tells the language of %d of %d words: %.1f%%",
        right, JUDGED, 100.0 * right / JUDGED);
  }

  private String word(CharLSTM net, int language, Options options) {
    StringBuilder word = new StringBuilder();
    try (var scope = Torch.scope()) {
      NDArray zeros = Torch.zeros(1, HIDDEN_SIZE).toDevice(options.device(), false);
      LSTMState state = new LSTMState(zeros, zeros);
      long letter = END;
      while (word.length() < MAX_LENGTH) {
        NDArray token = Torch.tensor(new long[] {letter, END + 1 + language}, 1, 2);
        var result = net.lstm.forward(net.embed(Torch.to(token, options.device())), state);
        NDArray scores = net.fc.forward(result.output().get(0));
        letter =
            Torch.itemLong(Torch.multinomial(Functional.softmax(scores.div(temperature), 0), 1));
        if (letter == END) {
          break;
        }
        state = result.hidden();
        word.append(Words.LETTERS.charAt((int) letter));
      }
    }
    return word.toString();
  }

  @Override
  int trainingEpochs() {
    return 15;
  }
}
