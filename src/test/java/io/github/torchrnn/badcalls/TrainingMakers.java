package io.github.torchrnn.badcalls;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.jit.CompiledForward;
import io.github.torchrnn.jit.CompiledStep;
import io.github.torchrnn.jit.ScriptModule;
import io.github.torchrnn.jit.TorchScript;
import io.github.torchrnn.jit.Traceable;
import io.github.torchrnn.nn.BCELoss;
import io.github.torchrnn.nn.BCEWithLogitsLoss;
import io.github.torchrnn.nn.CTCLoss;
import io.github.torchrnn.nn.CosineEmbeddingLoss;
import io.github.torchrnn.nn.CrossEntropyLoss;
import io.github.torchrnn.nn.GaussianNLLLoss;
import io.github.torchrnn.nn.HingeEmbeddingLoss;
import io.github.torchrnn.nn.HuberLoss;
import io.github.torchrnn.nn.KLDivLoss;
import io.github.torchrnn.nn.L1Loss;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.Loss;
import io.github.torchrnn.nn.MSELoss;
import io.github.torchrnn.nn.MarginRankingLoss;
import io.github.torchrnn.nn.MultiLabelMarginLoss;
import io.github.torchrnn.nn.MultiLabelSoftMarginLoss;
import io.github.torchrnn.nn.MultiMarginLoss;
import io.github.torchrnn.nn.NLLLoss;
import io.github.torchrnn.nn.PoissonNLLLoss;
import io.github.torchrnn.nn.SmoothL1Loss;
import io.github.torchrnn.nn.SoftMarginLoss;
import io.github.torchrnn.nn.Tanh;
import io.github.torchrnn.nn.TripletMarginLoss;
import io.github.torchrnn.nn.UnaryLayer;
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
import java.util.List;
import java.util.Random;

/** Losses, optimizers, schedules and compiled steps, made at random. */
final class TrainingMakers extends Makers {

  TrainingMakers(Subjects subjects, Random random, Values values) {
    super(subjects, random, values);
  }

  @Override
  void add() {
    losses();
    optimizers();
    schedules();
    compiled();
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
    maker(SGD.Builder.class, () -> SGD.builder(parameters(), flag() ? 0 : 0.1));
    maker(Adam.Builder.class, () -> Adam.builder(parameters()));
    maker(AdamW.Builder.class, () -> AdamW.builder(parameters()));
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
  }

  private SequentialLR.Builder sequence() {
    Optimizer optimizer = optimizer();
    return SequentialLR.builder(
        optimizer, List.of(new StepLR(optimizer, 2), new ConstantLR(optimizer)), layerCount());
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
}
