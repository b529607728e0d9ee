package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.Subset;
import io.github.torchrnn.data.TensorDataset;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.RNNOutput;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.ReduceLROnPlateau;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A GRU that writes words of a language, which it is told as its first state. What words are filled
 * up with counts in no loss, and the learning rate falls when the loss on held out words does not.
 */
@Command(
    name = "surname-generator",
    description = "Learns to write words, given their language as a state.")
final class SurnameGenerator extends Program {

  private static final int MASK = 0;
  private static final int BEGIN = 1;
  private static final int END = 2;
  private static final int LETTERS = 3;
  private static final int VOCABULARY = LETTERS + Words.LETTERS.length();

  private static final int EMBEDDING_SIZE = 32;
  private static final int HIDDEN_SIZE = 32;
  private static final int SAMPLE_SIZE = 20;

  @Option(names = "--data", paramLabel = "DIR", description = "a folder of words, as for names")
  private Path data;

  @Option(names = "--dropout", paramLabel = "P", description = "0.5 by default")
  private double dropout = 0.5;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "how daring to be: 0.8 by default, near 0 for the likeliest letters only")
  private double temperature = 0.8;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "how many words of each language to write, 4 by default")
  private int count = 4;

  private static final class SurnameGenerationModel extends TorchModule {
    private final Embedding charEmb =
        register(
            "char_emb", Embedding.builder(VOCABULARY, EMBEDDING_SIZE).paddingIdx(MASK).build());
    private final Embedding nationEmb;
    private final GRU rnn;
    private final Linear fc;
    private final Dropout dropout;

    SurnameGenerationModel(int nationalities, double p) {
      nationEmb = register("nation_emb", new Embedding(nationalities, HIDDEN_SIZE));
      rnn = register("rnn", GRU.builder(EMBEDDING_SIZE, HIDDEN_SIZE).batchFirst(true).build());
      fc = register("fc", new Linear(HIDDEN_SIZE, VOCABULARY));
      dropout = register("dropout", new Dropout(p));
    }

    /** From codes of (batch, longest) to the scores of what follows, of (batch, longest, codes). */
    NDArray forward(NDArray x, NDArray nationality) {
      NDArray hidden = Torch.unsqueeze(nationEmb.forward(nationality), 0);
      NDArray output = rnn.forward(charEmb.forward(x), hidden).output();
      return fc.forward(dropout.forward(output));
    }

    /** Codes of (nationalities, SAMPLE_SIZE), which do not stop at the end of a word. */
    NDArray sample(NDArray nationalities, double temperature) {
      Torch.eval(this);
      NDArray x =
          Torch.to(
              Torch.full(new Shape(nationalities.size(), 1), BEGIN), nationalities.getDevice());
      NDArray hidden = Torch.unsqueeze(nationEmb.forward(nationalities), 0);
      List<NDArray> indices = new ArrayList<>();
      for (int i = 0; i < SAMPLE_SIZE; i++) {
        RNNOutput result = rnn.forward(charEmb.forward(x), hidden);
        hidden = result.hidden();
        NDArray scores = fc.forward(Torch.squeeze(result.output(), 1));
        NDArray probabilities = Functional.softmax(scores.div(temperature), 1);
        x = Torch.multinomial(probabilities, 1);
        indices.add(x);
      }
      return Torch.cat(indices, 1);
    }
  }

  private static TensorDataset vectorize(Words words, Options options) {
    List<NDArray> from = new ArrayList<>();
    List<NDArray> to = new ArrayList<>();
    List<Long> nationalities = new ArrayList<>();
    for (String language : words.languages()) {
      for (String word : words.byLanguage().get(language)) {
        long[] codes = codes(word);
        from.add(Torch.tensor(Arrays.copyOf(codes, codes.length - 1)));
        to.add(Torch.tensor(Arrays.copyOfRange(codes, 1, codes.length)));
        nationalities.add((long) words.languages().indexOf(language));
      }
    }
    var padding = new PadOptions().batchFirst(true).paddingValue(MASK);
    return new TensorDataset(
        Torch.to(RNNUtils.padSequence(from, padding), options.device()),
        Torch.to(RNNUtils.padSequence(to, padding), options.device()),
        Torch.to(
            Torch.tensor(nationalities.stream().mapToLong(n -> n).toArray()), options.device()));
  }

  private static long[] codes(String word) {
    long[] codes = new long[word.length() + 2];
    codes[0] = BEGIN;
    for (int i = 0; i < word.length(); i++) {
      codes[i + 1] = LETTERS + Words.LETTERS.indexOf(word.charAt(i));
    }
    codes[word.length() + 1] = END;
    return codes;
  }

  private static String decode(NDArray codes) {
    return Arrays.stream(codes.toLongArray())
        .takeWhile(code -> code != END)
        .filter(code -> code >= LETTERS)
        .mapToObj(code -> Words.LETTERS.substring((int) code - LETTERS, (int) code - LETTERS + 1))
        .collect(Collectors.joining());
  }

  private static NDArray sequenceLoss(NDArray prediction, NDArray target) {
    return Functional.crossEntropy(
        prediction.reshape(-1, prediction.size(2)),
        target.reshape(-1),
        CrossEntropyLoss.builder().ignoreIndex(MASK));
  }

  private static double computeAccuracy(NDArray prediction, NDArray target) {
    NDArray correct = prediction.argMax(-1).eq(target);
    NDArray valid = target.neq(MASK);
    return 100.0 * Torch.itemLong(correct.logicalAnd(valid).sum()) / Torch.itemLong(valid.sum());
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
        var model = new SurnameGenerationModel(languages.size(), dropout);
        Adam optimizer = new Adam(model.parameters(), 0.01)) {
      var scheduler =
          ReduceLROnPlateau.builder(optimizer).mode("min").factor(0.5).patience(1).build();
      Weights.prepare(model, options);
      var split = Subset.randomSplit(vectorize(words, options), 0.85, 0.15);
      var train = DataLoader.builder(split.get(0)).batchSize(64).shuffle(true).build();
      var valid = DataLoader.builder(split.get(1)).batchSize(64).build();
      print(
          "%d languages, %d words to learn from, %d held out",
          languages.size(), split.get(0).len(), split.get(1).len());
      System.out.println(model);

      Traceable.Three<NDArray, NDArray, NDArray, NDArray> step =
          (x, y, nationality) -> sequenceLoss(model.forward(x, nationality), y);
      Curves curves = new Curves(options, "loss", "valid_loss", "lr", "accuracy");
      Progress progress = Progress.ofEpochs(options.epochs(), train.len());
      try (var compiled = CompiledStep.of(optimizer, step)) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          String title = "Epoch [%s/%s]".formatted(epoch + 1, options.epochs());
          Torch.train(model);
          double runningLoss = 0;
          int batchIndex = 0;
          for (NDList batch : progress.over(train)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(batch.get(0), batch.get(1), batch.get(2));
              } else {
                optimizer.zeroGrad();
                loss = step.apply(batch.get(0), batch.get(1), batch.get(2));
                Torch.backward(loss);
                optimizer.step();
              }
              runningLoss += (progress.loss(Torch.item(loss)) - runningLoss) / ++batchIndex;
            }
          }
          double[] score = evaluate(model, valid);
          double lr = scheduler.getLastLr().get(0);
          curves.add(runningLoss, score[0], lr, score[1]);
          scheduler.step(score[0]);
          print(
              title + " lr=%.5f train=%.2f valid=%.2f accuracy=%.1f%%",
              lr,
              runningLoss,
              score[0],
              score[1]);
          Weights.checkpoint(model, options);
        }
      }

      for (int i = 0; count > 0 && i < languages.size(); i++) {
        try (var sampleScope = Torch.scope()) {
          NDArray nationality = Torch.to(Torch.full(new Shape(count), i), options.device());
          List<NDArray> sampled = Torch.unbind(model.sample(nationality, temperature));
          String line =
              sampled.stream().map(SurnameGenerator::decode).collect(Collectors.joining(", "));
          System.out.println(languages.get(i) + ": " + line);
        }
      }
      curves.plot();
    }
  }

  /** The mean over the batches of their losses, and of what part of the letters is guessed. */
  private static double[] evaluate(SurnameGenerationModel model, DataLoader<NDList> loader) {
    Torch.eval(model);
    double loss = 0;
    double accuracy = 0;
    int batchIndex = 0;
    for (NDList batch : loader) {
      try (var batchScope = Torch.scope()) {
        NDArray prediction = model.forward(batch.get(0), batch.get(2));
        batchIndex++;
        loss += (Torch.item(sequenceLoss(prediction, batch.get(1))) - loss) / batchIndex;
        accuracy += (computeAccuracy(prediction, batch.get(1)) - accuracy) / batchIndex;
      }
    }
    return new double[] {loss, accuracy};
  }

  @Override
  int trainingEpochs() {
    return 60;
  }
}
