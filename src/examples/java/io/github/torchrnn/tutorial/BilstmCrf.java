package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.SGD;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/**
 * A bidirectional LSTM below a conditional random field that finds the names in sentences:
 * PyTorch's advanced tutorial.
 */
@Command(name = "bilstm-crf", description = "Learns to find the names in two sentences.")
final class BilstmCrf extends Program {

  private static final Map<String, Integer> TAG_TO_IX =
      Map.of("B", 0, "I", 1, "O", 2, "<START>", 3, "<STOP>", 4);
  private static final int START = TAG_TO_IX.get("<START>");
  private static final int STOP = TAG_TO_IX.get("<STOP>");

  private record Sentence(List<String> words, List<String> tags) {
    Sentence(String words, String tags) {
      this(List.of(words.split(" ")), List.of(tags.split(" ")));
    }
  }

  private static final List<Sentence> TRAINING_DATA =
      List.of(
          new Sentence(
              "the wall street journal reported today that apple corporation made money",
              "B I I I O O O B I O O"),
          new Sentence("georgia tech is a university in georgia", "B I O O O O B"));

  private static NDArray prepareSequence(List<String> sequence, Map<String, Integer> toIx) {
    return Torch.tensor(sequence.stream().mapToLong(toIx::get).toArray());
  }

  private static int argmax(NDArray vec) {
    return (int) Torch.itemLong(Torch.max(vec, 1).indices());
  }

  /** The best tags of a sentence, and their score. */
  private record Path(NDArray score, List<Integer> tags) {
    @Override
    public String toString() {
      return "(" + Torch.repr(score) + ", " + tags + ")";
    }
  }

  private static final class BiLSTMCRF extends TorchModule {
    private final int hiddenDim;
    private final int tagsetSize;
    private final Embedding wordEmbeds;
    private final LSTM lstm;
    private final Linear hidden2tag;

    BiLSTMCRF(int vocabSize, int tagsetSize, int embeddingDim, int hiddenDim) {
      this.hiddenDim = hiddenDim;
      this.tagsetSize = tagsetSize;
      wordEmbeds = register("word_embeds", new Embedding(vocabSize, embeddingDim));
      lstm =
          register("lstm", LSTM.builder(embeddingDim, hiddenDim / 2).bidirectional(true).build());
      hidden2tag = register("hidden2tag", new Linear(hiddenDim, tagsetSize));
      NDArray transitions = registerParameter("transitions", Torch.randn(tagsetSize, tagsetSize));
      // Nothing goes to the start, nor from the stop.
      transitions.set(new NDIndex("{}, :", START), -10000);
      transitions.set(new NDIndex(":, {}", STOP), -10000);
      initHidden(); // which the tutorial keeps until the first forward draws another
    }

    /**
     * The score of going to the tag of a row from that of a column. Asked by its name, since a
     * compiled step sees what is done with it only then.
     */
    private NDArray transitions() {
      return getParameter("transitions");
    }

    private LSTMState initHidden() {
      return new LSTMState(Torch.randn(2, 1, hiddenDim / 2), Torch.randn(2, 1, hiddenDim / 2));
    }

    private NDArray initialScores() {
      return Torch.where(Torch.arange(tagsetSize).eq(START), 0.0, -10000.0).reshape(1, -1);
    }

    /** From the scores of (words, tags) to the logarithm of the sum over all ways through them. */
    private NDArray forwardAlg(NDArray feats) {
      NDArray forwardVar = initialScores();
      for (NDArray feat : Torch.unbind(feats)) {
        List<NDArray> alphas = new ArrayList<>();
        for (int nextTag = 0; nextTag < tagsetSize; nextTag++) {
          NDArray emitScore = feat.get(nextTag).reshape(1, -1).broadcast(1, tagsetSize);
          NDArray transScore = transitions().get(nextTag).reshape(1, -1);
          NDArray nextTagVar = forwardVar.add(transScore).add(emitScore);
          alphas.add(Torch.logsumexp(nextTagVar, 1));
        }
        forwardVar = Torch.cat(alphas).reshape(1, -1);
      }
      NDArray terminalVar = forwardVar.add(transitions().get(STOP));
      return Torch.logsumexp(terminalVar, 1);
    }

    private NDArray getLstmFeatures(NDArray sentence) {
      NDArray embeds = wordEmbeds.forward(sentence).reshape(sentence.size(), 1, -1);
      NDArray output = lstm.forward(embeds, initHidden()).output();
      return hidden2tag.forward(output.reshape(sentence.size(), hiddenDim));
    }

