package io.github.torchrnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Gradients on other ways than from one loss; Python's statements stand beside. */
class GradientFunctionsTest {

  private static final String SECOND_TIME =
      "Trying to backward through the graph a second time (or directly access saved tensors after"
          + " they have already been freed). Saved intermediate values of the graph are freed when"
          + " you call .backward() or autograd.grad(). Specify retain_graph=True if you need to"
          + " backward through the graph a second time or if you need to access saved tensors after"
          + " calling backward.";

  private static final String UNRECORDED =
      "element 0 of tensors does not require grad and does not have a grad_fn: no parameter that"
          + " the loss was made from requires a gradient, or nothing was recorded when it was made";

  private Scope scope;
  private GradMode mode;
  private NDArray x;
  private NDArray w;

  /**
   * x = torch.tensor([1., 2., 3.], requires_grad=True); w = torch.tensor([2.], requires_grad=True).
   */
  @BeforeEach
  void open() {
    scope = Torch.scope();
    mode = Torch.enableGrad();
    x = leaf(1, 2, 3);
    w = leaf(2);
  }

  @AfterEach
  void close() {
    mode.close();
    scope.close();
  }

  private static NDArray leaf(float... numbers) {
    NDArray leaf = Torch.tensor(numbers);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private static NDArray ones(long... shape) {
    return Torch.ones(shape);
  }

  private static String shown(List<NDArray> arrays) {
    return arrays.stream()
        .map(array -> array == null ? "None" : Torch.repr(array))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static void refused(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static void failed(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalStateException.class, call).getMessage());
  }

  @Test
  void aRetainedGraphIsUsedAgain() {
    NDArray loss = x.mul(x).sum();
    Torch.backward(loss, true); // loss.backward(retain_graph=True)
    assertEquals("tensor([2., 4., 6.])", Torch.repr(Torch.grad(x)));
    Torch.backward(loss); // loss.backward()
    assertEquals("tensor([ 4.,  8., 12.])", Torch.repr(Torch.grad(x)));
    failed(SECOND_TIME, () -> Torch.backward(loss));
    failed(SECOND_TIME, () -> Torch.backward(loss, true));
  }

  @Test
  void goesBackFromAGradient() {
    NDArray y = x.mul(x);
    Torch.backward(y, Torch.tensor(1f, 10f, 100f), true); // y.backward(g, retain_graph=True)
    assertEquals("tensor([  2.,  40., 600.])", Torch.repr(Torch.grad(x)));
    Torch.backward(y, Torch.to(ones(3), DataType.FLOAT64), true); // torch.ones(3, dtype=float64)
    assertEquals("tensor([  4.,  44., 606.])", Torch.repr(Torch.grad(x)));
    Torch.backward(y, Torch.to(ones(3), DataType.INT64)); // torch.ones(3, dtype=int64)
    assertEquals("tensor([  6.,  48., 612.])", Torch.repr(Torch.grad(x)));
    failed(SECOND_TIME, () -> Torch.backward(y, ones(3)));
    Torch.backward(w, ones(1)); // w.backward(torch.ones(1))
    assertEquals("tensor([1.])", Torch.repr(Torch.grad(w)));
  }

  @Test
  void refusesWhatTorchRefusesOfBackward() {
    NDArray y = x.mul(x);
    refused(
        "grad can be implicitly created only for scalar outputs", () -> Torch.backward(y, true));
    refused(
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape"
            + " of torch.Size([3]).",
        () -> Torch.backward(y, ones(2)));
    refused(
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([1, 3]) and output[0] has a"
            + " shape of torch.Size([3]).",
        () -> Torch.backward(y, ones(1, 3)));
    failed(UNRECORDED, () -> Torch.backward(ones(3), ones(3)));
    failed(UNRECORDED, () -> Torch.backward(Torch.tensor(1L, 2L), ones(2)));
    assertNull(Torch.grad(x));
  }

  @Test
  void gradLeavesTheLeavesAlone() {
    // torch.autograd.grad(y.sum(), [x])
    assertEquals("(tensor([2., 4., 6.]))", shown(Torch.grad(List.of(x.mul(x).sum()), List.of(x))));
    NDArray y = x.mul(x);
    GradOptions options = new GradOptions().gradOutputs(List.of(ones(3), ones(3)));
    // torch.autograd.grad([y, x * w], [x, w, y], grad_outputs=[torch.ones(3), torch.ones(3)])
    assertEquals(
        "(tensor([4., 6., 8.]), tensor([6.]), tensor([1., 1., 1.]))",
        shown(Torch.grad(List.of(y, x.mul(w)), List.of(x, w, y), options)));
    assertNull(Torch.grad(x));
    assertNull(Torch.grad(w));
  }

  @Test
  void gradsOfSeveralOutputsAreAdded() {
    NDArray y = x.mul(x);
    GradOptions options =
        new GradOptions().gradOutputs(Arrays.asList(ones(3), null)).retainGraph(true);
    // torch.autograd.grad([y, y.sum()], [x], grad_outputs=[torch.ones(3), None], retain_graph=True)
    for (int i = 0; i < 2; i++) {
      assertEquals(
          "(tensor([ 4.,  8., 12.]))", shown(Torch.grad(List.of(y, y.sum()), List.of(x), options)));
    }
    // more gradients than outputs: the rest is ignored
    assertEquals(
        "(tensor([2., 4., 6.]))",
        shown(
            Torch.grad(
                List.of(y), List.of(x), new GradOptions().gradOutputs(List.of(ones(3), ones(3))))));
    failed(SECOND_TIME, () -> Torch.grad(List.of(y.sum()), List.of(x)));
  }

  @Test
  void anUnusedInputIsAnErrorOrNull() {
    failed(
        "The differentiated Tensor at index 1 appears to not have been used in the graph. Set"
            + " allow_unused=True if this is the desired behavior.",
        () -> Torch.grad(List.of(x.mul(x).sum()), List.of(x, w)));
    assertEquals(
        "(None, tensor([2., 4., 6.]))",
        shown(
            Torch.grad(
                List.of(x.mul(x).sum()), List.of(w, x), new GradOptions().allowUnused(true))));
    failed(
        "The differentiated Tensor at index 0 appears to not have been used in the graph. Set"
            + " allow_unused=True if this is the desired behavior.",
        () -> Torch.grad(List.of(), List.of(x)));
  }

  @Test
  void refusesWhatTorchRefusesOfGrad() {
    NDArray y = x.mul(x);
    List<NDArray> inputs = List.of(x);
    refused(
        "grad can be implicitly created only for scalar outputs",
        () -> Torch.grad(List.of(y), inputs));
    refused(
        "`inputs` argument to `grad()` cannot be empty.",
        () -> Torch.grad(List.of(y.sum()), List.of()));
    refused(
        "got 2 tensors and 1 gradients",
        () -> Torch.grad(List.of(y, y), inputs, new GradOptions().gradOutputs(List.of(ones(3)))));
    refused(
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a shape"
            + " of torch.Size([3]).",
        () -> Torch.grad(List.of(y), inputs, new GradOptions().gradOutputs(List.of(ones(2)))));
    failed(
        "One of the differentiated Tensors does not require grad",
        () -> Torch.grad(List.of(y.sum()), List.of(ones(2))));
    failed(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        () -> Torch.grad(List.of(ones(1)), inputs));
    failed(
        "element 1 of tensors does not require grad and does not have a grad_fn",
        () ->
            Torch.grad(
                List.of(y, ones(3)),
                inputs,
                new GradOptions().gradOutputs(List.of(ones(3), ones(3)))));
    x.close();
    assertThrows(IllegalStateException.class, () -> Torch.grad(List.of(y.sum()), inputs));
  }

  /** Data of Java's memory that a graph saved is still read where it was. */
  @Test
  void gradsAreRightAfterACollection() {
    NDArray y = x.mul(3).mul(x);
    System.gc();
    assertEquals("(tensor([ 6., 12., 18.]))", shown(Torch.grad(List.of(y.sum()), List.of(x))));
  }
}
