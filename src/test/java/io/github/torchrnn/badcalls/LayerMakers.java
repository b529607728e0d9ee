package io.github.torchrnn.badcalls;

import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.AdaptiveAvgPool1d;
import io.github.torchrnn.nn.AdaptiveAvgPool2d;
import io.github.torchrnn.nn.AttentionOptions;
import io.github.torchrnn.nn.AttentionOutput;
import io.github.torchrnn.nn.AvgPool1d;
import io.github.torchrnn.nn.AvgPool2d;
import io.github.torchrnn.nn.AvgPoolOptions;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.BatchNorm2d;
import io.github.torchrnn.nn.Bilinear;
import io.github.torchrnn.nn.CELU;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.ConvOptions;
import io.github.torchrnn.nn.ConvTranspose1d;
import io.github.torchrnn.nn.ConvTransposeOptions;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.Dropout1d;
import io.github.torchrnn.nn.Dropout2d;
import io.github.torchrnn.nn.ELU;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.EmbeddingBag;
import io.github.torchrnn.nn.EmbeddingBagOptions;
import io.github.torchrnn.nn.Flatten;
import io.github.torchrnn.nn.ForwardHook;
import io.github.torchrnn.nn.ForwardPreHook;
import io.github.torchrnn.nn.GELU;
import io.github.torchrnn.nn.GLU;
import io.github.torchrnn.nn.GRU;
import io.github.torchrnn.nn.GRUCell;
import io.github.torchrnn.nn.GroupNorm;
import io.github.torchrnn.nn.Hardsigmoid;
import io.github.torchrnn.nn.Hardswish;
import io.github.torchrnn.nn.Hardtanh;
import io.github.torchrnn.nn.Identity;
import io.github.torchrnn.nn.InterpolateOptions;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.LeakyReLU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSigmoid;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.MaxPool1d;
import io.github.torchrnn.nn.MaxPool2d;
import io.github.torchrnn.nn.MaxPoolOptions;
import io.github.torchrnn.nn.Mish;
import io.github.torchrnn.nn.ModuleDict;
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.MultiheadAttention;
import io.github.torchrnn.nn.PReLU;
import io.github.torchrnn.nn.ParameterDict;
import io.github.torchrnn.nn.ParameterList;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.SDPAOptions;
import io.github.torchrnn.nn.SELU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.SiLU;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.Softmax;
import io.github.torchrnn.nn.Softplus;
import io.github.torchrnn.nn.Softsign;
import io.github.torchrnn.nn.SpectralNormOptions;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.Threshold;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.Unflatten;
import java.util.Map;
import java.util.Random;

/** Layers and their options, made at random. */
final class LayerMakers extends Makers {

  LayerMakers(Subjects subjects, Random random, Values values) {
    super(subjects, random, values);
  }

  @Override
  void add() {
    layers();
    spatialLayers();
    moreLayers();
  }

