package io.github.torchrnn.tutorial;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;

/** An LSTM that tells the part of speech of each word: PyTorch's tutorial on sequence models. */
@Command(name = "tagger", description = "Learns the parts of speech of two sentences.")
final class Tagger extends Program {

  private static final int EMBEDDING_DIM = 6;
  private static final int HIDDEN_DIM = 6;

  private static final List<String> TAGS = List.of("DET", "NN", "V");

  /** A sentence, and the tag of each word. */
  private record Example(List<String> sentence, List<String> tags) {
    static Example of(String sentence, String... tags) {
      return new Example(List.of(sentence.split(" ")), List.of(tags));
    }
  }

  private static final List<Example> TRAINING_DATA =
      List.of(
          Example.of("The dog ate the apple", "DET", "NN", "V", "DET", "NN"),
          Example.of("Everybody read that book", "NN", "V", "DET", "NN"));

  private static final List<String> WORDS =
      TRAINING_DATA.stream().flatMap(example -> example.sentence.stream()).distinct().toList();

  private static NDArray prepareSequence(List<String> sequence, List<String> names, Device device) {
    return Torch.to(Torch.tensor(sequence.stream().mapToLong(names::indexOf).toArray()), device);
  }

  private static final class LSTMTagger extends TorchModule {
    private final Embedding wordEmbeddings;
    private final LSTM lstm;
    private final Linear hidden2tag;

    LSTMTagger(int embeddingDim, int hiddenDim, int vocabSize, int tagsetSize) {
      wordEmbeddings = register("word_embeddings", new Embedding(vocabSize, embeddingDim));
      lstm = register("lstm", new LSTM(embeddingDim, hiddenDim));
      hidden2tag = register("hidden2tag", new Linear(hiddenDim, tagsetSize));
    }

    /** From the words of a sentence, of (words), to the scores of their tags, of (words, tags). */
    NDArray forward(NDArray sentence) {
      long words = sentence.getShape().get(0);
      NDArray embeds = wordEmbeddings.forward(sentence);
      NDArray lstmOut = lstm.forward(embeds.reshape(words, 1, -1)).output();
      NDArray tagSpace = hidden2tag.forward(lstmOut.reshape(words, -1));
      return Functional.logSoftmax(tagSpace, 1);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    try (var scope = Torch.scope();
        LSTMTagger model = new LSTMTagger(EMBEDDING_DIM, HIDDEN_DIM, WORDS.size(), TAGS.size());
        NLLLoss lossFunction = new NLLLoss();
        SGD optimizer = new SGD(model.parameters(), 0.1)) {
      Weights.prepare(model, options);
      System.out.println(model);

      show("Before training", model, options.device());
      Traceable.Two<NDArray, NDArray, NDArray> step =
          (sentence, targets) -> lossFunction.forward(model.forward(sentence), targets);
      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.of("Epochs", options.epochs());
      try (var compiled = CompiledStep.of(optimizer, step)) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          double total = 0;
          for (Example example : TRAINING_DATA) {
            try (var exampleScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray sentenceIn = prepareSequence(example.sentence, WORDS, options.device());
              NDArray targets = prepareSequence(example.tags, TAGS, options.device());
              NDArray loss;
              if (options.compiled()) {
                loss = compiled.run(sentenceIn, targets);
              } else {
                model.zeroGrad();
                loss = step.apply(sentenceIn, targets);
                Torch.backward(loss);
                optimizer.step();
              }
              total += Torch.item(loss);
            }
          }
          curves.add(progress.loss(total / TRAINING_DATA.size()));
          progress.step(1);
          Weights.checkpoint(model, options);
        }
        progress.clear();
      }
      show("After %s epochs".formatted(options.epochs()), model, options.device());
      curves.plot();
    }
  }

  /** Prints the scores of the tags of all words, and the likeliest. */
  private static void show(String title, LSTMTagger model, Device device) {
    System.out.println(title);
    for (Example example : TRAINING_DATA) {
      try (var exampleScope = Torch.scope()) {
        NDArray scores = model.forward(prepareSequence(example.sentence, WORDS, device));
        System.out.println(Torch.repr(scores));
        long[] guesses = scores.argMax(1).toLongArray();
        StringJoiner line = new StringJoiner(" ");
        for (int i = 0; i < guesses.length; i++) {
          line.add(example.sentence.get(i) + "/" + TAGS.get((int) guesses[i]));
        }
        System.out.println(line);
      }
    }
  }

  @Override
  int trainingEpochs() {
    return 300;
  }
}
