package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Torch;
import io.github.torchrnn.TorchJson;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stages of random networks as TorchScript: loaded by DJL, and by Python where {@code
 * torch.python} names one, they compute the same up to rounding. {@code -Drandom.exports} is how
 * many, {@code -Drandom.networks.first} the first seed.
 */
class RandomExportsTest {

  private static final int COUNT = Integer.getInteger("random.exports", 100);
  private static final long FIRST = Long.getLong("random.networks.first", 1);

  @TempDir private Path folder;

  /** What is done with an exported network. */
  private interface Check {
    void of(Path file, NDArray input, NDArray output, String name) throws Exception;
  }

  private void forEach(Check check) {
    StringBuilder failures = new StringBuilder();
    for (long seed = FIRST; seed < FIRST + COUNT; seed++) {
      String name = "seed " + seed;
      DataType type = seed % 2 == 0 ? DataType.FLOAT64 : DataType.FLOAT32;
      Torch.manualSeed(seed);
      try (var scope = Torch.scope();
          RandomNetwork net = new RandomNetwork(seed)) {
        name += ": " + net.description();
        net.to(type);
        net.eval();
        NDArray input = net.sample(5, 3, type).get(0);
        Path file = folder.resolve(seed + ".pt");
        try (ScriptModule traced =
            TorchScript.trace(net, x -> net.features(x), net.sample(5, 3, type).get(0))) {
          TorchScript.save(traced, file);
        }
        check.of(file, input, net.features(input), name);
      } catch (Exception | AssertionError e) {
        failures.append("%s%n  %s%n".formatted(name, e));
      }
    }
    assertEquals("", failures.toString());
  }

  private static void same(NDArray expected, NDArray actual) {
    assertEquals(expected.getShape(), actual.getShape());
    assertEquals(expected.getDataType(), actual.getDataType());
    double[] want = Numbers.of(expected);
    double tolerance = 100 * Numbers.epsilon(expected.getDataType());
    assertArrayEquals(want, Numbers.of(actual), tolerance * Math.max(1, Numbers.largest(want)));
  }

  @Test
  void djlComputesTheSame() {
    forEach(
        (file, input, output, name) -> {
          try (var model = TorchScriptTest.load(file);
              Predictor<NDList, NDList> predictor = model.newPredictor()) {
            same(output, predictor.predict(new NDList(input)).head());
          }
        });
  }

  @Test
  void pythonComputesTheSame() throws Exception {
    String python = System.getProperty("torch.python");
    assumeTrue(python != null, "torch.python names no Python with torch");
    JsonArray cases = new JsonArray();
    JsonArray expected = new JsonArray();
    JsonArray names = new JsonArray();
    forEach(
        (file, input, output, name) -> {
          JsonArray arguments = new JsonArray();
          arguments.add(TorchJson.encode(input));
          JsonArray runs = new JsonArray();
          runs.add(arguments);
          JsonObject json = new JsonObject();
          json.addProperty("path", file.toString());
          json.add("runs", runs);
          cases.add(json);
          expected.add(TorchJson.encode(output));
          names.add(name);
        });
    Path file = Files.writeString(folder.resolve("cases.json"), cases.toString());
    Process process =
        new ProcessBuilder(python, "-W", "ignore", "scripts/python/torchscript.py", "" + file)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    JsonArray got = JsonParser.parseReader(process.inputReader()).getAsJsonArray();
    StringBuilder failures = new StringBuilder();
    for (int i = 0; i < expected.size(); i++) {
      JsonElement output =
          got.get(i).getAsJsonObject().getAsJsonArray("outputs").get(0).getAsJsonArray().get(0);
      try (var scope = Torch.scope()) {
        same((NDArray) TorchJson.decode(expected.get(i)), (NDArray) TorchJson.decode(output));
      } catch (AssertionError e) {
        failures.append("%s%n  %s%n".formatted(names.get(i).getAsString(), e));
      }
    }
    assertEquals("", failures.toString());
  }
}
