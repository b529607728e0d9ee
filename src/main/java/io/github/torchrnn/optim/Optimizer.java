package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.Kernels;
import io.github.torchrnn.internal.Tensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The base of all optimizers: {@code torch.optim.Optimizer}. It knows parameters, not layers, and
 * owns its state, which {@link #close} frees.
 */
public abstract class Optimizer implements AutoCloseable {

  private final List<ParamGroup> groups;
  private boolean closed;

  Optimizer(Builder<?> builder) {
    groups = builder.build();
  }

  /** Steps the parameters of one group in one native call. */
  abstract void step(ParamGroup group);

  /** The groups, to read and to change learning rates: {@code optimizer.param_groups}. */
  public final List<ParamGroup> paramGroups() {
    return Collections.unmodifiableList(groups);
  }

  /**
   * Changes the parameters by their gradients: {@code optimizer.step()}. As in torch, a parameter
   * that has collected no gradient since {@link #zeroGrad} stays as it is.
   */
  public final void step() {
    requireOpen();
    groups.forEach(this::step);
  }

  /** Forgets the gradients: {@code optimizer.zero_grad()}. Here they become zeros, not null. */
  public final void zeroGrad() {
    requireOpen();
    groups.forEach(ParamGroup::zeroGrad);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(
          getClass().getSimpleName()
              + " has been closed and its state is freed: close it after its last step");
    }
  }

  /** Frees the state, not the parameters. Closing twice is harmless. */
  @Override
  public final void close() {
    closed = true;
    groups.forEach(ParamGroup::close);
  }

  /** The parameters and options of an optimizer. */
  public abstract static class Builder<B extends Builder<B>> {
    final Map<String, Object> options = new LinkedHashMap<>();
    private final List<Group> groups = new ArrayList<>();

    private record Group(List<NDArray> params, Map<String, Object> overrides) {}

    Builder(Collection<NDArray> params, double lr) {
      group(params, Map.of());
      options.put("lr", lr);
    }

    abstract B self();

    /** Refuses options that torch refuses. */
    abstract void check(Map<String, Object> options);

    /**
     * Adds a group with options of its own: {@code {"params": params, "lr": 1e-3}}.
     *
     * @param overrides options by torch's names, numbers as Double
     */
    public final B group(Collection<NDArray> params, Map<String, Object> overrides) {
      if (params.isEmpty()) {
        throw new IllegalArgumentException("optimizer got an empty parameter list");
      }
      params.forEach(Builder::requireLeaf);
      groups.add(new Group(List.copyOf(params), overrides));
      return self();
    }

    private static void requireLeaf(NDArray param) {
      if (!Kernels.callBoolean("is_leaf", Tensors.usable("parameter", param))) {
        throw new IllegalArgumentException("can't optimize a non-leaf Tensor");
      }
    }

    private List<ParamGroup> build() {
      requireDistinct();
      return groups.stream().map(this::build).toList();
    }

    private ParamGroup build(Group group) {
      Map<String, Object> merged = new LinkedHashMap<>(options);
      group.overrides.forEach(
          (name, value) -> {
            if (!options.containsKey(name) || !options.get(name).getClass().isInstance(value)) {
              throw new IllegalArgumentException(
                  "no option of this optimizer: " + name + " = " + value);
            }
            merged.put(name, value);
          });
      check(merged);
      return new ParamGroup(group.params, merged);
    }

    private void requireDistinct() {
      Set<NDArray> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Group group : groups) {
        for (NDArray param : group.params) {
          if (!seen.add(param)) {
            throw new IllegalArgumentException(
                "some parameters appear in more than one parameter group");
          }
        }
      }
    }
  }
}
