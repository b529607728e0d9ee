package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import io.github.torchrnn.io.Pt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.function.Executable;

/**
 * Three networks and their layers beside a model of them: plain maps of names to plain numbers.
 * Every change is made to both, and {@link #check} compares all that can be asked.
 */
final class ModuleModel {

  private static final int NETS = 3;

  private static final class Net extends TorchModule {}

  /** A network or, with numbers, a layer. */
  private static final class Part {
    private final TorchModule module;
    private final Map<String, Part> children = new LinkedHashMap<>();

    /** Those of the weight, which all types hold exactly; null of a network. */
    private float[] numbers;

    private DataType type = DataType.FLOAT32;
    private boolean frozen;
    private boolean training = true;
    private boolean closed;

    Part(TorchModule module) {
      this.module = module;
      if (module instanceof Linear linear) {
        numbers = linear.weight().toFloatArray();
      }
    }

    String repr() {
      if (numbers != null) {
        return "Linear(in_features=2, out_features=1, bias=False)";
      }
      return children.isEmpty()
          ? "Net()"
          : children.entrySet().stream()
              .map(
                  child ->
                      "  (%s): %s\n"
                          .formatted(
                              child.getKey(),
                              child.getValue() == null
                                  ? "None"
                                  : child.getValue().repr().replace("\n", "\n  ")))
              .collect(Collectors.joining("", "Net(\n", ")"));
    }

    /** The layers under all their names. */
    Map<String, Part> layers() {
      Map<String, Part> layers = new LinkedHashMap<>();
      children.forEach(
          (name, child) -> {
            if (child != null && child.numbers != null) {
              layers.put(name + ".weight", child);
            } else if (child != null) {
              child.layers().forEach((below, layer) -> layers.put(name + "." + below, layer));
            }
          });
      return layers;
    }

    /** Whether nothing of it is closed. */
    boolean isWhole() {
      return all().stream().noneMatch(part -> part.closed);
    }

    /** Itself and all below, each once. */
    Set<Part> all() {
      Set<Part> all = new LinkedHashSet<>(List.of(this));
      children.values().stream()
          .filter(child -> child != null)
          .forEach(child -> all.addAll(child.all()));
      return all;
    }
  }

  private final Scope scope = Torch.scope();
  private final List<Part> nets = new ArrayList<>();
  private final List<Part> layers = new ArrayList<>();
  private final Map<String, float[]> saved = new LinkedHashMap<>();
  private final Path file;

  ModuleModel() {
    try {
      file = Files.createTempDirectory("modules").resolve("net.pt");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < NETS; i++) {
      nets.add(new Part(new Net()));
    }
  }

  // ---- changes

  private Part net(int number) {
    List<Part> open = nets.stream().filter(Part::isWhole).toList();
    return open.get(number % open.size());
  }

  /** Registers a new layer. */
  void register(int net, String name) {
    Part layer = new Part(Linear.builder(2, 1).bias(false).build());
    layers.add(layer);
    put(net(net), name, layer);
  }

  /** Registers a layer or a network that may be registered elsewhere. */
  void share(int net, String name, int number) {
    Part parent = net(net);
    List<Part> open = new ArrayList<>(nets);
    open.addAll(layers);
    open.removeIf(part -> !part.isWhole());
    Part child = open.get(number % open.size());
    if (child.all().contains(parent)) {
      Expect.refusal(
          "a module cannot be registered in itself: Net as '%s' of Net".formatted(name),
          () -> parent.module.register(name, child.module));
    } else {
      put(parent, name, child);
    }
  }

  void none(int net, String name) {
    put(net(net), name, null);
  }

  private static void put(Part parent, String name, Part child) {
    parent.module.register(name, child == null ? null : child.module);
    parent.children.put(name, child);
  }

  void move(int net, DataType type) {
    Part part = net(net);
    part.module.to(type);
    part.layers().values().forEach(layer -> layer.type = type);
  }

  void freeze(int net, boolean frozen) {
    Part part = net(net);
    part.module.requiresGrad(!frozen);
    part.layers().values().forEach(layer -> layer.frozen = frozen);
  }

  void train(int net, boolean training) {
    Part part = net(net);
    part.module.train(training);
    part.all().forEach(below -> below.training = training);
  }

