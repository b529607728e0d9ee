package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Autograd;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * The numbers are Python's:
 *
 * <pre>{@code
 * x = torch.tensor([[.5, -1.25, 2], [-.3, .9, .1]], requires_grad=True)
 * y = f(x)
 * (y * torch.tensor([[1., 2, 3], [4, 5, 6]])).sum().backward()
 * print(y.grad_fn.name(), y, x.grad)
 * }</pre>
 */
@Scoped
class FunctionalTest {

  private static NDArray input() {
    return Torch.tensor(new float[] {.5f, -1.25f, 2, -.3f, .9f, .1f}, 2, 3);
  }

  private static void assertFunction(
      UnaryOperator<NDArray> function, String gradFn, float[] values, float... grads) {
    NDArray x = input();
    x.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      NDArray y = function.apply(x);
      assertEquals(gradFn, Autograd.gradFn(y));
      Expect.numbers(y, values);
      Torch.backward(y.mul(Torch.tensor(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)).sum());
      Expect.grad(x, grads);
    }
  }

  @Test
  void activationsComputeWhatPythonDoes() {
    assertFunction(
        Functional::relu, "ReluBackward0", new float[] {.5f, 0, 2, 0, .9f, .1f}, 1, 0, 3, 0, 5, 6);
    assertFunction(
        new Sigmoid()::forward,
        "SigmoidBackward0",
        new float[] {
          0.622459352f, 0.222700134f, 0.880797029f, 0.425557494f, 0.710949481f, 0.524979174f
        },
        0.23500371f,
        0.346209586f,
        0.314980865f,
        0.977833271f,
        1.02750158f,
        1.49625623f);
    assertFunction(
        new Tanh()::forward,
        "TanhBackward0",
        new float[] {
          0.462117165f, -0.848283648f, 0.964027584f, -0.291312635f, 0.716297865f, 0.0996679962f
        },
        0.786447704f,
        0.560829699f,
        0.211952448f,
        3.66054773f,
        2.434587f,
        5.94039774f);
  }

  @Test
  void softmaxesComputeWhatPythonDoes() {
    assertFunction(
        new Softmax(0)::forward,
        "SoftmaxBackward0",
        new float[] {
          0.689974487f, 0.104331218f, 0.869891584f, 0.310025543f, 0.895668745f, 0.130108476f
        },
        -0.641729116f,
        -0.280338615f,
        -0.339540899f,
        0.641729116f,
        0.280338943f,
        0.33954078f);
    assertFunction(
        x -> Functional.softmax(x, -1),
        "SoftmaxBackward0",
        new float[] {
          0.176820189f, 0.030726742f, 0.79245311f, 0.172059521f, 0.57125777f, 0.256682664f
        },
        -0.285676539f,
        -0.0189163964f,
        0.304592818f,
        -0.186619774f,
        -0.0483417399f,
        0.234961316f);
    assertFunction(
        x -> Functional.logSoftmax(x, 1),
        "LogSoftmaxBackward0",
        new float[] {
          -1.73262203f, -3.48262191f, -0.232621983f, -1.75991476f, -0.559914708f, -1.35991466f
        },
        -0.0609210432f,
        1.8156395f,
        -1.7547183f,
        1.41910696f,
        -3.56886649f,
        2.14975953f);
  }

  @Test
  void conversionsAndCopiesKeepTheGradient() {
    float[] same = {.5f, -1.25f, 2, -.3f, .9f, .1f};
    assertFunction(Torch::clone, "CloneBackward0", same, 1, 2, 3, 4, 5, 6);
    assertFunction(
        x -> Torch.to(Torch.to(x, DataType.FLOAT64), DataType.FLOAT32),
        "ToCopyBackward0",
        same,
        1,
        2,
        3,
        4,
        5,
        6);
    DataType[] types = {
      DataType.UINT8,
      DataType.INT8,
      DataType.INT32,
      DataType.INT64,
      DataType.FLOAT16,
      DataType.FLOAT32,
      DataType.FLOAT64,
      DataType.BOOLEAN
    };
    for (DataType type : types) {
      assertEquals(type, Torch.to(Torch.ones(2), type).getDataType());
    }
    Expect.refusal("no array can be torch.string", () -> Torch.to(input(), DataType.STRING));
  }

  /**
   * {@code manual_seed(3); f = torch.arange(1., 7); dropout(f, .3) twice; dropout(f, .3, False)}
   */
  @Test
  void dropoutDrawsTorchsZeros() {
    Torch.manualSeed(3);
    NDArray x = Torch.tensor(1f, 2, 3, 4, 5, 6);
    Expect.numbers(
        new Dropout(.3).forward(x), 1.42857146f, 2.85714293f, 0, 5.71428585f, 0, 8.5714283f);
    Expect.numbers(
        Functional.dropout(x, .3, true),
        1.42857146f,
        2.85714293f,
        4.28571415f,
        0,
        7.14285755f,
        8.5714283f);
    Expect.numbers(Functional.dropout(x, .3, false), 1, 2, 3, 4, 5, 6);
    Expect.numbers(Functional.dropout(x, 1, true), 0, 0, 0, 0, 0, 0);
  }

  /** {@code one_hot(torch.tensor([1, 0, 2, 2, 3]), 4)} */
  @Test
  void oneHotIsInt64() {
    NDArray letters = Torch.tensor(1L, 0, 2, 2, 3);
    NDArray hot = Functional.oneHot(letters, 4);
    assertArrayEquals(
        new long[] {0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1}, hot.toLongArray());
    assertEquals(new Shape(5, 4), Functional.oneHot(letters).getShape());
    Expect.refusal(
        "Class values must be smaller than num_classes.", () -> Functional.oneHot(letters, 3));
    Expect.refusal(
        "Class values must be non-negative.", () -> Functional.oneHot(Torch.tensor(-1L, 5), 3));
    Expect.refusal(
        "one_hot is only applicable to index tensor of type LongTensor.",
        () -> Functional.oneHot(input()));
    Expect.refusal(
        "Can not infer total number of classes from empty tensor.",
        () -> Functional.oneHot(Torch.tensor(new long[0])));
  }

  @Test
  void refusesWhatTorchRefuses() {
    NDArray ints = Torch.tensor(1L, 2);
    Expect.refusal(
        "Dimension out of range (expected to be in range of [-2, 1], but got 2)",
        () -> Functional.softmax(input(), 2));
    Expect.refusal(
        "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'",
        () -> Functional.softmax(ints, 0));
    Expect.refusal(
        "\"log_softmax_kernel_impl\" not implemented for 'Long'",
        () -> Functional.logSoftmax(ints.reshape(2, 1), 0));
    Expect.refusal(
        "Boolean inputs not supported for relu",
        () -> Functional.relu(Torch.to(ints, DataType.BOOLEAN)));
    Expect.refusal(
        "dropout probability has to be between 0 and 1, but got -0.1", () -> new Dropout(-.1));
    Expect.refusal(
        "dropout probability has to be between 0 and 1, but got 2.0", () -> new Dropout(2.0));
    Expect.refusal(
        "dropout probability has to be between 0 and 1, but got 2", () -> new Dropout(2));
    Expect.refusal(
        "result type Float can't be cast to the desired output type Long",
        () -> new Dropout().forward(ints));
    NDArray closed = input();
    closed.close();
    assertThrows(IllegalStateException.class, () -> Torch.clone(closed));
    assertThrows(NullPointerException.class, () -> new ReLU().forward(null));
  }

  @Test
  void optionsThatAreNullAreNamed() {
    NDArray x = Torch.ones(1, 1, 3);
    for (Executable call :
        List.<Executable>of(
            () -> Functional.mseLoss(x, x, null),
            () -> Functional.crossEntropy(x, x, null),
            () -> Functional.conv1d(x, x, null, null),
            () -> Functional.maxPool1d(x, 1, null),
            () -> Functional.avgPool1d(x, 1, null))) {
      assertEquals("options is null", assertThrows(NullPointerException.class, call).getMessage());
    }
  }

  @Test
  void refusalsOfVectorsAndMatrices() {
    NDArray ints = Torch.to(Torch.zeros(2, 3), DataType.INT64);
    Expect.refusal(
        "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
        () -> Functional.normalize(Torch.zeros(3)));
    Expect.refusal(
        "linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long",
        () -> Functional.normalize(ints));
    Expect.refusal(
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
        () -> Functional.cosineSimilarity(Torch.zeros(2, 3), Torch.zeros(2, 4)));
    Expect.refusal(
        "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
        () -> Functional.cosineSimilarity(Torch.zeros(3), Torch.zeros(3)));
    Expect.refusal(
        "expected common dtype to be floating point, yet common dtype is Long",
        () -> Functional.cosineSimilarity(ints, ints));
    Expect.refusal(
        "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x4)",
        () -> Functional.linear(Torch.zeros(2, 3), Torch.zeros(4, 2)));
    Expect.refusal(
        "The expanded size of the tensor (4) must match the existing size (5) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [5]",
        () -> Functional.linear(Torch.zeros(2, 3), Torch.zeros(4, 3), Torch.zeros(5)));
    Expect.refusal(
        "expected m1 and m2 to have the same dtype, but got: float != double",
        () -> Functional.linear(Torch.zeros(2, 3), Torch.to(Torch.zeros(4, 3), DataType.FLOAT64)));
    Expect.refusal(
        "both arguments to linear need to be at least 1D, but they are 0D and 2D",
        () -> Functional.linear(Torch.zeros(), Torch.zeros(4, 3)));
    Expect.refusal(
        "index out of range in self",
        () -> Functional.embedding(Torch.tensor(5L), Torch.zeros(4, 3)));
    Expect.refusal(
        "'weight' must be 2-D", () -> Functional.embedding(Torch.tensor(1L), Torch.zeros(4)));
    Expect.refusal(
        "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding)",
        () -> Functional.embedding(Torch.zeros(1), Torch.zeros(4, 3)));
    Expect.refusal(
        "Padding_idx must be within num_embeddings",
        () -> Functional.embedding(Torch.tensor(1L), Torch.zeros(4, 3), 4L, null, 2, false));
  }
}
