package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.TorchJson;
import io.github.torchrnn.internal.Primitive;
import io.github.torchrnn.nn.Conv1d;
import io.github.torchrnn.nn.Conv2d;
import io.github.torchrnn.nn.LSTM;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** DJL takes a tuple as arrays of one name. */
  private static NDList named(List<NDArray> inputs) {
    NDList list = new NDList(inputs);
    if (list.size() == 3) {
      list.get(1).setName("hx()");
      list.get(2).setName("hx()");
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

  @Test
  void djlComputesTheSame() throws Exception {
    for (ScriptCase script : cases()) {
      Path file = folder.resolve("exported.pt");
      TorchScript.save(script.module(), file);
      try (var model = load(file);
          Predictor<NDList, NDList> predictor = model.newPredictor()) {
        NDList outputs = predictor.predict(named(script.inputs()));
        script.module().requiresGrad(false); // as DJL loads it: for LibTorch, another last bit
        assertEquals(bits(script.expected()), bits(outputs), script.name());
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
    for (ScriptCase script : cases()) {
      Path file = folder.resolve(cases.size() + ".pt");
      TorchScript.save(script.module(), file);
      JsonObject json = new JsonObject();
      json.addProperty("path", file.toString());
      json.add("inputs", TorchJson.encode(script.inputs()));
      cases.add(json);
      JsonObject result = new JsonObject();
      result.add("outputs", TorchJson.encode(script.expected()));
      result.add("state", TorchJson.encode(script.module().stateDict()));
      result.addProperty("training", false);
      expected.add(result);
      script.module().close();
    }
    Path file = Files.writeString(folder.resolve("cases.json"), cases.toString());
    Process process =
        new ProcessBuilder(python, "-W", "ignore", "scripts/python/torchscript.py", "" + file)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    JsonArray got = JsonParser.parseReader(process.inputReader()).getAsJsonArray();
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i), got.get(i), ScriptCase.all().get(i).name());
    }
  }

  // ---- what the exported forward refuses

  @Test
  void refusesWrongInputInTorchsWords() throws Exception {
    Path file = folder.resolve("lstm.pt");
    try (LSTM lstm = new LSTM(3, 4)) {
      TorchScript.save(lstm, file);
    }
    try (var model = load(file);
        Predictor<NDList, NDList> predictor = model.newPredictor()) {
      assertFails(
          predictor,
          "input.size(-1) must be equal to input_size. Expected 3, got 7",
          Torch.zeros(5, 2, 7));
      assertFails(predictor, "LSTM: Expected input to be 2D or 3D, got 1D instead", Torch.zeros(3));
      assertFails(
          predictor,
          "Expected hidden[1] size (1, 2, 4), got [1, 2, 9]",
          Torch.zeros(5, 2, 3),
          Torch.zeros(1, 2, 4),
          Torch.zeros(1, 2, 9));
      assertFails(
          predictor,
          "For batched 3-D input, hx and cx should also be 3-D but got (3-D, 2-D) tensors",
          Torch.zeros(5, 2, 3),
          Torch.zeros(1, 2, 4),
          Torch.zeros(2, 4));
      assertFails(
          predictor, "Expected sequence length to be larger than 0 in RNN", Torch.zeros(0, 2, 3));
    }
  }

  private static void assertFails(
      Predictor<NDList, NDList> predictor, String message, NDArray... inputs) {
    Throwable error =
        assertThrows(TranslateException.class, () -> predictor.predict(named(List.of(inputs))));
    while (error.getCause() != null) {
      error = error.getCause();
    }
    assertEquals(EngineException.class, error.getClass());
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }
}
