package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.jit.ProgramWriter.Group;
import io.github.torchrnn.optim.InternalOptimizers;
import io.github.torchrnn.optim.Optimizer;
import io.github.torchrnn.optim.ParamGroup;
import io.github.torchrnn.optim.StepKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native side of a compiled step: compiles its programs, and runs them on one thread or more.
 */
final class StepRunner implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(StepRunner.class);

  private final Optimizer optimizer;
  private final Clip clip;
  private final boolean keepsGradients;
  private final int threads;
  private final long leastWork;
  private final @Nullable PartThreads pool;
  private List<Group> groups;

  /** What the log has been told. */
  private final Set<String> told = new HashSet<>();

  /**
   * The native side of a step.
   *
   * @param threads the most threads that a step takes
   * @param leastWork the multiplications of the smallest step that they share
   */
  StepRunner(Optimizer optimizer, Clip clip, boolean keepsGradients, int threads, long leastWork) {
    this.leastWork = leastWork;
    this.optimizer = optimizer;
    this.clip = clip;
    this.keepsGradients = keepsGradients;
    this.threads = threads;
    pool = threads > 1 ? new PartThreads(threads) : null;
    groups = groups();
  }

  private List<Group> groups() {
    StepKernel kernel = InternalOptimizers.kernel(optimizer);
    return optimizer.paramGroups().stream().map(group -> Group.of(kernel, group.params())).toList();
  }

  /** Whether the optimizer has got another group, for which programs are made anew. */
  boolean hasOtherGroups() {
    return optimizer.paramGroups().size() != groups.size();
  }

  /** Takes the optimizer's groups as they are now. */
  void readGroups() {
    groups = groups();
  }

  /** The parameters of all groups, in order. */
  List<NDArray> params() {
    return groups.stream().flatMap(group -> group.params().stream()).toList();
  }

  /** The parameters by identity. */
  Set<NDArray> paramSet() {
    Set<NDArray> params = Collections.newSetFromMap(new IdentityHashMap<>());
    params.addAll(params());
    return params;
  }

  /** Compiles a program, for the arguments of its trace. */
  Variant.Code compile(Programs.Call call, Program program) {
    if (program.outputs().isEmpty() || !program.outputs().get(0).recorded()) {
      throw new Untraceable("the loss does not depend on the optimizer's parameters");
    }
    if (program.outputs().get(0).shape().size() != 1) {
      throw new Untraceable("the loss is not one number");
    }
    boolean graph = ProgramWriter.needsGraph(program);
    var training = new ProgramWriter.Training(groups, clip, keepsGradients);
    Partition partition = threads > 1 ? partition(call, program) : null;
    ScriptClass made =
        partition == null
            ? ProgramWriter.step(program, training, graph)
            : PartWriter.step(partition, training, graph, threads);
    Dump.write("step", program, params(), made, graph);
    Script script = made.compile();
    if (!graph && partition == null) {
      script.inline("step", none());
    } else if (partition != null) {
      inlineParts(script, graph);
    }
    Held bound = Held.tensors(ProgramWriter.bound(program, paramSet()));
    return new Variant.Code(made.source(), script, bound, graph, partition);
  }

  private void inlineParts(Script script, boolean graph) {
    if (!graph) {
      script.inline("part", none(), none(), new long[] {0, 1}, 0);
    }
    Object[] arguments = new Object[2 + threads];
    Arrays.fill(arguments, none());
    arguments[1] = new long[] {0, 1};
    script.inline("update", arguments);
  }

  private static Object none() {
    return new NDArray[0];
  }

  /** How to cut the batch of a program; null where it runs on one thread. */
  private @Nullable Partition partition(Programs.Call call, Program program) {
    try {
      long work = PartWork.of(program);
      if (work < leastWork) {
        throw new Mixed(
            String.format(
                Locale.ROOT, "a step of %,d multiplications is too small to share", work));
      }
      return PartGuesses.find(
          program, call.arrays(), Structure.packings(List.of(call.arguments())));
    } catch (Mixed e) {
      String warning = "threads(%s): runs on one thread: %s".formatted(threads, e.getMessage());
      if (told.add(warning)) {
        LOGGER.warn(warning);
      }
      return null;
    }
  }

  /**
   * Runs a program.
   *
   * @return its results, the norm if gradients are clipped by it, and the gradients if they are
   *     kept
   * @throws RefusedByLibTorch if LibTorch refuses it; nothing has been stepped then
   */
  NDArray[] run(Variant variant, List<NDArray> arrays) {
    NDManager manager = arrays.isEmpty() ? LibTorch.manager() : arrays.get(0).getManager();
    Variant.Code code = variant.code();
    variant.take(kept(code.bound()));
    NDArray[] inputs = arrays.toArray(new NDArray[0]);
    try {
      if (code.partition() != null) {
        return runParts(code, manager, arrays, inputs);
      }
      return code.isGraph()
          ? runRecorded(code.script(), manager, inputs)
          : code.script().inferList(manager, "step", (Object) inputs);
    } catch (IllegalStateException e) {
      throw new RefusedByLibTorch(e);
    }
  }

  private static NDArray[] runRecorded(Script script, NDManager manager, Object inputs) {
    boolean recording = Torch.isGradEnabled();
    try {
      return script.callList(manager, "step", inputs);
    } finally {
      Autograd.setGradEnabled(recording);
    }
  }

  private NDArray[] runParts(
      Variant.Code code, NDManager manager, List<NDArray> arrays, NDArray... inputs) {
    Script script = code.script();
    long[] bounds = code.partition().bounds(arrays, threads);
    int parts = bounds.length - 1;
    Held extras =
        code.partition().draws() ? pool.call(() -> held(code, "before", (Object) inputs)) : null;
    List<Held> results = List.of();
    try {
      results =
          pool.all(
              parts, k -> held(code, "part", inputs, extras == null ? none() : extras, bounds, k));
      Object[] arguments = new Object[2 + threads];
      arguments[0] = inputs;
      arguments[1] = bounds;
      for (int k = 0; k < threads; k++) {
        arguments[2 + k] = k < parts ? results.get(k) : none();
      }
      try (Held updated = pool.call(() -> script.infer("update", arguments))) {
        return updated.copies(manager);
      }
    } finally {
      PartThreads.closeAll(results);
      if (extras != null) {
        extras.close();
      }
    }
  }

  private static Held held(Variant.Code code, String method, Object... arguments) {
    if (!code.isGraph()) {
      return code.script().infer(method, arguments);
    }
    boolean recording = Torch.isGradEnabled();
    try {
      return code.script().hold(method, arguments);
    } finally {
      Autograd.setGradEnabled(recording);
    }
  }

  /** What the script keeps: arrays from outside, learning rates and other options. */
  private List<Object> kept(Held bound) {
    List<Object> values = new ArrayList<>();
    values.add(bound);
    List<ParamGroup> now = optimizer.paramGroups();
    for (int i = 0; i < now.size(); i++) {
      for (StepKernel.Argument argument : groups.get(i).kept()) {
        values.add(InternalOptimizers.fusedArgument(now.get(i), argument.name()));
      }
    }
    return values;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
