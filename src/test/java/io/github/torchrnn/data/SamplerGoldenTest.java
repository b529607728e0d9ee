package io.github.torchrnn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.torchrnn.Generator;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same seed gives the batches that {@code make_sampler_golden.py} wrote. */
class SamplerGoldenTest {

  private static final int EPOCHS = 2;

  static Stream<JsonObject> cases() throws IOException {
    return Files.lines(Path.of("src/test/resources/golden/samplers.jsonl"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject());
  }

  private static Dataset<Integer> range(int start, int stop) {
    return Dataset.of(IntStream.range(start, stop).boxed().toList());
  }

  /** The numbers from 0 on, as a stream. */
  private record Numbers(int len) implements IterableDataset<Integer> {
    @Override
    public Iterator<Integer> iterator() {
      return IntStream.range(0, len).iterator();
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
      var loader = loader(json, own ? generator : null, prefetch);
      assertEquals(json.get("len").getAsInt(), loader.len());
      List<List<List<Integer>>> epochs = new ArrayList<>();
      for (int i = 0; i < EPOCHS; i++) {
        List<List<Integer>> batches = new ArrayList<>();
        loader.forEach(batches::add);
        epochs.add(batches);
      }
      assertEquals(json.get("epochs"), new Gson().toJsonTree(epochs));
      assertEquals(json.get("next").getAsFloat(), Torch.rand(1).getFloat());
      if (own) {
        JsonElement next =
            new Gson().toJsonTree(Torch.randint(0, 1000, new Shape(2), generator).toLongArray());
        assertEquals(json.get("next_of_generator"), next);
      }
    }
  }

  private static DataLoader<List<Integer>> loader(
      JsonObject json, Generator generator, int prefetch) {
    String kind = json.get("kind").getAsString();
    int batchSize = json.get("batch_size").getAsInt();
    boolean dropLast = json.get("drop_last").getAsBoolean();
    var options =
        DataLoader.builder(dataset(json, kind))
            .<List<Integer>>collate(List::copyOf)
            .prefetch(prefetch);
    if (generator != null) {
      options.generator(generator);
    }
    if (json.get("batch_sampler").getAsBoolean()) {
      Sampler<Integer> sampler = sampler(json, kind, generator);
      return options.batchSampler(new BatchSampler(sampler, batchSize, dropLast)).build();
    }
    options.batchSize(batchSize).dropLast(dropLast).shuffle(json.get("shuffle").getAsBoolean());
    if (!kind.equals("iterable") && !kind.equals("concat")) {
      options.sampler(sampler(json, kind, generator));
    }
    return options.build();
  }

  private static Dataset<Integer> dataset(JsonObject json, String kind) {
    if (kind.equals("iterable")) {
      return new Numbers(json.get("length").getAsInt());
    } else if (!kind.equals("concat")) {
      return range(0, 1000);
    }
    List<Dataset<Integer>> parts = new ArrayList<>();
    for (JsonElement length : json.getAsJsonArray("lengths")) {
      int start = 1000 * parts.size();
      parts.add(range(start, start + length.getAsInt()));
    }
    return new ConcatDataset<>(parts);
  }

  private static Sampler<Integer> sampler(JsonObject json, String kind, Generator generator) {
    if (kind.equals("subset")) {
      int[] indices = new Gson().fromJson(json.get("indices"), int[].class);
      return new SubsetRandomSampler(indices, generator);
    } else if (kind.equals("weighted")) {
      double[] weights = new Gson().fromJson(json.get("weights"), double[].class);
      return WeightedRandomSampler.builder(weights, json.get("num_samples").getAsInt())
          .replacement(json.get("replacement").getAsBoolean())
          .generator(generator)
          .build();
    }
    return new SequentialSampler(range(0, json.get("length").getAsInt()));
  }
}