  private void layers() {
    maker(
        RNN.class,
        () ->
            RNN.builder(3, 4)
                .numLayers(layerCount())
                .batchFirst(flag())
                .bidirectional(flag())
                .build());
    maker(
        LSTM.class,
        () ->
            LSTM.builder(3, 4)
                .numLayers(layerCount())
                .batchFirst(flag())
                .projSize(random.nextInt(3))
                .bias(flag())
                .build());
    maker(GRU.class, () -> GRU.builder(3, 4).numLayers(layerCount()).batchFirst(flag()).build());
    maker(RNNCell.class, () -> RNNCell.builder(3, 4).bias(flag()).build());
    maker(LSTMCell.class, () -> LSTMCell.builder(3, 4).bias(flag()).build());
    maker(GRUCell.class, () -> GRUCell.builder(3, 4).bias(flag()).build());
    maker(Linear.class, () -> Linear.builder(3, 4).bias(flag()).build());
    maker(Embedding.class, () -> new Embedding(4, 3));
    maker(Dropout.class, () -> new Dropout(0.5));
    maker(
        MultiheadAttention.class,
        () ->
            MultiheadAttention.builder(4, layerCount())
                .batchFirst(flag())
                .addBiasKv(flag())
                .build());
    maker(MultiheadAttention.Builder.class, () -> MultiheadAttention.builder(size(), size()));
    maker(
        AttentionOptions.class,
        () -> new AttentionOptions().needWeights(flag()).attnMask(values.tensor()));
    maker(AttentionOutput.class, () -> new AttentionOutput(values.tensor(), null));
    maker(SDPAOptions.class, () -> new SDPAOptions().attnMask(values.tensor()).enableGqa(flag()));
    maker(ReLU.class, ReLU::new);
    maker(Tanh.class, Tanh::new);
    maker(Sigmoid.class, Sigmoid::new);
    maker(Softmax.class, () -> new Softmax(1));
    maker(LeakyReLU.class, () -> new LeakyReLU(0.2));
    maker(ELU.class, ELU::new);
    maker(GELU.class, () -> new GELU(flag() ? "none" : "tanh"));
    maker(SiLU.class, SiLU::new);
    maker(Softplus.class, Softplus::new);
    maker(Hardtanh.class, Hardtanh::new);
    maker(LogSigmoid.class, LogSigmoid::new);
    maker(LogSoftmax.class, () -> new LogSoftmax(-1));
    maker(Sequential.class, () -> new Sequential(new Linear(3, 4), new ReLU(), new RNN(4, 2)));
    maker(ModuleDict.class, () -> new ModuleDict<TorchModule>(Map.of("fc", new Linear(3, 4))));
    maker(ParameterList.class, () -> new ParameterList(Torch.ones(2, 3), Torch.zeros(2)));
    maker(ParameterDict.class, () -> new ParameterDict(Map.of("w", Torch.ones(2, 3))));
    maker(ForwardHook.class, () -> (ForwardHook) (module, args, output) -> flag() ? null : args);
    maker(ForwardPreHook.class, () -> (ForwardPreHook) (module, args) -> flag() ? null : args);
    maker(
        SpectralNormOptions.class,
        () -> new SpectralNormOptions().nPowerIterations(random.nextInt(3)).dim(random.nextInt(3)));
    maker(ModuleList.class, () -> new ModuleList<TorchModule>(new Linear(3, 4), new ReLU()));
    maker(RNN.Builder.class, () -> RNN.builder(size(), size()));
    maker(LSTM.Builder.class, () -> LSTM.builder(size(), size()));
    maker(GRU.Builder.class, () -> GRU.builder(size(), size()).numLayers((int) size()));
    maker(RNNCell.Builder.class, () -> RNNCell.builder(size(), size()));
    maker(LSTMCell.Builder.class, () -> LSTMCell.builder(size(), size()));
    maker(GRUCell.Builder.class, () -> GRUCell.builder(size(), size()));
    maker(Linear.Builder.class, () -> Linear.builder(size(), size()));
    maker(Embedding.Builder.class, () -> Embedding.builder(size(), size()));
  }

