package io.github.torchrnn.badcalls;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.BackwardOptions;
import io.github.torchrnn.Generator;
import io.github.torchrnn.GradMode;
import io.github.torchrnn.GradOptions;
import io.github.torchrnn.RemovableHandle;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.ValuesAndIndices;
import io.github.torchrnn.data.BatchSampler;
import io.github.torchrnn.data.ConcatDataset;
import io.github.torchrnn.data.DataLoader;
import io.github.torchrnn.data.IterableDataset;
import io.github.torchrnn.data.RandomSampler;
import io.github.torchrnn.data.SequentialSampler;
import io.github.torchrnn.data.Subset;
import io.github.torchrnn.data.SubsetRandomSampler;
import io.github.torchrnn.data.TensorDataset;
import io.github.torchrnn.data.WeightedRandomSampler;
import io.github.torchrnn.distributions.Bernoulli;
import io.github.torchrnn.distributions.Categorical;
import io.github.torchrnn.distributions.Normal;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.io.PickledModule;
import io.github.torchrnn.io.PickledObject;
import io.github.torchrnn.io.Pt;
import io.github.torchrnn.io.TorchFormatException;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.ScriptModule;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.AdaptiveAvgPool1d;
import io.github.torchrnn.nn.AdaptiveAvgPool2d;
import io.github.torchrnn.nn.AttentionOptions;
import io.github.torchrnn.nn.AttentionOutput;
import io.github.torchrnn.nn.AvgPool1d;
import io.github.torchrnn.nn.AvgPool2d;
import io.github.torchrnn.nn.AvgPoolOptions;
import io.github.torchrnn.nn.BCELoss;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.BatchNorm1d;
import io.github.torchrnn.nn.BatchNorm2d;
import io.github.torchrnn.nn.Bilinear;
import io.github.torchrnn.nn.CELU;
import io.github.torchrnn.nn.CTCLoss;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.ConvOptions;
import io.github.torchrnn.nn.ConvTranspose1d;
import io.github.torchrnn.nn.ConvTransposeOptions;
import io.github.torchrnn.nn.CosineEmbeddingLoss;
import io.github.torchrnn.nn.CrossEntropyLoss;
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
import io.github.torchrnn.nn.GaussianNLLLoss;
import io.github.torchrnn.nn.GroupNorm;
import io.github.torchrnn.nn.Hardsigmoid;
import io.github.torchrnn.nn.Hardswish;
import io.github.torchrnn.nn.Hardtanh;
import io.github.torchrnn.nn.HingeEmbeddingLoss;
import io.github.torchrnn.nn.HuberLoss;
import io.github.torchrnn.nn.Identity;
import io.github.torchrnn.nn.IncompatibleKeys;
import io.github.torchrnn.nn.InterpolateOptions;
import io.github.torchrnn.nn.KLDivLoss;
import io.github.torchrnn.nn.L1Loss;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMCell;
import io.github.torchrnn.nn.LSTMOutput;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.LayerNorm;
import io.github.torchrnn.nn.LeakyReLU;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.LogSigmoid;
import io.github.torchrnn.nn.LogSoftmax;
import io.github.torchrnn.nn.Loss;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.MarginRankingLoss;
import io.github.torchrnn.nn.MaxPool1d;
import io.github.torchrnn.nn.MaxPool2d;
import io.github.torchrnn.nn.MaxPoolOptions;
import io.github.torchrnn.nn.Mish;
import io.github.torchrnn.nn.ModuleDict;
import io.github.torchrnn.nn.ModuleList;
import io.github.torchrnn.nn.MultiLabelMarginLoss;
import io.github.torchrnn.nn.MultiLabelSoftMarginLoss;
import io.github.torchrnn.nn.MultiMarginLoss;
import io.github.torchrnn.nn.MultiheadAttention;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PReLU;
import io.github.torchrnn.nn.PackOptions;
import io.github.torchrnn.nn.PackedLSTMOutput;
import io.github.torchrnn.nn.PackedRNNOutput;
import io.github.torchrnn.nn.PackedSequence;
import io.github.torchrnn.nn.PadOptions;
import io.github.torchrnn.nn.PaddedSequence;
import io.github.torchrnn.nn.ParameterDict;
import io.github.torchrnn.nn.ParameterList;
import io.github.torchrnn.nn.PoissonNLLLoss;
import io.github.torchrnn.nn.RNN;
import io.github.torchrnn.nn.RNNCell;
import io.github.torchrnn.nn.RNNOutput;
import io.github.torchrnn.nn.RNNUtils;
import io.github.torchrnn.nn.ReLU;
import io.github.torchrnn.nn.SDPAOptions;
import io.github.torchrnn.nn.SELU;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.SiLU;
import io.github.torchrnn.nn.Sigmoid;
import io.github.torchrnn.nn.SmoothL1Loss;
import io.github.torchrnn.nn.SoftMarginLoss;
import io.github.torchrnn.nn.Softmax;
import io.github.torchrnn.nn.Softplus;
import io.github.torchrnn.nn.Softsign;
import io.github.torchrnn.nn.SpectralNormOptions;
import io.github.torchrnn.nn.StateDict;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.Threshold;
import io.github.torchrnn.nn.TorchModule;
import io.github.torchrnn.nn.TripletMarginLoss;
import io.github.torchrnn.nn.UnaryLayer;
import io.github.torchrnn.nn.Unflatten;
import io.github.torchrnn.nn.UnpackOptions;
import io.github.torchrnn.optim.ASGD;
import io.github.torchrnn.optim.Adadelta;
import io.github.torchrnn.optim.Adagrad;
import io.github.torchrnn.optim.Adam;
import io.github.torchrnn.optim.AdamW;
import io.github.torchrnn.optim.Adamax;
import io.github.torchrnn.optim.ChainedScheduler;
import io.github.torchrnn.optim.ConstantLR;
import io.github.torchrnn.optim.CosineAnnealingLR;
import io.github.torchrnn.optim.CosineAnnealingWarmRestarts;
import io.github.torchrnn.optim.CyclicLR;
import io.github.torchrnn.optim.ExponentialLR;
import io.github.torchrnn.optim.LBFGS;
import io.github.torchrnn.optim.LambdaLR;
import io.github.torchrnn.optim.LinearLR;
import io.github.torchrnn.optim.MultiStepLR;
import io.github.torchrnn.optim.MultiplicativeLR;
import io.github.torchrnn.optim.NAdam;
import io.github.torchrnn.optim.OneCycleLR;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.ParamGroup;
import io.github.torchrnn.optim.PolynomialLR;
import io.github.torchrnn.optim.RAdam;
import io.github.torchrnn.optim.RMSprop;
import io.github.torchrnn.optim.ReduceLROnPlateau;
import io.github.torchrnn.optim.SGD;
import io.github.torchrnn.optim.SequentialLR;
import io.github.torchrnn.optim.StepLR;
import io.github.torchrnn.random.ChoiceOptions;
import io.github.torchrnn.random.PythonRandom;
import io.github.torchrnn.random.RandomState;
import io.github.torchrnn.tensorboard.SummaryWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Objects of the library's types to call, made at random. */
final class Subjects {

