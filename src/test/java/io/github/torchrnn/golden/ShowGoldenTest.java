package io.github.torchrnn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Near;
import io.github.torchrnn.nn.Expect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShowGoldenTest {

  @Test
  void showsAProgramAndItsNumbers() throws IOException {
    String expected =
        """
        # inits-0-1
        import torch


        def dtype_of(case):
            return getattr(torch, case.get("dtype", "float32"))


        def compute(case):
            torch.manual_seed(case["seed"])
            tensor = torch.ones(case["shape"], dtype=dtype_of(case))
            getattr(torch.nn.init, case["function"])(tensor, *case["args"])
            return {"tensor": tensor, "next": torch.randn(3)}


        def show(expected):
            for name, tensor in expected.items():
                if tensor is not None:
                    flat = tensor.detach().numpy().reshape(-1)
                    some = flat[:: len(flat) // 48 + 1] if len(flat) > 48 else flat
                    print(name, str(tensor.dtype)[6:], list(tensor.shape), *some)


        case = {
            "id": "inits-0-1",
            "kind": "init",
            "function": "orthogonal_",
            "args": [2.0],
            "shape": [1, 1, 6],
            "dtype": "float64",
            "seed": 626460991396,
        }
        torch.set_num_threads(1)
        show(compute(case))

        # On x86_64 AuthenticAMD AVX512:
        """;
    String shown = show("inits-0-1");
    assertTrue(shown.startsWith(expected), shown);
    assertEquals(
        """
        # tensor float64 [1, 1, 6] 1.0204913283669104 -0.8737444008255031 1.1046540827408888 \
        0.6135587114448157 -0.3676774934903269 0.6806368316721886
        # next float32 [3] 0.19694081 1.5154065 -0.46143085
        """,
        shown.substring(expected.length()));
  }

  /** One case of each kind; the reference torch runs it where {@code -Dtorch.python} names one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "recurrent-0-0",
        "cells-0-0",
        "layers-0-0",
        "losses-0-0",
        "optimizers-0-0",
        "inits-0-0",
        "packing-0-0",
        "errors-0-0",
        "errors-0-4",
        "reprs-0-0",
        "unrecorded-0-0",
        "more_losses-0-21",
        "more_losses-0-1",
        "print-0",
        "print-1"
      })
  void theProgramPrintsTheNumbers(String id, @TempDir Path folder) throws Exception {
    String program = show("--python", id);
    String numbers = show("--numbers", id);
    assertTrue(
        program.startsWith("# " + id + "\n") && program.contains("\nimport torch\n"), program);
    assertTrue(!numbers.isBlank(), numbers);
    String python = System.getProperty("torch.python");
    assumeTrue(python != null, "torch.python names no Python with torch");
    Path file = Files.writeString(folder.resolve("case.py"), program);
    Process process =
        new ProcessBuilder(python, "-W", "ignore", file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Near.recordedText(numbers, printed);
  }

  @Test
  void aDecimalIsTheShortestThatReadsBackToTheBit() {
    assertEquals("0.1", PythonLiteral.number(.1f, DataType.FLOAT32));
    assertEquals("0.10000000149011612", PythonLiteral.number(.1f, DataType.FLOAT64));
    assertEquals("0.1", PythonLiteral.number(.0999755859375, DataType.FLOAT16));
    assertEquals("1e-45", PythonLiteral.number(Float.MIN_VALUE, DataType.FLOAT32));
    assertEquals("5e-324", PythonLiteral.number(Double.MIN_VALUE, DataType.FLOAT64));
    assertEquals("3.4028235e+38", PythonLiteral.number(Float.MAX_VALUE, DataType.FLOAT32));
    assertEquals("-0.0", PythonLiteral.number(-0.0, DataType.FLOAT32));
    assertEquals("inf", PythonLiteral.number(Double.POSITIVE_INFINITY, DataType.FLOAT64));
    assertEquals("-7", PythonLiteral.number(-7, DataType.INT64));
  }

  @Test
  void anUnknownIdIsRefused() {
    Expect.refusal("no golden has the id cells-0-x", () -> GoldenFiles.find("cells-0-x"));
    Expect.refusal("no golden has the id ../versions", () -> GoldenFiles.find("../versions"));
    Expect.refusal("no golden has the id print-999", () -> GoldenFiles.find("print-999"));
  }

  private static String show(String... args) throws IOException {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      ShowGolden.main(args);
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
