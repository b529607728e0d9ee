package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Near;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.TorchJson;
import io.github.torchrnn.internal.Primitive;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.Dropout;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.LSTMState;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.Sequential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported computes the same elsewhere: in DJL, and in Python where there is one. */
@Scoped
class TorchScriptTest {

  @TempDir private Path folder;

  static ZooModel<NDList, NDList> load(Path file) throws Exception {
    return Criteria.builder()
        .setTypes(NDList.class, NDList.class)
        .optEngine("PyTorch")
        .optModelPath(file)
        .optTranslator(new NoopTranslator())
        .build()
        .loadModel();
  }

  /** The arguments of a run as DJL takes them: a tuple as arrays of one name. */
  private static NDList named(Object... arguments) {
    NDList list = new NDList();
    for (int i = 0; i < arguments.length; i++) {
      List<NDArray> arrays = new ArrayList<>();
      Structure.flatten(arguments[i], arrays);
      for (NDArray array : arrays) {
        NDArray named = array.duplicate();
        named.setName(arguments[i] instanceof NDArray ? "argument" + i : "argument" + i + "()");
        list.add(named);
      }
    }
    return list;
  }

  static String bits(List<NDArray> arrays) {
    return TorchJson.encode(arrays).toString();
  }

  /** All but those for which oneDNN is wrong: there DJL alone computes others than this library. */
  private static List<ScriptCase> cases() {
    return ScriptCase.all().stream()
        .filter(script -> Primitive.LSTM.way() == 0 || !script.isOneDnns())
        .filter(script -> Primitive.CONV1D.way() == 0 || !script.has(Conv1d.class))
        .filter(script -> Primitive.CONV2D.way() == 0 || !script.has(Conv2d.class))
        .toList();
  }

