package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.torchrnn.Torch;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * A line of {@code schedulers.jsonl}: the optimizer, the schedule and the steps that it describes.
 */
final class ScheduleCase {

  private static final Map<String, LongToDoubleFunction> LAMBDAS =
      Map.of(
          "inverse", epoch -> 1.0 / (1 + epoch),
          "line", epoch -> 1 - epoch / 300.0,
          "warm", epoch -> Math.min(1.0, (epoch + 1) / 20.0));

  private static final Map<String, LongToDoubleFunction> FACTORS =
      Map.of(
          "shrink", epoch -> epoch % 7 == 0 ? 1.02 : 0.97,
          "swing", epoch -> 1 + 0.3 / (1 + epoch) * (epoch % 2 == 0 ? 1 : -1));

  private static final Map<String, DoubleUnaryOperator> SCALES =
      Map.of("fade", x -> 1 / (1 + x / 9), "beat", x -> x % 3 == 0 ? 0.5 : 1.25);

  final JsonObject json;
  Optimizer optimizer;
  LRScheduler scheduler;

  ScheduleCase(JsonObject json) {
    this.json = json;
    begin();
  }

  /** Makes a new optimizer and a new schedule. */
  void begin() {
    List<Double> lrs = numbers(json.get("lrs"));
    Optimizer.Builder<?> builder =
        json.get("optimizer").getAsString().equals("SGD")
            ? SGD.builder(parameter(), lrs.get(0))
            : Adam.builder(parameter()).lr(lrs.get(0));
    lrs.subList(1, lrs.size()).forEach(lr -> builder.group(parameter(), Map.of("lr", lr)));
    optimizer = (Optimizer) call(builder, "build");
    scheduler = make(json.get("kind").getAsString(), json.getAsJsonObject("options").deepCopy());
  }

  private static List<NDArray> parameter() {
    NDArray parameter = Torch.zeros(1);
    parameter.setRequiresGradient(true);
    return List.of(parameter);
  }

  private LRScheduler make(String kind, JsonObject options) {
    if (kind.equals("ChainedScheduler")) {
      return new ChainedScheduler(children(options), optimizer);
    }
    Object builder =
        switch (kind) {
          case "StepLR" -> StepLR.builder(optimizer, options.remove("step_size").getAsLong());
          case "MultiStepLR" -> MultiStepLR.builder(optimizer, longs(options.remove("milestones")));
          case "ExponentialLR" ->
              ExponentialLR.builder(optimizer, options.remove("gamma").getAsDouble());
          case "LambdaLR" -> lambda(options.remove("lr_lambda"));
          case "ConstantLR" -> ConstantLR.builder(optimizer);
          case "LinearLR" -> LinearLR.builder(optimizer);
          case "CosineAnnealingLR" ->
              CosineAnnealingLR.builder(optimizer, options.remove("T_max").getAsLong());
          case "CosineAnnealingWarmRestarts" ->
              CosineAnnealingWarmRestarts.builder(optimizer, options.remove("T_0").getAsLong());
          case "OneCycleLR" -> oneCycle(options.remove("max_lr"));
          case "ReduceLROnPlateau" -> ReduceLROnPlateau.builder(optimizer);
          case "MultiplicativeLR" -> multiplicative(options.remove("lr_lambda"));
          case "PolynomialLR" -> PolynomialLR.builder(optimizer);
          case "CyclicLR" -> cyclic(options);
          case "SequentialLR" ->
              SequentialLR.builder(
                  optimizer, children(options), longs(options.remove("milestones")));
          default -> throw new AssertionError("no scheduler " + kind);
        };
    options
        .entrySet()
        .forEach(option -> call(builder, camelCase(option.getKey()), option.getValue()));
    return (LRScheduler) call(builder, "build");
  }

  private List<LRScheduler> children(JsonObject options) {
    List<LRScheduler> schedulers = new ArrayList<>();
    for (JsonElement child : options.remove("schedulers").getAsJsonArray()) {
      JsonArray pair = child.getAsJsonArray();
      schedulers.add(make(pair.get(0).getAsString(), pair.get(1).getAsJsonObject()));
    }
    return schedulers;
  }

  private CyclicLR.Builder cyclic(JsonObject options) {
    JsonElement low = options.remove("base_lr");
    JsonElement high = options.remove("max_lr");
    CyclicLR.Builder builder =
        low.isJsonArray()
            ? CyclicLR.builder(optimizer, numbers(low), numbers(high))
            : CyclicLR.builder(optimizer, low.getAsDouble(), high.getAsDouble());
    return options.has("scale_fn")
        ? builder.scaleFn(SCALES.get(options.remove("scale_fn").getAsString()))
        : builder;
  }

