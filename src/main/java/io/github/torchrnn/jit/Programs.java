package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.GradientHooks;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.nn.InternalModules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The compiled programs of a lambda, found by a run's arguments and made when there is none. */
final class Programs<R> implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(Programs.class);

  /** How many programs a lambda may have, before the oldest gives way. */
  private static final int MAX_PROGRAMS = 64;

  /** A run's arguments: as they were given, and the arrays in them. */
  record Call(Object[] arguments, Object key, List<NDArray> arrays) {

    /** Checks and takes apart the arguments of a run. */
    static Call of(Traceable<?> lambda, Object... arguments) {
      lambda.requireFit(arguments);
      List<NDArray> arrays = Structure.arrays(List.of(arguments));
      for (int i = 0; i < arrays.size(); i++) {
        Tensors.usable("argument " + i, arrays.get(i));
      }
      return new Call(arguments, Structure.key(List.of(arguments)), arrays);
    }
  }

  private final Traceable<R> lambda;
  private final boolean training;
  private final Predicate<NDArray> trained;
  private final BiFunction<Call, Program, Variant.Code> compiler;
  private final List<Variant> variants = new CopyOnWriteArrayList<>();

  /** Why the trace of a run failed, until single calls tell whose fault it was. */
  private record Doubt(Call call, Failure failure, RuntimeException reason) {}

  private volatile @Nullable Doubt doubt;

  /** A trace that failed: it would again, with such arguments and while the guards hold. */
  private record Failure(Object key, List<Program.Guard> guards) {
    boolean is(Call call) {
      return key.equals(call.key()) && guards.stream().allMatch(Program.Guard::holds);
    }
  }

  private final List<Failure> failures = new CopyOnWriteArrayList<>();

  /** What the log has been told. */
  private final Set<String> told = Collections.synchronizedSet(new HashSet<>());

  /**
   * The programs of a lambda.
   *
   * @param training whether the lambda runs in gradient mode
   * @param trained whether an array is one of the parameters that a step trains
   * @param compiler compiles the program of a call
   */
  Programs(
      Traceable<R> lambda,
      boolean training,
      Predicate<NDArray> trained,
      BiFunction<Call, Program, Variant.Code> compiler) {
    this.lambda = lambda;
    this.training = training;
    this.trained = trained;
    this.compiler = compiler;
  }

  /** The program for a run; null if it has to be made by single calls. */
  @Nullable Variant find(Call call) {
    for (Variant variant : variants) {
      if (variant.fits(call.key(), call.arrays())) {
        return variant;
      }
    }
    return failures.stream().anyMatch(failure -> failure.is(call)) ? null : make(call);
  }

  /** The programs that there are. */
  List<Variant> variants() {
    return variants;
  }

  /**
   * The program that was made last.
   *
   * @param of what runs it: {@code CompiledStep}
   */
  Variant last(String of) {
    List<Variant> all = List.copyOf(variants); // other threads add and close
    if (all.isEmpty()) {
      throw new IllegalStateException(
          of
              + " has no program: it has not run, runs by single calls, of which the log says why,"
              + " or has been closed");
    }
    return all.get(all.size() - 1);
  }

  /** Makes a program, or finds that an old one will do. */
  private synchronized @Nullable Variant make(Call call) {
    for (Variant variant : variants) { // another thread may have made it
      if (variant.fits(call.key(), call.arrays())) {
        return variant;
      }
    }
    List<Program.Guard> guards = new ArrayList<>();
    try {
      Traced<R> traced = trace(lambda, call, training, trained, guards);
      for (Variant variant : variants) {
        if (variant.isOf(call.key(), traced.program())) {
          variant.sizes().add(call.arrays());
          traced.program().constants().close();
          return variant;
        }
      }
      Variant made =
          new Variant(
              call.key(),
              traced,
              new Sizes(call.arrays(), traced.program().fixed()),
              compiler.apply(call, traced.program()));
      if (variants.size() == MAX_PROGRAMS) {
        variants.remove(0).close();
        tell("a compiled lambda has more than %s programs, which is slow".formatted(MAX_PROGRAMS));
      }
      variants.add(made);
      LOGGER.debug("compiled a program of {} operations", made.program().operations().size());
      return made;
    } catch (Untraceable e) {
      runSingly(new Failure(call.key(), guards), e);
      return null;
    } catch (RuntimeException e) { // the arguments' fault, or the trace's: single calls will tell
      doubt = new Doubt(call, new Failure(call.key(), guards), e);
      return null;
    }
  }

  /** Says that a run was made by single calls without an error, after a trace had failed. */
  void succeededSingly(Call call) {
    Doubt doubted = doubt;
    if (doubted != null && doubted.call == call) {
      doubt = null;
      runSingly(doubted.failure, doubted.reason);
    }
  }

  /** Says once that runs of this kind are made by single calls. */
  private void runSingly(Failure failure, RuntimeException reason) {
    if (failures.size() == MAX_PROGRAMS) {
      failures.remove(0);
    }
    failures.add(failure);
    tell("run by single calls, not compiled: " + reason.getMessage());
  }

  /** Warns, once in the same words. */
  private void tell(String warning) {
    if (told.add(warning)) {
      LOGGER.warn(warning);
    }
  }

  /** A traced program, and what the lambda returned. */
  record Traced<R>(Program program, R result) {}

  /** Traces the lambda on the arguments of a run. */
  Traced<R> trace(Call call) {
    return trace(lambda, call, training, trained);
  }

  /** Traces a lambda; see the constructor. */
  static <R> Traced<R> trace(
      Traceable<R> lambda, Call call, boolean training, Predicate<NDArray> trained) {
    return trace(lambda, call, training, trained, new ArrayList<>());
  }

  /** Traces a lambda; the guards are known even if it fails. */
  private static <R> Traced<R> trace(
      Traceable<R> lambda,
      Call call,
      boolean training,
      Predicate<NDArray> trained,
      List<Program.Guard> guards) {
    try (Trace trace = new Trace(trained, guards);
        var mode = training ? Torch.enableGrad() : Torch.noGrad()) {
      long replacements = InternalModules.replacements();
      trace.setting(() -> InternalModules.replacements() == replacements);
      if (training && trace.setting(() -> GradientHooks.any(trained))) {
        throw new Untraceable("a parameter has a hook on its gradient");
      }
      Object[] result = new Object[1];
      Program program =
          trace.run(
              call.arrays(),
              standIns -> {
                Iterator<NDArray> arrays = standIns.iterator();
                Object[] arguments = new Object[call.arguments().length];
                for (int i = 0; i < arguments.length; i++) {
                  arguments[i] = Structure.rebuilt(call.arguments()[i], arrays);
                }
                result[0] = lambda.apply(arguments);
                return Structure.arrays(result[0]);
              });
      @SuppressWarnings("unchecked")
      R returned = (R) result[0];
      return new Traced<>(program, returned);
    }
  }

  @Override
  public void close() {
    variants.forEach(Variant::close);
    variants.clear();
  }
}
