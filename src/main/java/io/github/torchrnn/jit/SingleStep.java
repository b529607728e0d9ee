package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.CapturedArrays;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.optim.InternalOptimizers;
import io.github.torchrnn.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A training step by single calls that changes nothing: its gradients go to copies of the
 * parameters, which it steps with a copy of the optimizer's state. So the parameters, their own
 * gradients and the optimizer are as they were, whatever happens in between.
 */
final class SingleStep implements AutoCloseable {

  /**
   * A parameter, before and after the step.
   *
   * @param gradient before it was clipped; null if the loss does not depend on the parameter
   */
  record Parameter(double[] before, double @Nullable [] gradient, double[] after) {}

  /** The refusal of a step by single calls. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Refused(RuntimeException reason) {
      super(reason.getMessage(), reason);
    }
  }

  private final CapturedArrays arrays = new CapturedArrays();
  private final List<NDArray> results = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<double[]> statistics = new ArrayList<>();
  private @Nullable NDArray totalNorm;

  private SingleStep() {}

  /**
   * Makes the step.
   *
   * @param lambda runs on the arguments of the step, and returns its results, the loss first
   * @param params of all groups of the optimizer, in order
   * @param statistics the arrays that the lambda changes, which the step puts back
   * @throws Refused if single calls refuse the step
   */
  static SingleStep of(
      Supplier<?> lambda,
      Optimizer optimizer,
      List<NDArray> params,
      Clip clip,
      List<NDArray> statistics) {
    SingleStep step = new SingleStep();
    try {
      step.arrays.capture(
          () -> {
            List<NDArray> before = statistics.stream().map(SingleStep::copy).toList();
            try {
              step.run(lambda, optimizer, params, clip);
              statistics.forEach(array -> step.statistics.add(Numbers.of(array)));
            } finally {
              for (int i = 0; i < before.size(); i++) {
                Kernels.update("copy_", statistics.get(i), before.get(i));
              }
            }
          });
    } catch (CancellationException e) {
      throw e;
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new Refused(e);
    }
    return step;
  }

  private void run(Supplier<?> lambda, Optimizer optimizer, List<NDArray> params, Clip clip) {
    List<NDArray> copies = new ArrayList<>();
    List<NDArray> gradients;
    try (var grad = Torch.enableGrad()) {
      Structure.flatten(lambda.get(), results);
      gradients = gradients(params);
      for (int i = 0; i < params.size(); i++) {
        copies.add(copy(params.get(i), gradients.get(i)));
      }
    }
    List<double[]> before = params.stream().map(Numbers::of).toList();
    try (var noGrad = Torch.noGrad()) {
      List<double[]> unclipped = new ArrayList<>();
      gradients.forEach(gradient -> unclipped.add(gradient == null ? null : Numbers.of(gradient)));
      totalNorm = clip.apply(copies);
      InternalOptimizers.stepCopies(optimizer, copies);
      for (int i = 0; i < params.size(); i++) {
        parameters.add(new Parameter(before.get(i), unclipped.get(i), Numbers.of(copies.get(i))));
      }
    }
  }

  /** The gradients of the loss, without those that the arrays have collected. */
  private List<@Nullable NDArray> gradients(List<NDArray> params) {
    NDArray loss = results.get(0);
    List<NDArray> trained = params.stream().filter(NDArray::hasGradient).toList();
    List<NDArray> found =
        Autograd.grads(List.of(loss), trained, List.of(loss.onesLike()), false, false);
    List<@Nullable NDArray> gradients = new ArrayList<>();
    int next = 0;
    for (NDArray param : params) {
      gradients.add(param.hasGradient() ? found.get(next++) : null);
    }
    return gradients;
  }

  /** A leaf like a parameter, whose gradient is the given one: that of the sum of products. */
  private static NDArray copy(NDArray param, @Nullable NDArray gradient) {
    NDArray copy = copy(param);
    copy.setRequiresGradient(param.hasGradient());
    if (gradient != null) {
      Torch.backward(copy.mul(gradient).sum());
    }
    return copy;
  }

  private static NDArray copy(NDArray array) {
    return Kernels.call(LibTorch.manager(), "detached_clone", array);
  }

  /** What the lambda returned. */
  List<NDArray> results() {
    return results;
  }

  /** The parameters of the optimizer. */
  List<Parameter> parameters() {
    return parameters;
  }

  /** The statistics after the step. */
  List<double[]> statistics() {
    return statistics;
  }

  /** The norm of all gradients, if that is what is clipped. */
  @Nullable NDArray totalNorm() {
    return totalNorm;
  }

  /** Frees the copies. */
  @Override
  public void close() {
    arrays.close();
  }
}