  /** The folder of event files. */
  private static final String EVENTS = "target/badcalls-events";

  private final Random random;
  private final Values values;
  private final Map<Class<?>, Supplier<?>> makers = new LinkedHashMap<>();

  Subjects(Random random, Values values) {
    this.random = random;
    this.values = values;
    layers();
    spatialLayers();
    moreLayers();
    losses();
    optimizers();
    schedules();
    compiled();
    builders();
    records();
    data();
    distributions();
    randoms();
    files();
  }

  private <T> void maker(Class<T> type, Supplier<? extends T> maker) {
    makers.put(type, maker);
  }

  /** An object of the type or, of an abstract one, of a subclass; null if no maker is known. */
  Object make(Class<?> type) {
    List<Class<?>> fitting =
        makers.containsKey(type)
            ? List.of(type)
            : makers.keySet().stream().filter(type::isAssignableFrom).toList();
    if (fitting.isEmpty()) {
      return null;
    }
    Object made = makers.get(fitting.get(random.nextInt(fitting.size()))).get();
    values.own(made);
    return made;
  }

  private <T> T made(Class<T> type) {
    return type.cast(make(type));
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
        RemovableHandle.class,
        () -> made(UnaryLayer.class).registerForwardPreHook((module, args) -> null));
    maker(
        SpectralNormOptions.class,
        () -> new SpectralNormOptions().nPowerIterations(random.nextInt(3)).dim(random.nextInt(3)));
    maker(ModuleList.class, () -> new ModuleList<TorchModule>(new Linear(3, 4), new ReLU()));
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