  /** Last bits differ on some processors, where one product of matrices takes the place of many. */
  private static void assertNear(List<NDArray> expected, List<NDArray> actual, String name) {
    assertEquals(expected.size(), actual.size(), name);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).getShape(), actual.get(i).getShape(), name);
      assertEquals(expected.get(i).getDataType(), actual.get(i).getDataType(), name);
      Near.arrays(expected.get(i), actual.get(i), name);
    }
  }

  @Test
  void djlComputesTheSame() throws Exception {
    for (ScriptCase script : cases()) {
      Path file = folder.resolve("exported.pt");
      try (ScriptModule traced = script.trace()) {
        TorchScript.save(traced, file);
      }
      try (var model = load(file);
          Predictor<NDList, NDList> predictor = model.newPredictor()) {
        script.module().requiresGrad(false); // as DJL loads it: for LibTorch, another last bit
        for (Object[] run : script.runs()) {
          NDList outputs = predictor.predict(named(run));
          assertNear(script.expected(run), outputs, script.name());
        }
      } finally {
        script.module().close();
      }
    }
  }

  @Test
  void pythonComputesTheSame() throws Exception {
    String python = System.getProperty("torch.python");
    assumeTrue(python != null, "torch.python names no Python with torch");
    JsonArray cases = new JsonArray();
    JsonArray expected = new JsonArray();
    List<String> names = new ArrayList<>();
    for (ScriptCase script : cases()) {
      Path file = folder.resolve(cases.size() + ".pt");
      try (ScriptModule traced = script.trace()) {
        TorchScript.save(traced, file);
      }
      JsonObject json = new JsonObject();
      JsonObject result = new JsonObject();
      JsonArray runs = new JsonArray();
      JsonArray outputs = new JsonArray();
      for (Object[] run : script.runs()) {
        JsonArray arguments = new JsonArray();
        for (Object argument : run) {
          arguments.add(
              TorchJson.encode(argument instanceof NDArray ? argument : Structure.parts(argument)));
        }
        runs.add(arguments);
        outputs.add(TorchJson.encode(script.expected(run)));
      }
      json.addProperty("path", file.toString());
      json.add("runs", runs);
      cases.add(json);
      result.add("outputs", outputs);
      result.add("state", TorchJson.encode(script.module().stateDict()));
      result.addProperty("training", false);
      expected.add(result);
      names.add(script.name());
      script.module().close();
    }
    Path file = Files.writeString(folder.resolve("cases.json"), cases.toString());
    Process process =
        new ProcessBuilder(python, "-W", "ignore", "scripts/python/torchscript.py", "" + file)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    JsonArray got = JsonParser.parseReader(process.inputReader()).getAsJsonArray();
    for (int i = 0; i < expected.size(); i++) {
      JsonObject want = expected.get(i).getAsJsonObject();
      JsonObject have = got.get(i).getAsJsonObject();
      assertNear(want.remove("outputs"), have.remove("outputs"), names.get(i));
      assertEquals(want, have, names.get(i));
    }
  }

  /** The same arrays up to rounding: Python's LibTorch is a newer one. */
  private static void assertNear(JsonElement expected, JsonElement got, String name) {
    if (expected.isJsonArray()) {
      assertEquals(expected.getAsJsonArray().size(), got.getAsJsonArray().size(), name);
      for (int i = 0; i < expected.getAsJsonArray().size(); i++) {
        assertNear(expected.getAsJsonArray().get(i), got.getAsJsonArray().get(i), name);
      }
      return;
    }
    NDArray want = (NDArray) TorchJson.decode(expected);
    NDArray have = (NDArray) TorchJson.decode(got);
    assertEquals(want.getShape(), have.getShape(), name);
    assertEquals(want.getDataType(), have.getDataType(), name);
    assertArrayEquals(Numbers.of(want), Numbers.of(have), 2e-6, name);
  }

  // ---- the traced forward

  @Test
  void theCodeIsOneFunctionCallForEachLayer() {
    try (LSTM lstm = new LSTM(3, 4);
        ScriptModule traced =
            TorchScript.trace(
                lstm,
                Traceable.of((NDArray x, LSTMState hx) -> lstm.forward(x, hx)),
                Torch.randn(5, 2, 3),
                new LSTMState(Torch.randn(1, 2, 4), Torch.randn(1, 2, 4)))) {
      assertEquals(
          """
          def forward(self, x: Tensor, y: Tuple[Tensor, Tensor]) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
            y_1, y_2 = y
            x1, x2, x3 = torch.lstm(x, [y_1, y_2], [self.weight_ih_l0, self.weight_hh_l0, self.bias_ih_l0, self.bias_hh_l0], True, 1, 0.0, True, False, False)
            return (x1, (x2, x3))
          """,
          traced.code());
    }
  }

  @Test
  void aSizeThatTheLambdaAsksForIsANumberAndOthersAreNot() {
    try (Sequential net =
            new Sequential(new Linear(3, 4), new Dropout(0.5), Linear.builder(4, 2).build());
        ScriptModule traced =
            TorchScript.trace(
                net.eval(),
                Traceable.of((NDArray x) -> net.forward(x).reshape(x.getShape().get(0), -1)),
                Torch.randn(5, 2, 3))) {
      assertEquals(
          """
          def forward(self, x: Tensor) -> Tensor:
            x1 = torch.linear(x, getattr(self, "0").weight, getattr(self, "0").bias)
            x2 = torch.dropout(x1, 0.5, False)
            x3 = torch.linear(x2, getattr(self, "2").weight, getattr(self, "2").bias)
            x4 = torch.reshape(x3, [5, -1])
            return x4
          """,
          traced.code());
    }
  }

  @Test
  void aLoopOverACellIsALoopAgain() {
    try (ScriptCase.Tied net = new ScriptCase.Tied();
        ScriptModule traced =
            TorchScript.trace(net, net::forward, Torch.tensor(new long[80], 40, 2))) {
      assertEquals(
          """
          def forward(self, x: Tensor) -> Tensor:
            x1 = torch.embedding(self.encoder.weight, x, -1, False)
            view1 = torch.select(x1, 0, 0)
            x2 = torch.zeros([torch.size(view1, 0), 3], dtype=view1.dtype, device=view1.device)
            x3 = torch.rnn_tanh_cell(view1, x2, self.cell.weight_ih, self.cell.weight_hh, self.cell.bias_ih, self.cell.bias_hh)
            x4 = x3
            for step1 in range(39):
              view2 = torch.select(x1, 0, step1 + 1)
              x5 = torch.rnn_tanh_cell(view2, x4, self.cell.weight_ih, self.cell.weight_hh, self.cell.bias_ih, self.cell.bias_hh)
              x4 = x5
            x6 = x4
            x7 = torch.linear(x6, self.encoder.weight, self.decoder.bias)
            return x7
          """,
          traced.code());
    }
  }

  @Test
  void theModeIsThatOfTheTrace() throws Exception {
    Path file = folder.resolve("training.pt");
    try (Sequential net = new Sequential(new Dropout(0.5));
        ScriptModule traced = TorchScript.trace(net, net::forward, Torch.ones(100))) {
      net.eval();
      TorchScript.save(traced, file);
      assertFalse(net.isTraining());
    }
    try (var model = load(file);
        Predictor<NDList, NDList> predictor = model.newPredictor()) {
      double sum = predictor.predict(new NDList(Torch.ones(1000))).head().sum().getFloat();
      assertTrue(sum > 800 && sum < 1200 && sum != 1000, "sum " + sum);
    }
  }

  @Test
  void savedAreTheParametersOfTheTimeOfTheSave() throws Exception {
    Path file = folder.resolve("later.pt");
    try (Linear net = new Linear(3, 2);
        ScriptModule traced = TorchScript.trace(net, net::forward, Torch.ones(3))) {
      try (var off = Torch.noGrad()) {
        net.bias().addi(1);
      }
      TorchScript.save(traced, file);
      try (var model = load(file);
          Predictor<NDList, NDList> predictor = model.newPredictor()) {
        NDArray output = predictor.predict(new NDList(Torch.ones(3))).head();
        net.requiresGrad(false);
        assertEquals(bits(List.of(net.forward(Torch.ones(3)))), bits(List.of(output)));
      }
    }
  }
}
