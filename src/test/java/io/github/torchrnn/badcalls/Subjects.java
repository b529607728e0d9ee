package io.github.torchrnn.badcalls;

import io.github.torchrnn.nn.TorchModule;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Objects of the library's types to call, made at random. */
public final class Subjects {

  private final Random random;
  private final Values values;
  private final Map<Class<?>, Supplier<?>> makers = new LinkedHashMap<>();

  Subjects(Random random, Values values) {
    this.random = random;
    this.values = values;
    List.of(
            new LayerMakers(this, random, values),
            new TrainingMakers(this, random, values),
            new DataMakers(this, random, values))
        .forEach(Makers::add);
  }

  /** A module of each class of the library: all have makers, as {@link BadCalls} asserts. */
  public static List<TorchModule> modules(long seed) throws Exception {
    Random random = new Random(seed);
    Subjects subjects = new Subjects(random, new Values(random));
    return PublicApi.types().stream()
        .filter(TorchModule.class::isAssignableFrom)
        .filter(type -> !Modifier.isAbstract(type.getModifiers()))
        .map(type -> (TorchModule) subjects.make(type))
        .toList();
  }

  <T> void maker(Class<T> type, Supplier<? extends T> maker) {
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
}
