package io.github.torchrnn.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.nn.Embedding;
import io.github.torchrnn.nn.Linear;
import io.github.torchrnn.nn.RNN;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an export cannot say, or torch would refuse, is refused when it is traced. */
@Scoped
class TorchScriptRefusalsTest {

  private final Linear net = new Linear(3, 2);

  @AfterEach
  void close() {
    net.close();
  }

  private String refusal(Class<? extends Exception> type, Traceable.One<NDArray, ?> lambda) {
    return assertThrows(type, () -> TorchScript.trace(net, lambda, Torch.ones(2, 3))).getMessage();
  }

  private void assertCannot(String message, Traceable.One<NDArray, ?> lambda) {
    String got = refusal(UnsupportedOperationException.class, lambda);
    assertTrue(got.startsWith("cannot be traced: " + message), got);
    assertTrue(got.endsWith(")") && got.contains("TorchScriptRefusalsTest.java:"), got);
    assertEquals(1, got.lines().count());
  }

  @Test
  void methodsThatReadOrChangeNumbersAreNamed() {
    assertCannot("NDArray.getFloat cannot be part of a program", x -> x.mul(x.sum().getFloat()));
    assertCannot("NDArray.addi cannot be part of a program", x -> x.addi(1));
  }

  @Test
  void anArrayFromOutsideIsAnArgumentsPlace() {
    NDArray outside = Torch.ones(3);
    assertCannot(
        "an array from outside of the lambda, neither parameter nor buffer, would keep its first"
            + " value: make it an argument, or if it was made of a parameter in a field, read that"
            + " inside (net.weight(), getParameter)",
        x -> x.add(outside));
  }

  @Test
  void aLayerThatChangesItsWeightsIsNamed() {
    try (Embedding table = Embedding.builder(4, 2).maxNorm(1).build()) {
      assertCannot(
          "Embedding.forward cannot be part of a program", x -> table.forward(Torch.tensor(1, 2)));
    }
  }

  @Test
  void parametersOfOtherModulesAreNoPartOfTheState() {
    try (RNN other = new RNN(3, 4)) {
      assertEquals(
          "the lambda uses a parameter or buffer that is not one of Linear's: register its module"
              + " there",
          refusal(IllegalArgumentException.class, x -> other.forward(x)));
    }
  }

  @Test
  void onlyArraysGoInAndOut() {
    assertEquals(
        "Only tensors, lists and tuples of tensors can be output from traced functions, but the"
            + " lambda returned a String",
        refusal(IllegalArgumentException.class, x -> "text"));
    assertEquals(
        "Type 'Integer' cannot be traced. Only Tensors and (possibly nested) Lists and Tuples of"
            + " Tensors can be traced",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    TorchScript.trace(
                        net, Traceable.of((NDArray x, Integer n) -> x.mul(n)), Torch.ones(3), 2))
            .getMessage());
    assertEquals(
        "Only tensors, lists and tuples of tensors can be output from traced functions, but the"
            + " lambda returned a ListN",
        refusal(IllegalArgumentException.class, x -> List.of()));
  }

  @Test
  void anArgumentOfAnotherTypeThanTheLambdasIsRefused() {
    assertEquals(
        "the lambda takes arguments of other types: class java.lang.String cannot be cast to class"
            + " ai.djl.ndarray.NDArray",
        assertThrows(
                IllegalArgumentException.class,
                () -> TorchScript.trace(net, Traceable.of((NDArray x) -> x), "text"))
            .getMessage());
  }

  @Test
  void wrongExamplesAreRefusedInTorchsWords() {
    assertEquals(
        "mat1 and mat2 shapes cannot be multiplied (2x4 and 3x2)",
        assertThrows(
                IllegalArgumentException.class,
                () -> TorchScript.trace(net, net::forward, Torch.ones(2, 4)))
            .getMessage());
    assertEquals(
        "the lambda takes 1 argument, but 2 were given",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    TorchScript.trace(
                        net, Traceable.of((NDArray x) -> x), Torch.ones(3), Torch.ones(3)))
            .getMessage());
  }
}
