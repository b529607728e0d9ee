package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.nn.Linear;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TensorPrinterTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("print.golden", "src/test/resources/golden/print.json"));

  /** The texts that make_print_golden.py recorded. */
  @TestFactory
  Stream<DynamicTest> everyArrayPrintsAsInPython() throws IOException {
    JsonObject golden = JsonParser.parseString(Files.readString(GOLDEN)).getAsJsonObject();
    return StreamSupport.stream(golden.getAsJsonArray("cases").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .map(c -> DynamicTest.dynamicTest(c.get("dtype") + " " + c.get("shape"), () -> check(c)));
  }

  private static void check(JsonObject golden) {
    try (var scope = Torch.scope();
        var grad = Torch.enableGrad()) {
      NDArray array = array(golden);
      if (!golden.get("operation").isJsonNull()) {
        array.setRequiresGradient(true);
        array =
            switch (golden.get("operation").getAsString()) {
              case "mul" -> array.mul(2);
              case "tanh" -> array.tanh();
              case "sum" -> array.sum();
              default -> array;
            };
      }
      assertEquals(golden.get("text").getAsString(), Torch.repr(array));
    }
  }

  private static NDArray array(JsonObject golden) {
    long[] sizes =
        golden.getAsJsonArray("shape").asList().stream()
            .mapToLong(JsonElement::getAsLong)
            .toArray();
    DataType type = DataType.valueOf(dtype(golden.get("dtype").getAsString()));
    ByteBuffer data = ByteBuffer.wrap(Base64.getDecoder().decode(golden.get("data").getAsString()));
    if (data.remaining() == 0) {
      return LibTorch.manager().create(new Shape(sizes), type);
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(data.remaining());
    direct.put(data).flip();
    return LibTorch.manager().create(direct, new Shape(sizes), type);
  }

  private static String dtype(String name) {
    return name.equals("bool") ? "BOOLEAN" : name.toUpperCase(Locale.ROOT);
  }

  @Test
  void aParameterSaysSo() {
    Torch.manualSeed(0);
    try (Linear linear = new Linear(2, 1)) {
      // torch.manual_seed(0); print(torch.nn.Linear(2, 1).weight)
      assertEquals(
          "Parameter containing:\ntensor([[-0.0053,  0.3793]], requires_grad=True)",
          Torch.repr(linear.weight()));
    }
  }

  @Test
  void aViewPrintsAsItIsSeen() {
    try (var scope = Torch.scope()) {
      // print(torch.tensor([[1., 2.], [3., 4.]]).t())
      NDArray array = Torch.tensor(new float[] {1, 2, 3, 4}, 2, 2);
      assertEquals("tensor([[1., 3.],\n        [2., 4.]])", Torch.repr(array.transpose()));
    }
  }

  @Test
  void aClosedArrayIsRefused() {
    NDArray array = Torch.zeros(2);
    array.close();
    assertEquals(
        "array has been closed: keep it open until its last use, or take it out of its scope with"
            + " Scope.keep",
        assertThrows(IllegalStateException.class, () -> Torch.repr(array)).getMessage());
  }
}