  private void spatialLayers() {
    maker(Conv1d.class, () -> Conv1d.builder(3, 4, 2).padding(layerCount()).bias(flag()).build());
    maker(Conv1d.Builder.class, () -> Conv1d.builder(size(), size(), size()));
    maker(Conv2d.class, () -> Conv2d.builder(3, 4, 2).padding(layerCount()).bias(flag()).build());
    maker(Conv2d.Builder.class, () -> Conv2d.builder(size(), size(), size(), size()));
    maker(MaxPool1d.class, () -> new MaxPool1d(2));
    maker(MaxPool1d.Builder.class, () -> MaxPool1d.builder(size()));
    maker(MaxPool2d.class, () -> new MaxPool2d(2, layerCount()));
    maker(MaxPool2d.Builder.class, () -> MaxPool2d.builder(size(), size()));
    maker(AvgPool1d.class, () -> new AvgPool1d(2));
    maker(AvgPool1d.Builder.class, () -> AvgPool1d.builder(size()));
    maker(AvgPool2d.class, () -> new AvgPool2d(2, layerCount()));
    maker(AvgPool2d.Builder.class, () -> AvgPool2d.builder(size(), size()));
    maker(AdaptiveAvgPool1d.class, () -> new AdaptiveAvgPool1d(2));
    maker(AdaptiveAvgPool2d.class, () -> new AdaptiveAvgPool2d(2));
    maker(BatchNorm1d.class, () -> BatchNorm1d.builder(3).trackRunningStats(flag()).build());
    maker(BatchNorm2d.class, () -> BatchNorm2d.builder(3).trackRunningStats(flag()).build());
    maker(BatchNorm1d.Builder.class, () -> BatchNorm1d.builder(size()));
    maker(BatchNorm2d.Builder.class, () -> BatchNorm2d.builder(size()));
    maker(LayerNorm.class, () -> LayerNorm.builder(3).elementwiseAffine(flag()).build());
    maker(LayerNorm.Builder.class, () -> LayerNorm.builder(size(), size()));
    maker(Dropout2d.class, () -> new Dropout2d(0.5));
    maker(Identity.class, Identity::new);
    maker(Flatten.class, Flatten::new);
    maker(
        ConvOptions.class,
        () -> new ConvOptions().stride(size()).padding(random.nextInt(3)).groups(size()));
    maker(
        MaxPoolOptions.class, () -> new MaxPoolOptions().stride(size()).padding(random.nextInt(3)));
    maker(
        AvgPoolOptions.class, () -> new AvgPoolOptions().stride(size()).padding(random.nextInt(3)));
  }

  private void moreLayers() {
    maker(PReLU.class, () -> new PReLU(flag() ? 1 : 3));
    maker(PReLU.Builder.class, PReLU::builder);
    maker(SELU.class, SELU::new);
    maker(CELU.class, CELU::new);
    maker(Mish.class, Mish::new);
    maker(Softsign.class, Softsign::new);
    maker(Hardsigmoid.class, Hardsigmoid::new);
    maker(Hardswish.class, Hardswish::new);
    maker(Threshold.class, () -> new Threshold(0.1, 20));
    maker(GLU.class, GLU::new);
    maker(Dropout1d.class, () -> new Dropout1d(0.5));
    maker(Unflatten.class, () -> new Unflatten(1, 3, -1));
    maker(Bilinear.class, () -> new Bilinear(3, 4, 2));
    maker(Bilinear.Builder.class, () -> Bilinear.builder(size(), size(), size()));
    maker(GroupNorm.class, () -> GroupNorm.builder(layerCount(), 4).affine(flag()).build());
    maker(GroupNorm.Builder.class, () -> GroupNorm.builder(size(), size()));
    maker(
        ConvTranspose1d.class, () -> ConvTranspose1d.builder(3, 4, 2).stride(layerCount()).build());
    maker(ConvTranspose1d.Builder.class, () -> ConvTranspose1d.builder(size(), size(), size()));
    maker(
        EmbeddingBag.class, () -> EmbeddingBag.builder(4, 3).mode(flag() ? "sum" : "max").build());
    maker(EmbeddingBag.Builder.class, () -> EmbeddingBag.builder(size(), size()));
    maker(EmbeddingBagOptions.class, () -> new EmbeddingBagOptions().includeLastOffset(flag()));
    maker(
        ConvTransposeOptions.class,
        () -> new ConvTransposeOptions().stride(size()).padding(random.nextInt(3)));
    maker(
        InterpolateOptions.class,
        () -> {
          InterpolateOptions options = new InterpolateOptions().mode(flag() ? "linear" : "nearest");
          return flag() ? options.size(size()) : options.scaleFactor(random.nextInt(3) / 1.5);
        });
  }
}