  void save(int net) {
    Part part = net(net);
    try {
      Pt.save(part.module.stateDict(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    saved.clear();
    part.layers().forEach((name, layer) -> saved.put(name, layer.numbers.clone()));
  }

  /** Loads what was saved last, which fits only where the names do. */
  void load(int net) {
    Part part = net(net);
    Map<String, NDArray> state;
    try {
      state = Files.exists(file) ? Pt.loadStateDict(file) : Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (part.layers().keySet().equals(saved.keySet())) {
      assertEquals("<All keys matched successfully>", part.module.loadStateDict(state).toString());
      // Of a layer under two names, the last one's numbers stay.
      part.layers().forEach((name, layer) -> layer.numbers = saved.get(name).clone());
    } else {
      assertThrows(IllegalArgumentException.class, () -> part.module.loadStateDict(state));
    }
  }

  /** Closes a network, and with it what no other open one holds; a new one comes in its place. */
  void close(int net) {
    Part part = net(net);
    part.module.close();
    close(part);
    nets.add(new Part(new Net()));
  }

  private void close(Part part) {
    part.closed = true;
    new LinkedHashSet<>(part.children.values())
        .stream()
            .filter(child -> child != null && !child.closed)
            .filter(child -> nets.stream().noneMatch(owner -> owns(owner, child)))
            .forEach(this::close);
  }

  private static boolean owns(Part owner, Part child) {
    return !owner.closed && owner.children.containsValue(child);
  }

  // ---- comparison

  void check() {
    nets.forEach(ModuleModel::check);
    for (Part layer : layers) {
      Linear linear = (Linear) layer.module;
      if (layer.closed) {
        assertThrows(IllegalStateException.class, () -> linear.forward(Torch.ones(1, 2)));
      } else {
        assertWeight(layer, linear.weight());
      }
    }
  }

  private static void check(Part net) {
    if (!net.isWhole()) {
      for (Executable use :
          List.<Executable>of(
              net.module::stateDict,
              net.module::parameters,
              net.module::zeroGrad,
              () -> net.module.to(DataType.FLOAT32),
              () -> net.module.loadStateDict(Map.of()))) {
        String message = assertThrows(IllegalStateException.class, use).getMessage();
        assertTrue(message.endsWith("freed: close it after its last use"), message);
      }
      return;
    }
    assertEquals(net.repr(), net.module.toString());
    Map<String, Part> layers = net.layers();
    Map<String, NDArray> state = net.module.stateDict();
    assertEquals(List.copyOf(layers.keySet()), List.copyOf(state.keySet()));
    layers.forEach((name, layer) -> assertWeight(layer, state.get(name)));
    layers.forEach((name, layer) -> assertWeight(layer, net.module.getParameter(name)));
    Set<Part> once = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> names = new ArrayList<>();
    layers.forEach(
        (name, layer) -> {
          if (once.add(layer)) {
            names.add(name);
          }
        });
    assertEquals(names, List.copyOf(net.module.namedParameters().keySet()));
    assertEquals(once.size(), net.module.parameters().size());
    assertEquals(2L * once.size(), net.module.numParameters());
    assertEquals(net.all().size(), net.module.namedModules().size());
    BiConsumer<Part, TorchModule> same =
        (part, module) -> assertEquals(part.training, module.isTraining());
    net.all().forEach(part -> same.accept(part, part.module));
    Set<Part> children = new LinkedHashSet<>(net.children.values());
    children.remove(null);
    assertEquals(children.stream().map(child -> child.module).toList(), net.module.children());
  }

  private static void assertWeight(Part layer, NDArray weight) {
    assertEquals(layer.type, weight.getDataType());
    double[] wide = new double[layer.numbers.length];
    Arrays.setAll(wide, i -> layer.numbers[i]);
    try (NDArray numbers = weight.toType(DataType.FLOAT64, true)) {
      assertArrayEquals(wide, numbers.toDoubleArray());
    }
    if (weight == ((Linear) layer.module).weight()) {
      assertEquals(!layer.frozen, weight.hasGradient());
    }
  }

  /** Frees all of it. */
  void end() {
    nets.forEach(net -> net.module.close());
    layers.forEach(layer -> layer.module.close());
    scope.close();
    try {
      Files.deleteIfExists(file);
      Files.delete(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
