package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lists and dictionaries of modules and parameters, edited and sliced; texts are Python's. */
@Scoped
class ContainersTest {

  private static List<String> names(TorchModule module) {
    return List.copyOf(module.namedChildren().keySet());
  }

  private static Sequential net() {
    return new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1));
  }

  @Test
  void aSequentialIsEdited() {
    try (Sequential net = net()) {
      TorchModule last = net.get(2);
      Tanh tanh = new Tanh();
      net.insert(1, tanh);
      assertEquals(
          """
          Sequential(
            (0): Linear(in_features=2, out_features=3, bias=True)
            (1): Tanh()
            (2): ReLU()
            (3): Linear(in_features=3, out_features=1, bias=True)
          )""",
          net.toString());
      assertEquals(List.of("0.weight", "0.bias", "3.weight", "3.bias"), stateNames(net));
      assertSame(tanh, net.get(-3));
      net.set(-2, new Sigmoid());
      assertEquals("Sigmoid()", net.get(2).toString());
      assertSame(last, net.pop(-1));
      net.insert(-1, last);
      assertEquals(List.of("0", "1", "2", "3"), names(net));
      assertSame(last, net.get(2));
      net.extend(net);
      assertEquals(8, net.size());
      net.delete(1, -2);
      assertEquals(List.of("0", "1", "2"), names(net));
      assertSame(last, net.get(1));
      try (Sequential sum = net.plus(new Sequential(new Softmax(1)))) {
        assertEquals(
            """
            Sequential(
              (0): Linear(in_features=2, out_features=3, bias=True)
              (1): Linear(in_features=3, out_features=1, bias=True)
              (2): Sigmoid()
              (3): Softmax(dim=1)
            )""",
            sum.toString());
      }
      assertEquals(2, net.forward(Torch.ones(2, 2)).size());
    }
  }

  private static List<String> stateNames(TorchModule module) {
    return List.copyOf(module.stateDict().keySet());
  }

  /** As in torch, a slice keeps the names, and what is appended may take one of them. */
  @Test
  void aSliceSharesTheLayers() {
    try (Sequential net = net()) {
      try (Sequential slice = net.slice(1, 3)) {
        assertEquals(List.of("1", "2"), names(slice));
        assertSame(net.get(2), slice.get(1));
        slice.append(new Tanh());
        assertEquals(List.of("1", "2"), names(slice));
        assertEquals("Tanh()", slice.get(1).toString());
      }
      assertEquals(2, net.forward(Torch.ones(2, 2)).size()); // closing the slice frees nothing
      assertEquals(0, net.slice(2, 1).size());
      assertEquals(List.of("1"), names(net.slice(-2, -1)));
    }
  }

  @Test
  void layersMayHaveNames() {
    Map<String, TorchModule> layers = new LinkedHashMap<>();
    layers.put("a", new Linear(1, 1));
    layers.put("b", new ReLU());
    try (Sequential net = new Sequential(layers)) {
      net.append(new Tanh());
      assertEquals(List.of("a", "b", "2"), names(net));
      Expect.refusal("'1'", () -> net.insert(1, new Tanh()));
      net.pop(0);
      assertEquals(List.of("0", "1"), names(net));
      layers.get("a").close();
    }
  }

  @Test
  void positionsThatAreNotThere() {
    try (Sequential net = net();
        ModuleList<TorchModule> list = new ModuleList<>(new ReLU(), new Tanh())) {
      missing("index 3 is out of range", () -> net.get(3));
      missing("Index out of range: 5", () -> net.insert(5, new Tanh()));
      missing("index -9 is out of range", () -> net.set(-9, new Tanh()));
      missing("index 7 is out of range", () -> net.pop(7));
      missing("index 5 is out of range", () -> list.pop(5));
      missing("Index out of range: 5", () -> list.insert(5, new Tanh()));
    }
  }

  private static void missing(String message, org.junit.jupiter.api.function.Executable call) {
    Expect.refusal(IndexOutOfBoundsException.class, message, call);
  }

  @Test
  void aModuleListIsEdited() {
    try (ModuleList<TorchModule> list = new ModuleList<>(new Linear(1, 2), new ReLU())) {
      list.insert(1, new Tanh()).extend(List.of(new ReLU(), new ReLU()));
      assertEquals(
          """
          ModuleList(
            (0): Linear(in_features=1, out_features=2, bias=True)
            (1): Tanh()
            (2-4): 3 x ReLU()
          )""",
          list.toString());
      list.set(-1, new Sigmoid());
      assertEquals("Tanh()", list.pop(1).toString());
      assertEquals(List.of("0", "1"), names(list.slice(-2, 4)));
      list.delete(1, 3);
      assertEquals(List.of("0", "1"), names(list));
      assertEquals(4, list.plus(list).size());
      List<String> texts = new ArrayList<>();
      list.forEach(it -> texts.add(it.name()));
      assertEquals(List.of("Linear", "Sigmoid"), texts);
    }
  }

  @Test
  void aModuleDict() {
    Map<String, TorchModule> modules = new LinkedHashMap<>();
    modules.put("lin", new Linear(1, 2));
    modules.put("act", new ReLU());
    try (ModuleDict<TorchModule> dict = new ModuleDict<>(modules)) {
      assertEquals(
          """
          ModuleDict(
            (lin): Linear(in_features=1, out_features=2, bias=True)
            (act): ReLU()
          )""",
          dict.toString());
      assertEquals(List.of("lin.weight", "lin.bias"), stateNames(dict));
      dict.set("act", new Tanh());
      assertEquals(List.of("lin", "act"), List.copyOf(dict.keys()));
      assertEquals("Tanh()", dict.get("act").toString());
      assertTrue(dict.contains("lin"));
      Expect.refusal("'x'", () -> dict.get("x"));
      Expect.refusal("'x'", () -> dict.pop("x"));
      Expect.refusal(
          "module name can't contain \".\", got: a.b", () -> dict.set("a.b", new ReLU()));
      Expect.refusal("module name can't be empty string \"\"", () -> dict.set("", new ReLU()));
      assertSame(modules.get("lin"), dict.pop("lin"));
      assertFalse(dict.contains("lin"));
      assertEquals(1, dict.values().size());
      dict.removeAll();
      assertEquals("ModuleDict()", dict.toString());
      modules.get("lin").close();
    }
  }

  @Test
  void aParameterList() {
    try (ParameterList list =
        new ParameterList(Torch.ones(2, 3), Torch.zeros(1).toType(DataType.FLOAT64, false))) {
      assertEquals(
          """
          ParameterList(
              (0): Parameter containing: [torch.float32 of size 2x3]
              (1): Parameter containing: [torch.float64 of size 1]
          )""",
          list.toString());
      assertEquals(
          """
          Sequential(
            (0): ParameterList(
                (0): Parameter containing: [torch.float32 of size 2x3]
                (1): Parameter containing: [torch.float64 of size 1]
            )
          )""",
          new Sequential(list).toString());
      assertTrue(list.get(0).hasGradient());
      NDArray scale = Torch.tensor(new float[] {2, 3}, 2);
      list.set(-1, scale);
      list.append(Torch.zeros(4));
      assertSame(scale, list.get(1));
      assertEquals(List.of("0", "1", "2"), stateNames(list));
      assertSame(scale, list.slice(1, 3).get(0));
      try (var grad = Torch.enableGrad()) {
        Torch.backward(list.get(1).mul(scale.duplicate()).sum());
        Expect.grad(scale, 2, 3);
      }
      assertEquals(
          "ParameterList(  (0): Parameter containing: [torch.float32 of size ])",
          new ParameterList(Torch.ones(2).sum()).toString());
      assertEquals("ParameterList()", new ParameterList().toString());
      missing("index 3 is out of range", () -> list.get(3));
      missing("index 5 is out of range", () -> list.set(5, scale));
      Expect.refusal(
          "Only Tensors of floating point and complex dtype can require gradients",
          () -> list.append(Torch.arange(3)));
      int count = 0;
      for (NDArray parameter : list) {
        assertTrue(parameter.hasGradient());
        count++;
      }
      assertEquals(3, count);
    }
  }

  @Test
  void aParameterDict() {
    Map<String, NDArray> values = new LinkedHashMap<>();
    values.put("b", Torch.ones(2, 3));
    values.put("a", Torch.zeros(1));
    try (ParameterDict dict = new ParameterDict(values)) {
      assertEquals(
          """
          ParameterDict(
              (b): Parameter containing: [torch.FloatTensor of size 2x3]
              (a): Parameter containing: [torch.FloatTensor of size 1]
          )""",
          dict.toString());
      assertEquals(List.of("b", "a"), stateNames(dict));
      assertSame(values.get("a"), dict.get("a"));
      Expect.refusal("'ParameterDict' object has no attribute 'z'", () -> dict.get("z"));
      assertSame(values.get("b"), dict.pop("b"));
      assertEquals(List.of("a"), List.copyOf(dict.keys()));
      assertEquals(1, dict.size());
      dict.set("a", Torch.full(new Shape(2), 0.5f));
      Expect.numbers(dict.values().get(0), 0.5f, 0.5f);
    }
  }

  @Test
  void partsByName() {
    try (Sequential net = new Sequential(new Linear(2, 3), new BatchNorm1d(3))) {
      assertSame(net, net.getSubmodule(""));
      assertSame(net.get(1), net.getSubmodule("1"));
      Expect.refusal("Sequential has no attribute `3`", () -> net.getSubmodule("3"));
      Expect.refusal("`weight` is not an nn.Module", () -> net.getSubmodule("0.weight"));
      Expect.refusal("Linear has no attribute `x`", () -> net.getParameter("0.x"));
      Expect.refusal("Sequential has no attribute `x`", () -> net.getParameter("x.y"));
      Expect.refusal(
          "`running_mean` is not an nn.Parameter", () -> net.getParameter("1.running_mean"));
      Expect.refusal("`weight` is not a buffer", () -> net.getBuffer("0.weight"));
      Expect.refusal("Linear has no attribute `x`", () -> net.getBuffer("0.x"));
      Expect.refusal("Sequential has no attribute ``", () -> net.getBuffer(""));
      Expect.numbers(net.getBuffer("1.running_var"), 1, 1, 1);
      assertEquals(Map.of(), net.namedParameters(false));
      assertEquals(2, net.get(0).parameters(false).size());
      assertEquals(List.of(), List.copyOf(net.namedBuffers(false).keySet()));
      assertEquals(3, net.get(1).namedBuffers(false).size());
      assertEquals(3, net.buffers().size());
      assertEquals(3, net.modules().size());
    }
  }
}