  private void losses() {
    maker(
        CrossEntropyLoss.class,
        () -> CrossEntropyLoss.builder().reduction(flag() ? "mean" : "none").build());
    maker(NLLLoss.class, NLLLoss::new);
    maker(MSELoss.class, MSELoss::new);
    maker(BCEWithLogitsLoss.class, BCEWithLogitsLoss::new);
    maker(BCELoss.class, BCELoss::new);
    maker(L1Loss.class, L1Loss::new);
    maker(SmoothL1Loss.class, SmoothL1Loss::new);
    maker(HuberLoss.class, HuberLoss::new);
    maker(CTCLoss.class, CTCLoss::new);
    maker(MarginRankingLoss.class, MarginRankingLoss::new);
    maker(HingeEmbeddingLoss.class, HingeEmbeddingLoss::new);
    maker(CosineEmbeddingLoss.class, CosineEmbeddingLoss::new);
    maker(MultiMarginLoss.class, MultiMarginLoss::new);
    maker(PoissonNLLLoss.class, PoissonNLLLoss::new);
    maker(GaussianNLLLoss.class, GaussianNLLLoss::new);
    maker(TripletMarginLoss.class, TripletMarginLoss::new);
    maker(SoftMarginLoss.class, SoftMarginLoss::new);
    maker(MultiLabelMarginLoss.class, MultiLabelMarginLoss::new);
    maker(MultiLabelSoftMarginLoss.class, MultiLabelSoftMarginLoss::new);
    maker(KLDivLoss.class, KLDivLoss::new);
  }

  private void optimizers() {
    maker(SGD.class, () -> new SGD(parameters(), 0.1));
    maker(Adam.class, () -> new Adam(parameters()));
    maker(AdamW.class, () -> new AdamW(parameters()));
    maker(RMSprop.class, () -> new RMSprop(parameters()));
    maker(RMSprop.Builder.class, () -> RMSprop.builder(parameters()));
    maker(Adagrad.class, () -> new Adagrad(parameters()));
    maker(Adagrad.Builder.class, () -> Adagrad.builder(parameters()));
    maker(Adadelta.class, () -> new Adadelta(parameters()));
    maker(Adadelta.Builder.class, () -> Adadelta.builder(parameters()));
    maker(ASGD.class, () -> new ASGD(parameters()));
    maker(ASGD.Builder.class, () -> ASGD.builder(parameters()));
    maker(Adamax.class, () -> new Adamax(parameters()));
    maker(Adamax.Builder.class, () -> Adamax.builder(parameters()));
    maker(NAdam.class, () -> new NAdam(parameters()));
    maker(NAdam.Builder.class, () -> NAdam.builder(parameters()));
    maker(RAdam.class, () -> new RAdam(parameters()));
    maker(RAdam.Builder.class, () -> RAdam.builder(parameters()));
    maker(LBFGS.class, () -> new LBFGS(parameters()));
    maker(LBFGS.Builder.class, () -> LBFGS.builder(parameters()));
    maker(ParamGroup.class, () -> made(Optimizer.class).paramGroups().get(0));
  }

