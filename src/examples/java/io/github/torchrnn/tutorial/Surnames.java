package io.github.torchrnn.tutorial;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Generator;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.Dataset;
import io.github.torchrnn.data.Subset;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.ClipGrad;
import io.github.torchrnn.optim.SGD;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A plain RNN that tells the language of a word, with a Dataset, a DataLoader and a held-out split.
 */
@Command(name = "surnames", description = "Learns the language of words, with a Dataset.")
final class Surnames extends Program {

  private static final int HIDDEN_SIZE = 128;

  @Option(names = "--data", paramLabel = "DIR", description = "a folder of words, as for names")
  private Path data;

  /** A word in one-hot letters of (length, 1, letters), and its language of (1). */
  private record Example(NDArray line, NDArray label) {}

  private static final class WordsDataset implements Dataset<Example> {
    private final List<String> languages;
    private final List<Example> examples = new ArrayList<>();

    WordsDataset(Words words, Device device) {
      languages = words.languages();
      for (int label = 0; label < languages.size(); label++) {
        for (String word : words.byLanguage().get(languages.get(label))) {
          NDArray line = Torch.to(lineToTensor(word), device);
          examples.add(new Example(line, Torch.to(Torch.tensor((long) label), device)));
        }
      }
    }

    @Override
    public Example get(int index) {
      return examples.get(index);
    }

    @Override
    public int len() {
      return examples.size();
    }
  }

  private static NDArray lineToTensor(String word) {
    NDArray letters = Torch.tensor(word.chars().mapToLong(Words.LETTERS::indexOf).toArray());
    NDArray oneHot = Functional.oneHot(letters, Words.LETTERS.length());
    return Torch.to(Torch.unsqueeze(oneHot, 1), DataType.FLOAT32);
  }

  private static final class CharRNN extends TorchModule {
    private final RNN rnn = register("rnn", new RNN(Words.LETTERS.length(), HIDDEN_SIZE));
    private final Linear h2o;
    private final LogSoftmax softmax;

    CharRNN(int outputSize) {
      h2o = register("h2o", new Linear(HIDDEN_SIZE, outputSize));
      softmax = register("softmax", new LogSoftmax(1));
    }

    /** From a word of (length, 1, letters) to (1, languages). */
    NDArray forward(NDArray line) {
      NDArray hidden = rnn.forward(line).hidden();
      return softmax.forward(h2o.forward(hidden.get(0)));
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    Words words = Words.of(data);
    try (var scope = Torch.scope();
        Generator generator = new Generator().manualSeed(options.seed());
        CharRNN net = new CharRNN(words.languages().size());
        NLLLoss criterion = new NLLLoss();
        SGD optimizer = new SGD(net.parameters(), 0.05)) {
      Weights.prepare(net, options);
      WordsDataset all = new WordsDataset(words, options.device());
      var split = Subset.randomSplit(all, new double[] {0.85, 0.15}, generator);
      Dataset<Example> train = split.get(0);
      Dataset<Example> test = split.get(1);
      print("%d words to learn from, %d held out", train.len(), test.len());
      System.out.println(net);

      var loader =
          DataLoader.builder(train).batchSize(16).shuffle(true).collate(batch -> batch).build();
      Traceable.One<List<Example>, NDArray> step =
          batch -> {
            List<NDArray> each = new ArrayList<>();
            for (Example example : batch) {
              each.add(criterion.forward(net.forward(example.line), example.label));
            }
            return Torch.stack(each).sum();
          };
      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.ofEpochs(options.epochs(), loader.len());
      try (var compiled =
          CompiledStep.builder(optimizer, Traceable.of(step))
              .clipGradNorm(3)
              .threads(options.threads())
              .build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          double total = 0;
          for (List<Example> batch : progress.over(loader)) {
            try (var batchScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(batch);
              } else {
                loss = step.apply(batch);
                optimizer.zeroGrad();
                Torch.backward(loss);
                ClipGrad.clipGradNorm(net.parameters(), 3);
                optimizer.step();
              }
              total += progress.loss(Torch.item(loss));
            }
          }
          curves.add(total / train.len());
          print("Epoch [%d/%d] loss=%.3f", epoch + 1, options.epochs(), total / train.len());
          Weights.checkpoint(net, options);
        }
      }

      int right = 0;
      float[][] confusion = new float[all.languages.size()][all.languages.size()];
      for (Example example : test) {
        try (var exampleScope = Torch.scope()) {
          int label = (int) Torch.itemLong(example.label);
          int guess = (int) Torch.itemLong(Torch.topk(net.forward(example.line), 1).indices());
          right += guess == label ? 1 : 0;
          confusion[label][guess]++;
        }
      }
      print("Right: %.1f%% of those held out", 100.0 * right / test.len());
      NDArray counts = Torch.tensor(confusion);
      System.out.println(Torch.repr(counts.div(counts.sum(new int[] {1}, true))));
      curves.plot();
    }
  }

  @Override
  int trainingEpochs() {
    return 10;
  }
}
