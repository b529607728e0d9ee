package io.github.torchrnn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Generator;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same seed gives the batches and splits that {@code make_data_golden.py} wrote. */
class DataGoldenTest {

  private static final int EPOCHS = 2;

  static Stream<JsonObject> cases() throws IOException {
    return Files.lines(Path.of("src/test/resources/golden/data.jsonl"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject());
  }

  /** The numbers from 0 on. */
  private record Numbers(int len) implements Dataset<Integer> {
    @Override
    public Integer get(int index) {
      return index;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameSeedSameBatches(JsonObject json) {
    check(json, 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batchesMadeAheadAreTheSame(JsonObject json) {
    check(json, 3);
  }

  private static void check(JsonObject json, int prefetch) {
    Torch.manualSeed(json.get("seed").getAsLong());
    try (var scope = Torch.scope();
        Generator generator = new Generator()) {
      boolean own = !json.get("generator").isJsonNull();
      if (own) {
        generator.manualSeed(json.get("generator").getAsLong());
      }
      Numbers numbers = new Numbers(json.get("length").getAsInt());
      DataLoader<List<Integer>> loader = loader(json, numbers, own ? generator : null, prefetch);
      assertEquals(json.get("len").getAsInt(), loader.len());
      List<List<List<Integer>>> epochs = new ArrayList<>();
      for (int i = 0; i < EPOCHS; i++) {
        List<List<Integer>> batches = new ArrayList<>();
        loader.forEach(batches::add);
        epochs.add(batches);
      }
      assertEquals(json.get("epochs"), new Gson().toJsonTree(epochs));
      if (!json.get("splits").isJsonNull()) {
        double[] splits = new Gson().fromJson(json.get("splits"), double[].class);
        JsonArray parts = new JsonArray();
        for (Subset<Integer> part : Subset.randomSplit(numbers, splits, own ? generator : null)) {
          parts.add(new Gson().toJsonTree(part.indices()));
        }
        assertEquals(json.get("parts"), parts);
      }
      assertEquals(json.get("next").getAsFloat(), Torch.rand(1).getFloat());
      if (own) {
        JsonElement next =
            new Gson().toJsonTree(Torch.randint(0, 1000, new Shape(2), generator).toLongArray());
        assertEquals(json.get("next_of_generator"), next);
      }
    }
  }

  private static DataLoader<List<Integer>> loader(
      JsonObject json, Numbers numbers, Generator generator, int prefetch) {
    var options =
        DataLoader.builder(numbers)
            .<List<Integer>>collate(List::copyOf)
            .dropLast(json.get("drop_last").getAsBoolean())
            .prefetch(prefetch)
            .shuffle(json.get("kind").getAsString().equals("shuffle"));
    if (!json.get("batch_size").isJsonNull()) {
      options.batchSize(json.get("batch_size").getAsInt());
    }
    if (generator != null) {
      options.generator(generator);
    }
    if (json.get("kind").getAsString().equals("sampler")) {
      var sampler =
          RandomSampler.builder(numbers)
              .replacement(json.get("replacement").getAsBoolean())
              .generator(generator);
      if (!json.get("num_samples").isJsonNull()) {
        sampler.numSamples(json.get("num_samples").getAsInt());
      }
      options.sampler(sampler.build());
    }
    return options.build();
  }
}