  private void schedules() {
    maker(StepLR.class, () -> new StepLR(optimizer(), layerCount()));
    maker(StepLR.Builder.class, () -> StepLR.builder(optimizer(), size()));
    maker(MultiStepLR.class, () -> new MultiStepLR(optimizer(), 1, layerCount()));
    maker(MultiStepLR.Builder.class, () -> MultiStepLR.builder(optimizer(), size()));
    maker(ExponentialLR.class, () -> new ExponentialLR(optimizer(), 0.5));
    maker(ExponentialLR.Builder.class, () -> ExponentialLR.builder(optimizer(), 0.5));
    maker(LambdaLR.class, () -> new LambdaLR(optimizer(), epoch -> 1 / (1.0 + epoch)));
    maker(LambdaLR.Builder.class, () -> LambdaLR.builder(optimizer(), epoch -> epoch));
    maker(ConstantLR.class, () -> new ConstantLR(optimizer()));
    maker(ConstantLR.Builder.class, () -> ConstantLR.builder(optimizer()));
    maker(LinearLR.class, () -> new LinearLR(optimizer()));
    maker(LinearLR.Builder.class, () -> LinearLR.builder(optimizer()));
    maker(CosineAnnealingLR.class, () -> new CosineAnnealingLR(optimizer(), 3));
    maker(CosineAnnealingLR.Builder.class, () -> CosineAnnealingLR.builder(optimizer(), size()));
    maker(CosineAnnealingWarmRestarts.class, () -> new CosineAnnealingWarmRestarts(optimizer(), 2));
    maker(
        CosineAnnealingWarmRestarts.Builder.class,
        () -> CosineAnnealingWarmRestarts.builder(optimizer(), size()));
    maker(OneCycleLR.class, () -> new OneCycleLR(made(SGD.class), 0.1, 9));
    maker(OneCycleLR.Builder.class, () -> OneCycleLR.builder(optimizer(), 0.1));
    maker(ReduceLROnPlateau.class, () -> new ReduceLROnPlateau(optimizer()));
    maker(ReduceLROnPlateau.Builder.class, () -> ReduceLROnPlateau.builder(optimizer()));
    maker(MultiplicativeLR.class, () -> new MultiplicativeLR(optimizer(), epoch -> 0.9));
    maker(
        MultiplicativeLR.Builder.class,
        () -> MultiplicativeLR.builder(optimizer(), epoch -> 1.0 / epoch));
    maker(PolynomialLR.class, () -> new PolynomialLR(optimizer()));
    maker(PolynomialLR.Builder.class, () -> PolynomialLR.builder(optimizer()));
    maker(CyclicLR.class, () -> new CyclicLR(made(SGD.class), 0.1, 0.2));
    maker(CyclicLR.Builder.class, () -> CyclicLR.builder(optimizer(), 0.1, 0.2));
    maker(ChainedScheduler.class, () -> new ChainedScheduler(List.of(new StepLR(optimizer(), 2))));
    maker(SequentialLR.class, () -> sequence().build());
    maker(SequentialLR.Builder.class, this::sequence);
    maker(GradOptions.class, () -> new GradOptions().retainGraph(flag()).allowUnused(flag()));
    maker(BackwardOptions.class, () -> new BackwardOptions().retainGraph(flag()));
    maker(RemovableHandle.class, () -> Torch.registerHook(parameters().get(0), it -> null));
  }

  private SequentialLR.Builder sequence() {
    Optimizer optimizer = optimizer();
    return SequentialLR.builder(
        optimizer, List.of(new StepLR(optimizer, 2), new ConstantLR(optimizer)), layerCount());
  }

  private Optimizer optimizer() {
    return made(Optimizer.class);
  }

  private List<NDArray> parameters() {
    return made(Linear.class).parameters();
  }

  private void compiled() {
    maker(
        Traceable.class,
        () -> {
          UnaryLayer net = made(network());
          return Traceable.of((NDArray x) -> net.forward(x));
        });
    maker(
        CompiledForward.class,
        () -> {
          UnaryLayer net = made(network());
          return CompiledForward.of(x -> net.forward(x));
        });
    maker(
        ScriptModule.class,
        () -> TorchScript.trace(made(network()), Traceable.of((NDArray x) -> x), Torch.ones(2)));
    maker(CompiledStep.class, () -> step().build());
    maker(CompiledStep.Builder.class, this::step);
    maker(Traceable.One.class, () -> (Traceable.One<Object, Object>) x -> x);
    maker(Traceable.Two.class, () -> (Traceable.Two<Object, Object, Object>) (x, y) -> y);
    maker(
        Traceable.Three.class,
        () -> (Traceable.Three<Object, Object, Object, Object>) (x, y, z) -> z);
    maker(
        Traceable.Four.class,
        () -> (Traceable.Four<Object, Object, Object, Object, Object>) (w, x, y, z) -> x);
  }

