package io.github.torchrnn.tutorial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Torch;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.Subset;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Functional;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.StateDict;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.StepLR;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A bidirectional LSTM that tells praise from blame, with dropout, and the best epoch kept. */
@Command(name = "sentiment", description = "Learns to tell praise from blame.")
final class Sentiment extends Program {

  private static final int HIDDEN_SIZE = 32;

  @Option(names = "--sentences", paramLabel = "N", description = "how many, 2000 by default")
  private int sentences = 2000;

  @Option(names = "--dropout", paramLabel = "P", description = "0.5 by default")
  private double dropout = 0.5;

  private static final class SentimentLSTM extends TorchModule {
    private final Embedding embedding =
        register(
            "embedding", Embedding.builder(Review.VOCABULARY.size(), 16).paddingIdx(0).build());
    private final LSTM lstm;
    private final Linear fc;
    private final Dropout dropout;

    SentimentLSTM(double p) {
      var options = LSTM.builder(16, HIDDEN_SIZE).numLayers(2).bidirectional(true).batchFirst(true);
      lstm = register("lstm", options.dropout(p).build());
      fc = register("fc", new Linear(2 * HIDDEN_SIZE, 1));
      dropout = register("dropout", new Dropout(p));
    }

    /** From codes of (batch, longest) to logits of (batch). */
    NDArray forward(NDArray text, NDArray lengths) {
      NDArray embedded = dropout.forward(embedding.forward(text));
      var options = new PackOptions().batchFirst(true).enforceSorted(false);
      var packed = RNNUtils.packPaddedSequence(embedded, lengths, options);
      NDArray h = lstm.forward(packed).hidden().h();
      NDArray both = Torch.cat(List.of(h.get(-2), h.get(-1)), 1);
      return Torch.squeeze(fc.forward(dropout.forward(both)), 1);
    }
  }

  @Override
  public void run(Options options) {
    Torch.manualSeed(options.seed());
    try (var scope = Torch.scope();
        SentimentLSTM net = new SentimentLSTM(dropout);
        BCEWithLogitsLoss criterion = new BCEWithLogitsLoss();
        Adam optimizer = new Adam(net.parameters(), 0.005)) {
      var scheduler = StepLR.builder(optimizer, 3).gamma(0.5).build();
      Weights.prepare(net, options);
      var split = Subset.randomSplit(Review.dataset(sentences), 0.7, 0.15, 0.15);
      var train = loader(split.get(0), true, options);
      var valid = loader(split.get(1), false, options);
      var test = loader(split.get(2), false, options);
      System.out.println(net);

      Traceable.One<Review.Batch, NDArray> step =
          batch -> criterion.forward(net.forward(batch.text(), batch.lengths()), batch.labels());
      Curves curves = new Curves(options, "loss", "valid_loss", "lr", "accuracy");
      Progress progress = Progress.ofEpochs(options.epochs(), train.len());
      double bestLoss = Double.POSITIVE_INFINITY;
      StateDict best = StateDict.copy(net.stateDict());
      try (var compiled =
          CompiledStep.builder(optimizer, Traceable.of(step)).threads(options.threads()).build()) {
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
          Torch.train(net);
          double total = 0;
          for (Review.Batch batch : progress.over(train)) {
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
          double mean = total / train.len();
          double[] score = evaluate(net, criterion, valid);
          double lr = scheduler.getLastLr().get(0);
          curves.add(mean, score[0], lr, score[1]);
          print(
              "Epoch [%d/%d] lr=%.5f train=%.2f valid=%.2f accuracy=%.3f",
              epoch + 1, options.epochs(), lr, mean, score[0], score[1]);
          if (score[0] < bestLoss) {
            bestLoss = score[0];
            best = StateDict.copy(net.stateDict());
            Weights.checkpoint(net, options);
          }
          scheduler.step();
        }
      }

      net.loadStateDict(best);
      double[] score = evaluate(net, criterion, test);
      print("Test: loss=%.2f accuracy=%.3f", score[0], score[1]);
      for (int i = 0; i < 4; i++) {
        Review review = split.get(2).get(i);
        Review.Batch one = Review.collate(List.of(review), options.device());
        NDArray probability = Functional.sigmoid(net.forward(one.text(), one.lengths()));
        print("%.2f %s", Torch.item(probability), review);
      }
      curves.plot();
    }
  }

  private static DataLoader<Review.Batch> loader(
      Subset<Review> data, boolean shuffle, Options options) {
    var loader = DataLoader.builder(data).batchSize(32).shuffle(shuffle);
    return loader.collate(reviews -> Review.collate(reviews, options.device())).build();
  }

  /** The mean loss of the batches, and the part of the sentences that is told right. */
  private static double[] evaluate(
      SentimentLSTM net, BCEWithLogitsLoss criterion, DataLoader<Review.Batch> loader) {
    Torch.eval(net);
    double total = 0;
    double right = 0;
    for (Review.Batch batch : loader) {
      try (var step = Torch.scope()) {
        NDArray logits = net.forward(batch.text(), batch.lengths());
        total += Torch.item(criterion.forward(logits, batch.labels()));
        NDArray guesses = Torch.to(logits.gt(0), DataType.FLOAT32);
        right += Torch.item(guesses.eq(batch.labels()).sum());
      }
    }
    return new double[] {total / loader.len(), right / loader.dataset().len()};
  }

  @Override
  int trainingEpochs() {
    return 8;
  }
}
