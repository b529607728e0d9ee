package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.CapturedArrays;
import io.github.torchrnn.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checks of a compiled lambda against the lambda itself, which {@code
 * -Dio.github.torchrnn.jit.verify=N} turns on: at the first run of each program, at the first with
 * arguments of other sizes, and at every N-th run, the lambda is traced again, which has to give
 * the same program, and runs by single calls, which have to give the same numbers.
 *
 * <p>The numbers may differ by rounding. With {@code eps}, the distance of 1 to the next number of
 * the coarsest type in the program, and {@code max}, the largest absolute value of an array:
 *
 * <ul>
 *   <li>A result, the loss among them, may differ by {@code 1024 eps max(1, max)}: 1.2e-4 of the
 *       largest number in float32, 2.3e-13 in float64. Sums of numbers that cancel, such as the
 *       loss of a net that has learned its data, are no more exact than their parts, hence the 1.
 *       Integers have to be equal.
 *   <li>A new parameter may differ by {@code 16 eps max} of the parameter, and by a part of the
 *       largest change that the step made to a parameter. Optimizers divide by the size of the
 *       gradient, so the part is the rounding of the gradient, {@code noise = 256 eps} of the
 *       largest of all gradients {@code + 4 eps}, four times over the size of the number's own
 *       gradient; where the gradient is nothing but rounding, the signs of two steps may differ,
 *       and only a change of twice that size is too much.
 * </ul>
 *
 * <p>Programs that draw, dropout in training for example, are compared as texts only: both runs
 * would have to draw the same numbers, but LibTorch's generator can be seeded, not read, and what
 * the user draws must not depend on a check. So are forwards that move running statistics, which
 * other threads may read; a step puts them back before it is made.
 */
final class Verification<R> {

  private static final int EVERY = Integer.getInteger("io.github.torchrnn.jit.verify", 0);

  /** Whether runs are verified: where not, a run reads this and no more. */
  static final boolean ON = EVERY > 0;

  private static final double RESULT = 1024;
  private static final double PARAMETER = 16;
  private static final double GRADIENT = 256;
  private static final double CANCELLED = 4;

  private static final String ADVICE =
      "What a lambda reads of Java, a counter, a random number or a field, keeps the value of"
          + " its first run in the program: make it an argument (see Traceable)";

  /** What was seen of a program's runs. */
  private static final class Runs {
    private long count;
    private final Set<List<Shape>> shapes = new HashSet<>();
  }

  private final String of;
  private final Traceable<R> lambda;
  private final Function<Programs.Call, Program> trace;
  private final Map<Variant, Runs> runs = new WeakHashMap<>();

  /**
   * The verification of a lambda.
   *
   * @param of what runs it: {@code CompiledStep}
   * @param trace traces the lambda anew
   */
  Verification(String of, Traceable<R> lambda, Function<Programs.Call, Program> trace) {
    this.of = of;
    this.lambda = lambda;
    this.trace = trace;
  }

  /** Counts a run, and says whether it is to be verified. */
  synchronized boolean isDue(Variant variant, Programs.Call call) {
    Runs seen = runs.computeIfAbsent(variant, it -> new Runs());
    boolean isNew = seen.shapes.add(call.arrays().stream().map(NDArray::getShape).toList());
    return seen.count++ % EVERY == 0 || isNew;
  }

  /**
   * Makes a step of a compiled program, and compares it with one by single calls.
   *
   * @param compiled makes the step
   * @param totalNorm of the compiled step, null without one
   */
  R ofStep(
      Variant variant,
      Programs.Call call,
      Optimizer optimizer,
      Clip clip,
      Supplier<R> compiled,
      Supplier<@Nullable NDArray> totalNorm) {
    List<NDArray> params =
        optimizer.paramGroups().stream().flatMap(group -> group.params().stream()).toList();
    requireSameProgram(variant, call, params);
    if (variant.program().operations().stream().anyMatch(Effects::draws)) {
      return compiled.get();
    }
    List<NDArray> statistics = statistics(variant.program(), call.arrays());
    try (SingleStep expected =
        SingleStep.of(() -> lambda.apply(call.arguments()), optimizer, params, clip, statistics)) {
      R result = compiled.get();
      double epsilon = epsilon(variant.program());
      requireSameResults(expected.results(), Structure.arrays(result), epsilon);
      NDArray norm = totalNorm.get();
      if (norm != null && expected.totalNorm() != null) {
        requireSame("the norm of the gradients", expected.totalNorm(), norm, epsilon);
      }
      for (int i = 0; i < statistics.size(); i++) {
        String name = new Names(variant.program(), params).of(statistics.get(i));
        requireSame(name, expected.statistics().get(i), statistics.get(i), epsilon);
      }
      requireSameParameters(variant, expected, params);
      return result;
    } catch (SingleStep.Refused e) {
      compiled.get(); // which says it too
      throw new IllegalStateException(
          "%s: the program ran, but single calls refuse it: %s".formatted(of, e.getMessage()), e);
    }
  }

  /**
   * Runs a compiled forward, and compares it with one by single calls.
   *
   * @param compiled runs it
   */
  R ofForward(Variant variant, Programs.Call call, Supplier<R> compiled) {
    requireSameProgram(variant, call, List.of());
    if (variant.program().operations().stream().anyMatch(Effects::acts)) {
      return compiled.get();
    }
    try (CapturedArrays arrays = new CapturedArrays();
        var mode = Torch.noGrad()) {
      List<NDArray> expected = new ArrayList<>();
      arrays.capture(() -> Structure.flatten(lambda.apply(call.arguments()), expected));
      R result = compiled.get();
      requireSameResults(expected, Structure.arrays(result), epsilon(variant.program()));
      return result;
    }
  }