  private CompiledStep.Builder<NDArray> step() {
    UnaryLayer net = made(Linear.class);
    Loss criterion = made(Loss.class);
    List<NDArray> trained = net.parameters();
    Optimizer optimizer =
        flag() ? values.owned(new SGD(trained, 0.1)) : values.owned(new Adam(trained));
    return CompiledStep.builder(optimizer, (x, y) -> criterion.forward(net.forward(x), y));
  }

  /** A module that is quick to compile. */
  private Class<? extends UnaryLayer> network() {
    return flag() ? Linear.class : Tanh.class;
  }

  private void builders() {
    maker(RNN.Builder.class, () -> RNN.builder(size(), size()));
    maker(LSTM.Builder.class, () -> LSTM.builder(size(), size()));
    maker(GRU.Builder.class, () -> GRU.builder(size(), size()).numLayers((int) size()));
    maker(RNNCell.Builder.class, () -> RNNCell.builder(size(), size()));
    maker(LSTMCell.Builder.class, () -> LSTMCell.builder(size(), size()));
    maker(GRUCell.Builder.class, () -> GRUCell.builder(size(), size()));
    maker(Linear.Builder.class, () -> Linear.builder(size(), size()));
    maker(Embedding.Builder.class, () -> Embedding.builder(size(), size()));
    maker(BCELoss.Builder.class, BCELoss::builder);
    maker(L1Loss.Builder.class, L1Loss::builder);
    maker(SmoothL1Loss.Builder.class, SmoothL1Loss::builder);
    maker(HuberLoss.Builder.class, HuberLoss::builder);
    maker(KLDivLoss.Builder.class, KLDivLoss::builder);
    maker(CTCLoss.Builder.class, CTCLoss::builder);
    maker(MarginRankingLoss.Builder.class, MarginRankingLoss::builder);
    maker(HingeEmbeddingLoss.Builder.class, HingeEmbeddingLoss::builder);
    maker(CosineEmbeddingLoss.Builder.class, CosineEmbeddingLoss::builder);
    maker(MultiMarginLoss.Builder.class, MultiMarginLoss::builder);
    maker(PoissonNLLLoss.Builder.class, PoissonNLLLoss::builder);
    maker(GaussianNLLLoss.Builder.class, GaussianNLLLoss::builder);
    maker(TripletMarginLoss.Builder.class, TripletMarginLoss::builder);
    maker(SoftMarginLoss.Builder.class, SoftMarginLoss::builder);
    maker(MultiLabelMarginLoss.Builder.class, MultiLabelMarginLoss::builder);
    maker(MultiLabelSoftMarginLoss.Builder.class, MultiLabelSoftMarginLoss::builder);
    maker(CrossEntropyLoss.Builder.class, CrossEntropyLoss::builder);
    maker(NLLLoss.Builder.class, NLLLoss::builder);
    maker(MSELoss.Builder.class, MSELoss::builder);
    maker(BCEWithLogitsLoss.Builder.class, BCEWithLogitsLoss::builder);
    maker(SGD.Builder.class, () -> SGD.builder(parameters(), flag() ? 0 : 0.1));
    maker(Adam.Builder.class, () -> Adam.builder(parameters()));
    maker(AdamW.Builder.class, () -> AdamW.builder(parameters()));
  }

  private void records() {
    maker(StateDict.class, () -> StateDict.copy(made(Linear.class).stateDict()));
    maker(LSTMState.class, () -> new LSTMState(values.tensor(), values.tensor()));
    maker(RNNOutput.class, () -> new RNNOutput(values.tensor(), values.tensor()));
    maker(LSTMOutput.class, () -> new LSTMOutput(values.tensor(), made(LSTMState.class)));
    maker(PackedSequence.class, this::packed);
    maker(PackedRNNOutput.class, () -> new PackedRNNOutput(packed(), values.tensor()));
    maker(PackedLSTMOutput.class, () -> new PackedLSTMOutput(packed(), made(LSTMState.class)));
    maker(PaddedSequence.class, () -> new PaddedSequence(values.tensor(), values.tensor()));
    maker(IncompatibleKeys.class, () -> new IncompatibleKeys(List.of("a"), List.of()));
    maker(PackOptions.class, () -> new PackOptions().batchFirst(flag()).enforceSorted(flag()));
    maker(
        PadOptions.class,
        () -> new PadOptions().batchFirst(flag()).paddingSide(flag() ? "left" : "mid"));
    maker(
        UnpackOptions.class,
        () -> new UnpackOptions().batchFirst(flag()).totalLength(random.nextInt(5)));
    maker(Scope.class, Torch::scope);
    maker(GradMode.class, Torch::noGrad);
    maker(
        TorchFormatException.class, () -> new TorchFormatException(Path.of("a.pt"), "is no file"));
  }

