package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.github.torchrnn.internal.Tuple;
import io.github.torchrnn.jit.Log;
import io.github.torchrnn.nn.LSTM;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.Sequential;
import io.github.torchrnn.nn.Tanh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@Scoped
class TorchDisplayTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/display.json");

  /** The texts that make_display_golden.py recorded. */
  @Test
  void valuesAreShownAsPythonShowsThem() throws IOException {
    Torch.manualSeed(0);
    Linear linear = new Linear(2, 3);
    LSTM lstm = new LSTM(1, 2);
    NDArray x = Torch.tensor(new double[] {1, -2.5, 3, 0.25}, 2, 2);
    Map<Object, Object> epoch = new LinkedHashMap<>();
    epoch.put("epoch", 3);
    epoch.put("loss", 0.5f);
    epoch.put("tiny", 1e-5);
    epoch.put("done", true);
    epoch.put("best", null);
    epoch.put("state", linear.stateDict());
    epoch.put("betas", new Tuple(0.9, 0.999));
    epoch.put("one", new Tuple(1L));
    epoch.put("sizes", List.of(x.getShape(), x.getDataType(), x.getDevice()));
    epoch.put(
        "names",
        List.of(
            "it's",
            "say \"no\"",
            "both ' and \"",
            "back\\slash",
            "line\nbreak\t\r\u0007\u007f",
            "字 é \ud83d\ude00",
            "\u00a0\u00ad\u200b\u2028\ue000\udb80\udc00\ud800"));
    epoch.put(1, List.of(new NDList(x.get(0)), List.of()));
    List<Object> ring = new ArrayList<>(List.of(x.get(0)));
    ring.add(ring);
    Map<String, Object> inRing = new LinkedHashMap<>(Map.of("ring", ring));
    inRing.put("set", Set.of(x.getDataType()));
    ring.add(inRing);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("array", x);
    values.put("long array", Torch.arange(2000));
    values.put("state of Linear", linear.stateDict());
    values.put("state of LSTM", lstm.stateDict());
    values.put("parameters of Linear", linear.namedParameters());
    values.put("first parameter", linear.namedParameters().entrySet().iterator().next());
    values.put("list of arrays", Torch.unbind(x));
    values.put("shape", x.getShape());
    values.put("type", x.getDataType());
    values.put("device", x.getDevice());
    values.put("cuda", Device.gpu(1));
    values.put("module", new Sequential(linear, new Tanh()));
    values.put("modules", List.of(linear, new Tanh()));
    values.put("checkpoint", epoch);
    values.put("ring", ring);

    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((name, value) -> texts.put(name, TorchDisplay.text(value)));
    assertEquals(recorded(), texts);
  }

  private static Map<String, String> recorded() throws IOException {
    Map<String, JsonElement> texts =
        JsonParser.parseString(Files.readString(GOLDEN))
            .getAsJsonObject()
            .getAsJsonObject("texts")
            .asMap();
    Map<String, String> recorded = new LinkedHashMap<>();
    texts.forEach((name, text) -> recorded.put(name, text.getAsString()));
    return recorded;
  }

  @Test
  void arraysOfJavaAreLists() {
    NDArray[] arrays = {Torch.ones(1), Torch.zeros(2)};
    assertEquals("[tensor([1.]), tensor([0., 0.])]", TorchDisplay.text(arrays));
    assertEquals(
        "[torch.Size([]), torch.int64]",
        TorchDisplay.text(new Object[] {new Shape(), DataType.INT64}));
  }

  @Test
  void collectionsAreShownWhateverTheirKind() {
    NDArray one = Torch.ones(1);
    assertEquals("{tensor([1.])}", TorchDisplay.text(Set.of(one)));
    assertEquals("[tensor([1.]), set()]", TorchDisplay.text(List.of(one, Set.of())));
    assertEquals("[tensor([1.])]", TorchDisplay.text(Map.of("a", one).values()));
    assertEquals("[]", TorchDisplay.text(new NDList()));
    assertEquals(
        "[tensor([1.]), [1.0, 0.5], [[1], []], [True]]",
        TorchDisplay.text(
            List.of(one, new float[] {1, 0.5f}, new int[][] {{1}, {}}, new boolean[] {true})));
  }

  @Test
  void whatHoldsOnlyItselfKeepsJavasText() {
    List<Object> alone = new ArrayList<>();
    alone.add(alone);
    assertEquals("[(this Collection)]", TorchDisplay.text(alone));
  }

  @Test
  void otherValuesKeepJavasText() {
    assertEquals("null", TorchDisplay.text(null));
    assertEquals("{a=1}", TorchDisplay.text(Map.of("a", 1)));
    assertEquals("[true, null]", TorchDisplay.text(Arrays.asList(true, null)));
    assertEquals("[]", TorchDisplay.text(new ArrayList<>()));
    assertEquals("text", TorchDisplay.text("text"));
  }

  @Test
  void withoutAKernelALineOfTheLogSaysSo() throws ReflectiveOperationException {
    assertEquals(
        List.of("No notebook's kernel (IJava, JJava) is here: values are shown as before"),
        Log.of(TorchDisplay.class, TorchDisplay::install));
  }
}