    private NDArray scoreSentence(NDArray feats, NDArray sentenceTags) {
      NDArray score = Torch.zeros(1);
      NDArray tags = Torch.cat(Torch.full(new Shape(1), START), sentenceTags);
      List<NDArray> rows = Torch.unbind(feats);
      for (int i = 0; i < rows.size(); i++) {
        NDArray tag = tags.get(i + 1);
        NDArray transition = transitions().get(new NDIndex("{}, {}", tag, tags.get(i)));
        score = score.add(transition).add(rows.get(i).get(tag));
      }
      return score.add(transitions().get(new NDIndex("{}, {}", STOP, tags.get(-1))));
    }

    private Path viterbiDecode(NDArray feats) {
      List<int[]> backpointers = new ArrayList<>();
      NDArray forwardVar = initialScores();
      for (NDArray feat : Torch.unbind(feats)) {
        int[] pointers = new int[tagsetSize];
        List<NDArray> viterbiVars = new ArrayList<>();
        for (int nextTag = 0; nextTag < tagsetSize; nextTag++) {
          NDArray nextTagVar = forwardVar.add(transitions().get(nextTag));
          int bestTagId = argmax(nextTagVar);
          pointers[nextTag] = bestTagId;
          viterbiVars.add(nextTagVar.get(0).get(bestTagId).reshape(1));
        }
        forwardVar = Torch.cat(viterbiVars).add(feat).reshape(1, -1);
        backpointers.add(pointers);
      }
      NDArray terminalVar = forwardVar.add(transitions().get(STOP));
      int bestTagId = argmax(terminalVar);
      NDArray pathScore = terminalVar.get(0).get(bestTagId);
      List<Integer> bestPath = new ArrayList<>(List.of(bestTagId));
      Collections.reverse(backpointers);
      for (int[] pointers : backpointers) {
        bestTagId = pointers[bestTagId];
        bestPath.add(bestTagId);
      }
      bestPath.remove(bestPath.size() - 1); // the start
      Collections.reverse(bestPath);
      return new Path(pathScore, bestPath);
    }

    NDArray negLogLikelihood(NDArray sentence, NDArray tags) {
      NDArray feats = getLstmFeatures(sentence);
      return forwardAlg(feats).sub(scoreSentence(feats, tags));
    }

    Path forward(NDArray sentence) {
      return viterbiDecode(getLstmFeatures(sentence));
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    Map<String, Integer> wordToIx = new LinkedHashMap<>();
    for (Sentence sentence : TRAINING_DATA) {
      for (String word : sentence.words) {
        wordToIx.putIfAbsent(word, wordToIx.size());
      }
    }
    try (var scope = Torch.scope();
        BiLSTMCRF model = new BiLSTMCRF(wordToIx.size(), TAG_TO_IX.size(), 5, 4);
        SGD optimizer = SGD.builder(model.parameters()).lr(0.01).weightDecay(1e-4).build()) {
      Weights.prepare(model, options);
      System.out.println(model);
      NDArray first = prepareSequence(TRAINING_DATA.get(0).words, wordToIx);
      System.out.println(model.forward(first));

      Traceable.Two<NDArray, NDArray, NDArray> step = model::negLogLikelihood;
      Curves curves = new Curves(options, "loss");
      Progress progress = Progress.of("Epochs", options.epochs());
      try (var compiled = CompiledStep.of(optimizer, step)) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          double total = 0;
          for (Sentence sentence : TRAINING_DATA) {
            try (var sentenceScope = Torch.scope();
                var grad = Torch.enableGrad()) {
              NDArray sentenceIn = prepareSequence(sentence.words, wordToIx);
              NDArray targets = prepareSequence(sentence.tags, TAG_TO_IX);
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
          double mean = progress.loss(total / TRAINING_DATA.size());
          curves.add(mean);
          if ((epoch + 1) % 50 == 0) {
            progress.clear();
            print("Epoch [%d/%d] loss=%.3f", epoch + 1, options.epochs(), mean);
          }
          progress.step(1);
          Weights.checkpoint(model, options);
        }
        progress.clear();
      }

      System.out.println(model.forward(first));
      curves.plot();
    }
  }

  @Override
  int trainingEpochs() {
    return 300;
  }
}