  private void data() {
    maker(Generator.class, Generator::new);
    maker(TensorDataset.class, () -> new TensorDataset(Torch.ones(4, 3), Torch.ones(4)));
    maker(Subset.class, () -> new Subset<>(made(TensorDataset.class), 0, 2));
    maker(SequentialSampler.class, () -> new SequentialSampler(made(TensorDataset.class)));
    maker(RandomSampler.class, () -> new RandomSampler(made(TensorDataset.class)));
    maker(RandomSampler.Builder.class, () -> RandomSampler.builder(made(TensorDataset.class)));
    maker(ConcatDataset.class, () -> new ConcatDataset<>(List.of(made(TensorDataset.class))));
    maker(
        IterableDataset.class,
        () -> (IterableDataset<NDArray>) () -> List.of(values.tensor()).iterator());
    maker(SubsetRandomSampler.class, () -> new SubsetRandomSampler(0, 2));
    maker(
        WeightedRandomSampler.class,
        () -> new WeightedRandomSampler(new double[] {1, flag() ? 2 : -1}, 3));
    maker(
        WeightedRandomSampler.Builder.class,
        () -> WeightedRandomSampler.builder(new double[] {1, 2}, 3));
    maker(
        BatchSampler.class,
        () -> new BatchSampler(made(SequentialSampler.class), layerCount(), flag()));
    maker(DataLoader.Builder.class, () -> DataLoader.builder(made(TensorDataset.class)));
    maker(
        DataLoader.class,
        () -> DataLoader.builder(made(TensorDataset.class)).shuffle(flag()).build());
    maker(
        ValuesAndIndices.class,
        () -> new ValuesAndIndices("max", Torch.ones(2), Torch.tensor(0L, 1)));
  }

  private void randoms() {
    maker(PythonRandom.class, () -> new PythonRandom(5));
    maker(RandomState.class, () -> new RandomState(5));
    maker(ChoiceOptions.class, () -> new ChoiceOptions().size(layerCount()).replace(flag()));
  }

  private void distributions() {
    maker(Categorical.class, () -> Categorical.ofLogits(Torch.randn(2, 3), flag()));
    maker(Bernoulli.class, () -> Bernoulli.ofLogits(Torch.randn(2, 3), flag()));
    maker(Normal.class, () -> new Normal(Torch.randn(2, 3), Torch.ones(3), flag()));
  }

  private void files() {
    maker(PickledModule.class, Subjects::model);
    maker(PickledObject.class, () -> (PickledObject) model().attributes().get("args"));
    maker(SummaryWriter.Builder.class, () -> SummaryWriter.builder().logDir(EVENTS));
    maker(
        SummaryWriter.class,
        () -> {
          try {
            return new SummaryWriter(EVENTS);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static PickledModule model() {
    try {
      return (PickledModule) Pt.load(Path.of("src/test/resources/weights/model-extras.pt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PackedSequence packed() {
    NDArray x =
        LibTorch.manager()
            .zeros(
                new Shape(4, 2, random.nextInt(5) == 0 ? 7 : 3),
                random.nextInt(5) == 0 ? DataType.FLOAT64 : DataType.FLOAT32);
    return RNNUtils.packPaddedSequence(x, 4, 2);
  }

  private boolean flag() {
    return random.nextBoolean();
  }

  private int layerCount() {
    return 1 + random.nextInt(2);
  }

  private long size() {
    return values.size();
  }
}
