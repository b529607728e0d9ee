package io.github.torchrnn.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways around oneDNN, each of which can be forced in a process of its own. */
class PrimitiveTest {

  /** The lines with a prefix, without it: LibTorch prints warnings of its own among them. */
  private static List<String> lines(String output, String prefix) {
    return output
        .lines()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .toList();
  }

  private static String run(String fail) throws Exception {
    return run(Forwards.class, fail);
  }

  private static String run(Class<?> main, String fail) throws Exception {
    ChildJvm.Result result =
        new ChildJvm()
            .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
            .option("-Dio.github.torchrnn.primitives.fail=" + fail)
            .run(main);
    assertEquals(0, result.code(), result.output());
    return result.output();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lstm                           | lstm-training | 1
          lstm,lstm-training             | lstm-loop     | 2
          lstm,lstm-training,lstm-loop   | lstm-cells    | 3
          """)
  void everyForwardTakesTheFirstWayThatIsRight(String fail, String name, int way) throws Exception {
    String output = run(fail);
    List<String> lines = lines(output, "> ");
    assertEquals("way " + way, lines.get(lines.size() - 1), output);
    assertEquals("recording false", lines.get(lines.size() - 2), output);
    lines.subList(0, lines.size() - 2).forEach(line -> assertTrue(line.endsWith(": right"), line));
    assertEquals(
        List.of(
            "WARN io.github.torchrnn.internal.PrimitiveCheck - float32 LSTM inference by"
                + " oneDNN is wrong on this processor (not a number, or treated as wrong by"
                + " io.github.torchrnn.primitives.fail), as it is where a virtual machine hides the"
                + " sizes of its caches: torchrnn takes another way ("
                + name
                + "), which is right. Other code of this process gets wrong numbers, such as an"
                + " exported TorchScript that DJL runs, unless the environment has"
                + " DNNL_MAX_CPU_ISA=AVX2 when it starts"),
        lines(output, "[main] "));
  }

  @Test
  void noNumberComesWhereNoWayIsRight() throws Exception {
    String refusal =
        "float32 LSTM inference is wrong on this processor in every way that LibTorch has (lstm,"
            + " lstm-training, lstm-loop, lstm-cells): no number is returned";
    List<String> lines = lines(run("all"), "> ");
    for (String line : lines.subList(0, lines.size() - 2)) {
      boolean own = line.startsWith("float64:");
      assertTrue(line.endsWith(own ? ": right" : ": " + refusal), line);
    }
    assertEquals("way " + refusal, lines.get(lines.size() - 1));
  }

  @Test
  void everyConvolutionGoesAroundOneDnn() throws Exception {
    String output = run(Convolutions.class, "conv1d,conv2d");
    List<String> lines = lines(output, "> ");
    assertEquals("way 1, 1", lines.get(lines.size() - 1), output);
    lines.subList(0, lines.size() - 1).forEach(line -> assertTrue(line.endsWith(": right"), line));
    List<String> warnings = lines(output, "[main] ");
    for (int axes = 1; axes <= 2; axes++) {
      String warning =
          "WARN io.github.torchrnn.internal.PrimitiveCheck - float32 conv%1$dd by oneDNN is wrong on"
                  .formatted(axes)
              + " this processor (not a number, or treated as wrong by"
              + " io.github.torchrnn.primitives.fail), as it is where a virtual machine hides the"
              + " sizes of its caches: torchrnn takes another way (conv%1$dd-float64), which is right."
                  .formatted(axes)
              + " Other code of this process gets wrong numbers, such as an exported TorchScript"
              + " that DJL runs, unless the environment has DNNL_MAX_CPU_ISA=SSE41 when it starts";
      assertEquals(1, warnings.stream().filter(warning::equals).count(), output);
    }
  }

  @Test
  void everyConvolutionIsRightHere() throws Exception {
    List<String> lines = lines(run(Convolutions.class, "none"), "> ");
    lines.subList(0, lines.size() - 1).forEach(line -> assertTrue(line.endsWith(": right"), line));
  }

  @Test
  void noConvolutionReturnsNumbersWhereNoWayIsRight() throws Exception {
    List<String> lines = lines(run(Convolutions.class, "all"), "> ");
    String refusal =
        "float32 conv1d is wrong on this processor in every way that LibTorch has (conv1d,"
            + " conv1d-float64): no number is returned";
    assertTrue(lines.contains("conv1d: " + refusal), lines.toString());
    assertTrue(lines.contains("conv1d, compiled: " + refusal), lines.toString());
    assertTrue(lines.contains("conv1d, a compiled step: " + refusal), lines.toString());
    assertEquals(
        "way " + refusal + ", " + refusal.replace("1d", "2d"), lines.get(lines.size() - 1));
  }

  @Test
  void aProcessorIsCheckedOnceAndForAll() {
    int way = Primitive.LSTM.way();
    assertTrue(way >= 0 && way < Primitive.LSTM.ways().size());
    assertEquals(way, Primitive.LSTM.way());
    assertEquals(way == 0, Primitive.LSTM.isUsual());
  }
}
