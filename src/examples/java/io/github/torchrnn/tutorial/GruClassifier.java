package io.github.torchrnn.tutorial;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.Dataset;
import io.github.torchrnn.data.Subset;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A bidirectional GRU that tells the language of a word, from packed batches of embedded letters.
 */
@Command(name = "gru-classifier", description = "Learns the language of words in packed batches.")
final class GruClassifier extends Program {

  private static final int CHARACTERS = 128;

  @Option(names = "--data", paramLabel = "DIR", description = "a folder of words, as for names")
  private Path data;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description = "the size of the state, 100 by default")
  private int hidden = 100;

  private record Word(String text, long language) {
    long[] codes() {
      return text.chars().asLongStream().toArray();
    }
  }

  /** Codes of (batch, longest), the lengths from the longest on, and the languages. */
  private record Batch(NDArray inputs, NDArray lengths, NDArray labels) {}

  private static List<Word> labelled(Words words) {
    List<Word> all = new ArrayList<>();
    for (String language : words.languages()) {
      for (String text : words.byLanguage().get(language)) {
        all.add(new Word(text, words.languages().indexOf(language)));
      }
    }
    return all;
  }

  private static Batch makeTensors(List<Word> words, Device device) {
    List<NDArray> codes = words.stream().map(word -> Torch.tensor(word.codes())).toList();
    NDArray lengths = Torch.tensor(codes.stream().mapToLong(NDArray::size).toArray());
    NDArray labels = Torch.tensor(words.stream().mapToLong(Word::language).toArray());
    NDArray padded = RNNUtils.padSequence(codes, new PadOptions().batchFirst(true));
    var sorted = Torch.sort(lengths, 0, true);
    NDArray order = sorted.indices();
    NDArray inputs = Torch.to(padded.get(order), device);
    return new Batch(inputs, sorted.values(), Torch.to(labels.get(order), device));
  }

  private static final class RNNClassifier extends TorchModule {
    private final Embedding embedding;
    private final GRU gru;
    private final Linear fc;

    RNNClassifier(int inputSize, int hiddenSize, int outputSize) {
      embedding = register("embedding", new Embedding(inputSize, hiddenSize));
      gru =
          register(
              "gru", GRU.builder(hiddenSize, hiddenSize).numLayers(2).bidirectional(true).build());
      fc = register("fc", new Linear(2 * hiddenSize, outputSize));
    }

    /** From codes of (batch, longest) to the scores of each language, of (batch, languages). */
    NDArray forward(NDArray input, NDArray lengths) {
      NDArray embedded = embedding.forward(input.transpose());
      PackedSequence packed = RNNUtils.packPaddedSequence(embedded, lengths);
      NDArray hidden = gru.forward(packed).hidden();
      return fc.forward(Torch.cat(List.of(hidden.get(-1), hidden.get(-2)), 1));
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    Words words = Words.of(data);
    int languages = words.languages().size();
    try (var scope = Torch.scope();
        RNNClassifier net = new RNNClassifier(CHARACTERS, hidden, languages);
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.003)) {
      Weights.prepare(net, options);
      var split = Subset.randomSplit(Dataset.of(labelled(words)), 0.85, 0.15);
      Dataset<Word> train = split.get(0);
      Dataset<Word> test = split.get(1);
      Function<List<Word>, Batch> collate = batch -> makeTensors(batch, options.device());
      var trainLoader =
          DataLoader.builder(train).batchSize(64).shuffle(true).collate(collate).build();
      var testLoader = DataLoader.builder(test).batchSize(64).collate(collate).build();
      System.out.println(net);

      Traceable.One<Batch, NDArray> step =
          batch -> criterion.forward(net.forward(batch.inputs, batch.lengths), batch.labels);
      Curves curves = new Curves(options, "loss", "accuracy");
      Progress progress = Progress.ofEpochs(options.epochs(), trainLoader.len());
      try (var compiled =
          CompiledStep.builder(optimizer, Traceable.of(step)).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          double total = 0;
          for (Batch batch : progress.over(trainLoader)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(batch);
              } else {
                loss = step.apply(batch);
                optimizer.zeroGrad();
                Torch.backward(loss);
                optimizer.step();
              }
              total += progress.loss(Torch.item(loss));
            }
          }
          long correct = 0;
          for (Batch batch : testLoader) {
            try (var batchScope = Torch.scope()) {
              NDArray output = net.forward(batch.inputs, batch.lengths);
              NDArray guesses = Torch.max(output, 1).indices();
              correct += Torch.itemLong(guesses.eq(batch.labels).sum());
            }
          }
          double mean = total / trainLoader.len();
          double percent = 100.0 * correct / test.len();
          curves.add(mean, percent);
          print(
              "Epoch [%d/%d] loss=%.3f accuracy=%.2f%%",
              epoch + 1, options.epochs(), mean, percent);
          Weights.checkpoint(net, options);
        }
      }
      curves.plot();
    }
  }

  @Override
  int trainingEpochs() {
    return 10;
  }
}
