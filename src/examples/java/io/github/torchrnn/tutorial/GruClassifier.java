package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.Dataset;
import io.github.torchrnn.data.Subset;
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

  @Option(names = "--layers", paramLabel = "N", description = "how many layers, 2 by default")
  private int layers = 2;

  private record Word(String text, long language) {}

  /** Codes of (batch, longest), the lengths from the longest on, and the languages. */
  private record Batch(NDArray inputs, NDArray lengths, NDArray labels) {}

  private record WordDataset(List<Word> words) implements Dataset<Word> {
    static WordDataset of(Words words) {
      List<Word> all = new ArrayList<>();
      List<String> languages = words.languages();
      for (int i = 0; i < languages.size(); i++) {
        for (String text : words.byLanguage().get(languages.get(i))) {
          all.add(new Word(text, i));
        }
      }
      return new WordDataset(all);
    }

    @Override
    public Word get(int index) {
      return words.get(index);
    }

    @Override
    public int len() {
      return words.size();
    }
  }

  private static Batch makeTensors(List<Word> words) {
    List<NDArray> codes = new ArrayList<>();
    for (Word word : words) {
      codes.add(Torch.tensor(word.text.chars().asLongStream().toArray()));
    }
    NDArray lengths = Torch.tensor(words.stream().mapToLong(word -> word.text.length()).toArray());
    NDArray labels = Torch.tensor(words.stream().mapToLong(Word::language).toArray());
    NDArray padded = RNNUtils.padSequence(codes, new PadOptions().batchFirst(true));
    var sorted = Torch.sort(lengths, 0, true);
    NDArray order = sorted.indices();
    return new Batch(padded.get(order), sorted.values(), labels.get(order));
  }

  private static final class RNNClassifier extends TorchModule {
    private final Embedding embedding;
    private final GRU gru;
    private final Linear fc;

    RNNClassifier(int inputSize, int hiddenSize, int outputSize, int layers) {
      embedding = register("embedding", new Embedding(inputSize, hiddenSize));
      gru =
          register(
              "gru",
              GRU.builder(hiddenSize, hiddenSize).numLayers(layers).bidirectional(true).build());
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
        RNNClassifier net = new RNNClassifier(CHARACTERS, hidden, languages, layers);
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(net.parameters(), 0.003)) {
      Weights.prepare(net, options);
      var split = Subset.randomSplit(WordDataset.of(words), 0.85, 0.15);
      var train = DataLoader.builder(split.get(0)).batchSize(64).shuffle(true);
      var trainLoader = train.collate(GruClassifier::makeTensors).build();
      var test = DataLoader.builder(split.get(1)).batchSize(64);
      var testLoader = test.collate(GruClassifier::makeTensors).build();
      System.out.println(net);

      List<Double> losses = new ArrayList<>();
      for (int epoch = 0; epoch < options.epochs(); epoch++) {
        double total = 0;
        for (Batch batch : trainLoader) {
          try (var step = Torch.scope();
              var grad = Torch.enableGrad()) {
            NDArray inputs = Torch.to(batch.inputs, options.device());
            NDArray output = net.forward(inputs, batch.lengths);
            NDArray loss = criterion.forward(output, Torch.to(batch.labels, options.device()));
            optimizer.zeroGrad();
            Torch.backward(loss);
            optimizer.step();
            total += Torch.item(loss);
          }
        }
        losses.add(total / trainLoader.len());
        long correct = 0;
        for (Batch batch : testLoader) {
          try (var step = Torch.scope()) {
            NDArray output = net.forward(Torch.to(batch.inputs, options.device()), batch.lengths);
            NDArray guesses = Torch.max(output, 1).indices();
            correct += Torch.itemLong(guesses.eq(Torch.to(batch.labels, options.device())).sum());
          }
        }
        String loss = PythonFormat.fixed(losses.get(epoch), 3);
        String percent = PythonFormat.fixed(100.0 * correct / split.get(1).len(), 2);
        System.out.println(
            "Epoch [%d/%d] loss=%s accuracy=%d/%d %s%%"
                .formatted(
                    epoch + 1, options.epochs(), loss, correct, split.get(1).len(), percent));
        Weights.checkpoint(net, options);
      }
      plot(losses, options);
    }
  }

  @Override
  int trainingEpochs() {
    return 10;
  }
}