  private static double epsilon(Program program) {
    return Stream.of(
            program.inputs().stream(),
            program.externals().stream().map(Program.External::value),
            program.operations().stream().flatMap(operation -> operation.outputs().stream()))
        .flatMap(values -> values)
        .mapToDouble(value -> Numbers.epsilon(value.type()))
        .max()
        .orElse(0);
  }

  /** The arrays that a program changes. */
  private static List<NDArray> statistics(Program program, List<NDArray> arguments) {
    Set<Value> moved = new HashSet<>();
    program.operations().forEach(operation -> moved.addAll(Effects.statistics(operation)));
    List<NDArray> arrays = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (moved.contains(program.inputs().get(i))) {
        arrays.add(arguments.get(i));
      }
    }
    for (Program.External external : program.externals()) {
      if (moved.contains(external.value())) {
        arrays.add(external.array());
      }
    }
    return arrays;
  }

  private void requireSameProgram(Variant variant, Programs.Call call, List<NDArray> params) {
    try {
      Program now = trace.apply(call);
      now.constants().close();
      String difference = difference(variant.program(), now, params);
      if (difference != null) {
        throw new IllegalStateException(
            "%s: the lambda, traced again, is another program. %s%n%s"
                .formatted(of, difference, ADVICE));
      }
    } catch (Untraceable e) {
      throw new IllegalStateException(
          "%s: the lambda could be traced once, but not again: %s%n%s"
              .formatted(of, e.getMessage(), ADVICE),
          e);
    }
  }

  private static @Nullable String difference(Program before, Program now, List<NDArray> params) {
    List<String> old = before.text().lines().toList();
    List<String> lines = now.text().lines().toList();
    if (old.equals(lines)) {
      return null;
    }
    int line = 0;
    while (line < Math.min(old.size(), lines.size()) && old.get(line).equals(lines.get(line))) {
      line++;
    }
    return "Line %s was%n  %s%nand is now%n  %s"
        .formatted(line + 1, shown(before, params, line), shown(now, params, line));
  }

  private static String shown(Program program, List<NDArray> params, int line) {
    List<String> lines = program.text(new Names(program, params)).lines().toList();
    return line < lines.size() ? lines.get(line) : "nothing";
  }

  private void requireSameResults(List<NDArray> expected, List<NDArray> actual, double epsilon) {
    for (int i = 0; i < expected.size(); i++) {
      String name = of.equals("CompiledStep") && i == 0 ? "the loss" : "result " + i;
      requireSame(name, expected.get(i), actual.get(i), epsilon);
    }
  }

  private void requireSame(String name, NDArray expected, NDArray actual, double epsilon) {
    if (!expected.getShape().equals(actual.getShape())
        || expected.getDataType() != actual.getDataType()) {
      throw new IllegalStateException(
          "%s: %s is %s %s, by single calls %s %s"
              .formatted(
                  of,
                  name,
                  actual.getDataType(),
                  actual.getShape(),
                  expected.getDataType(),
                  expected.getShape()));
    }
    requireSame(name, Numbers.of(expected), actual, epsilon);
  }

  private void requireSame(String name, double[] single, NDArray actual, double epsilon) {
    double scale = Math.max(1, Numbers.largest(single));
    double tolerance = actual.getDataType().isFloating() ? RESULT * epsilon * scale : 0;
    double[] tolerances = new double[single.length];
    Arrays.fill(tolerances, tolerance);
    requireSame(name, single, Numbers.of(actual), tolerances, "%n".formatted() + ADVICE);
  }

  private void requireSameParameters(Variant variant, SingleStep step, List<NDArray> params) {
    double epsilon = epsilon(variant.program());
    double gradients = 0;
    double change = 0;
    for (SingleStep.Parameter parameter : step.parameters()) {
      if (parameter.gradient() != null) {
        gradients = Math.max(gradients, Numbers.largest(parameter.gradient()));
      }
      for (int i = 0; i < parameter.after().length; i++) {
        change = Math.max(change, Math.abs(parameter.after()[i] - parameter.before()[i]));
      }
    }
    for (int i = 0; i < params.size(); i++) {
      NDArray param = params.get(i);
      SingleStep.Parameter parameter = step.parameters().get(i);
      double noise = epsilon * (GRADIENT * gradients + CANCELLED);
      double rounding = PARAMETER * epsilon * Numbers.largest(parameter.before());
      double[] tolerances = new double[parameter.before().length];
      for (int j = 0; j < tolerances.length; j++) {
        tolerances[j] =
            parameter.gradient() == null
                ? rounding
                : rounding + change * Math.min(2, 4 * noise / Math.abs(parameter.gradient()[j]));
      }
      String name = new Names(variant.program(), params).described(i, param);
      requireSame(name, parameter.after(), Numbers.of(param), tolerances, "");
    }
  }

  private void requireSame(
      String name, double[] single, double[] compiled, double[] tolerances, String advice) {
    int worst = -1;
    double excess = 0;
    for (int i = 0; i < single.length; i++) {
      double difference = Math.abs(single[i] - compiled[i]);
      boolean same = difference <= tolerances[i] || Double.compare(single[i], compiled[i]) == 0;
      if (!same && !(difference - tolerances[i] < excess)) {
        worst = i;
        excess = difference - tolerances[i];
      }
    }
    if (worst >= 0) {
      throw new IllegalStateException(
          ("%s: %s differs from single calls: number %s is %s, by single calls %s, which may be off"
                      + " by %s")
                  .formatted(of, name, worst, compiled[worst], single[worst], tolerances[worst])
              + advice);
    }
  }
}