  private MultiplicativeLR.Builder multiplicative(JsonElement chosen) {
    return chosen.isJsonArray()
        ? MultiplicativeLR.builder(
            optimizer,
            chosen.getAsJsonArray().asList().stream()
                .map(name -> FACTORS.get(name.getAsString()))
                .toList())
        : MultiplicativeLR.builder(optimizer, FACTORS.get(chosen.getAsString()));
  }

  private LambdaLR.Builder lambda(JsonElement chosen) {
    return chosen.isJsonArray()
        ? LambdaLR.builder(
            optimizer,
            chosen.getAsJsonArray().asList().stream()
                .map(name -> LAMBDAS.get(name.getAsString()))
                .toList())
        : LambdaLR.builder(optimizer, LAMBDAS.get(chosen.getAsString()));
  }

  private OneCycleLR.Builder oneCycle(JsonElement maxLr) {
    return maxLr.isJsonArray()
        ? OneCycleLR.builder(optimizer, numbers(maxLr))
        : OneCycleLR.builder(optimizer, maxLr.getAsDouble());
  }

  private static String camelCase(String name) {
    String[] words = name.split("_");
    StringBuilder camel = new StringBuilder(words[0].equals("T") ? "t" : words[0]);
    for (int i = 1; i < words.length; i++) {
      camel.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return camel.toString();
  }

  private static Object call(Object target, String name, JsonElement... arguments) {
    Class<?> wanted =
        arguments.length == 0 ? null : arguments[0].isJsonArray() ? List.class : Object.class;
    Method method =
        Arrays.stream(target.getClass().getMethods())
            .filter(m -> m.getName().equals(name) && m.getParameterCount() == arguments.length)
            .filter(
                m ->
                    wanted == null
                        || (m.getParameterTypes()[0] == List.class) == (wanted == List.class))
            .filter(m -> !m.isBridge())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + name + " of " + target.getClass()));
    try {
      return arguments.length == 0
          ? method.invoke(target)
          : method.invoke(target, convert(arguments[0], method.getParameterTypes()[0]));
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(name, e);
    }
  }

  private static Object convert(JsonElement value, Class<?> type) {
    if (type == List.class) {
      return numbers(value);
    }
    JsonPrimitive primitive = value.getAsJsonPrimitive();
    if (type == long.class) {
      return primitive.getAsLong();
    } else if (type == double.class) {
      return primitive.getAsDouble();
    }
    return type == boolean.class ? (Object) primitive.getAsBoolean() : primitive.getAsString();
  }

  /** One step, as {@code schedulers.py} makes it. */
  void advance(int step) {
    optimizer.step();
    if (!json.get("change").isJsonNull() && json.get("change").getAsInt() == step) {
      optimizer.paramGroups().get(0).lr(0.123);
    }
    if (scheduler instanceof ReduceLROnPlateau plateau) {
      plateau.step(metric(json.get("metric").getAsString(), step));
    } else if (!json.get("fraction").isJsonNull()) {
      ((CosineAnnealingWarmRestarts) scheduler).step(step / json.get("fraction").getAsDouble());
    } else {
      scheduler.step();
    }
  }

  private static double metric(String name, int step) {
    double noise = step * 7919 % 101 / 101.0 + 1 / (1.0 + step);
    return switch (name) {
      case "falling" -> 1 / (1.0 + step / 8);
      case "nan" -> step % 10 == 9 ? Double.NaN : noise;
      case "negative" -> -noise;
      default -> noise;
    };
  }

  /** The groups' rates, and the first one's momentum. */
  List<Double> now() {
    List<Double> now =
        new ArrayList<>(optimizer.paramGroups().stream().map(ParamGroup::lr).toList());
    Map<String, Object> options = optimizer.paramGroups().get(0).options();
    now.add(
        options.get("betas") instanceof List<?> betas
            ? (Double) betas.get(0)
            : (Double) options.get("momentum"));
    return now;
  }

  /** Python's numbers for each step from 0 on. */
  static List<List<Double>> expected(JsonObject series) {
    List<List<Double>> columns = new ArrayList<>();
    series.getAsJsonArray("rates").forEach(runs -> columns.add(column(runs)));
    columns.add(column(series.get("momenta")));
    return IntStream.range(0, columns.get(0).size())
        .mapToObj(step -> columns.stream().map(column -> column.get(step)).toList())
        .toList();
  }

  private static List<Double> column(JsonElement runs) {
    List<Double> column = new ArrayList<>();
    for (JsonElement run : runs.getAsJsonArray()) {
      List<Double> pair = run.isJsonArray() ? numbers(run) : List.of(run.getAsDouble(), 1.0);
      for (int i = 0; i < pair.get(1); i++) {
        column.add(pair.get(0));
      }
    }
    return column;
  }

  private static List<Double> numbers(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
        .map(JsonElement::getAsDouble)
        .toList();
  }

  private static long[] longs(JsonElement list) {
    return numbers(list).stream().mapToLong(Double::longValue).toArray();
  }
}
