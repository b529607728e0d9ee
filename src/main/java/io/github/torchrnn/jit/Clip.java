package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.PythonNumber;
import io.github.torchrnn.optim.ClipGrad;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The clipping of gradients in a compiled step. */
sealed interface Clip {

  /** No clipping. */
  record None() implements Clip {
    @Override
    public void write(Emitter out) {
      // The gradients stay as they are.
    }

    @Override
    public @Nullable NDArray apply(List<NDArray> params) {
      return null;
    }
  }

  /** {@code clip_grad_norm_(parameters, max_norm)}. */
  record Norm(double max) implements Clip {
    @Override
    public void write(Emitter out) {
      out.line("norm = self.norm_of(grads, 2.)");
      out.line("grads = self.clipped_to_norm(grads, norm, %s)".formatted(PythonNumber.script(max)));
    }

    @Override
    public NDArray apply(List<NDArray> params) {
      return ClipGrad.clipGradNorm(params, max);
    }
  }

  /** {@code clip_grad_value_(parameters, clip_value)}. */
  record Values(double max) implements Clip {
    @Override
    public void write(Emitter out) {
      out.line("grads = self.clipped_to_value(grads, %s)".formatted(PythonNumber.script(max)));
    }

    @Override
    public @Nullable NDArray apply(List<NDArray> params) {
      ClipGrad.clipGradValue(params, max);
      return null;
    }
  }

  /** Writes the lines that replace {@code grads}; with a norm, they set {@code norm}. */
  void write(Emitter out);

  /** Clips by single calls; returns the norm, if that is what is clipped. */
  @Nullable NDArray apply(List<NDArray> params);
}
