package io.github.torchrnn.distributions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Texts and refusals are torch's; the numbers are compared by {@code DistributionCase}. */
class DistributionsTest {

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Torch.scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static NDArray t(double... values) {
    return Torch.tensor(values);
  }

  private static void refuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void printsAsTorchDoes() {
    assertEquals("Normal(loc: 0.0, scale: 1.0)", new Normal(0, 1).toString());
    assertEquals(
        "Normal(loc: tensor([0.]), scale: tensor([2.]))", new Normal(t(0), t(2)).toString());
    assertEquals(
        "Normal(loc: torch.Size([2]), scale: torch.Size([2]))", new Normal(t(0, 1), 2).toString());
    Categorical dist = new Categorical(Torch.ones(4, 3));
    assertEquals("Categorical(probs: torch.Size([4, 3]))", dist.toString());
    dist.logits();
    assertEquals(
        "Categorical(probs: torch.Size([4, 3]), logits: torch.Size([4, 3]))", dist.toString());
    assertEquals("Bernoulli(probs: 0.5)", new Bernoulli(0.5).toString());
    assertEquals(new Shape(), new Normal(0, 1).batchShape());
    assertEquals(new Shape(4), dist.batchShape());
    assertEquals(new Shape(2), new Bernoulli(t(.1, .2)).batchShape());
  }

  @Test
  void drawsWhatTorchDraws() {
    // torch.manual_seed(5)
    // Categorical(torch.tensor([.1, .2, .7])).sample((6,)), Normal(1., 2.).sample((3,))
    // Normal(torch.zeros(2), torch.ones(2)).rsample(), Bernoulli(0.3).sample((5,))
    Torch.manualSeed(5);
    assertEquals(
        "tensor([2, 1, 2, 2, 1, 2])", Torch.repr(new Categorical(t(.1, .2, .7)).sample(6)));
    assertEquals("tensor([-1.8034, -0.5251,  2.2624])", Torch.repr(new Normal(1, 2).sample(3)));
    assertEquals("tensor([-0.8991, -0.5578])", Torch.repr(new Normal(t(0, 0), t(1, 1)).rsample()));
    assertEquals("tensor([0., 1., 0., 0., 1.])", Torch.repr(new Bernoulli(0.3).sample(5)));
  }

  @Test
  void refusesBadParametersInTorchsWords() {
    refuses(
        "Expected parameter probs (Tensor of shape (2,)) of distribution Categorical(probs:"
            + " torch.Size([2])) to satisfy the constraint Simplex(), but found invalid values:\n"
            + "tensor([-1.,  2.])",
        () -> new Categorical(t(-1, 2)));
    refuses(
        "Expected parameter logits (Tensor of shape (1, 2)) of distribution Categorical(logits:"
            + " torch.Size([1, 2])) to satisfy the constraint IndependentConstraint(Real(), 1), but"
            + " found invalid values:\ntensor([[nan, nan]])",
        () -> Categorical.ofLogits(Torch.tensor(new double[][] {{Double.NaN, 2}})));
    refuses(
        "`probs` parameter must be at least one-dimensional.",
        () -> new Categorical(Torch.scalar(1.0)));
    refuses(
        "`logits` parameter must be at least one-dimensional.",
        () -> Categorical.ofLogits(Torch.scalar(1.0)));
    refuses(
        "Expected parameter scale (Tensor of shape ()) of distribution Normal(loc: 0.0, scale:"
            + " -1.0) to satisfy the constraint GreaterThan(lower_bound=0.0), but found invalid"
            + " values:\n-1.0",
        () -> new Normal(0, -1));
    refuses(
        "Expected parameter loc (Tensor of shape (2,)) of distribution Normal(loc: torch.Size([2]),"
            + " scale: torch.Size([2])) to satisfy the constraint Real(), but found invalid"
            + " values:\ntensor([0., nan])",
        () -> new Normal(t(0, Double.NaN), 0.1));
    refuses(
        "The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
        () -> new Normal(t(0, 0), t(1, 1, 1)));
    refuses(
        "Expected parameter probs (Tensor of shape (2,)) of distribution Bernoulli(probs:"
            + " torch.Size([2])) to satisfy the constraint Interval(lower_bound=0.0,"
            + " upper_bound=1.0), but found invalid values:\ntensor([0.1000, 1.5000])",
        () -> new Bernoulli(t(0.1, 1.5)));
    refuses(
        "Expected parameter logits (Tensor of shape (2,)) of distribution Bernoulli(logits:"
            + " torch.Size([2])) to satisfy the constraint Real(), but found invalid values:\n"
            + "tensor([0.1000,    nan])",
        () -> Bernoulli.ofLogits(t(0.1, Double.NaN)));
  }

  @Test
  void refusesBadSamplesInTorchsWords() {
    refuses(
        "Expected value argument (Tensor of shape (1,)) to be within the support"
            + " (IntegerInterval(lower_bound=0, upper_bound=2)) of the distribution"
            + " Categorical(probs: torch.Size([3])), but found invalid values:\ntensor([3])",
        () -> new Categorical(t(1, 1, 2)).logProb(Torch.tensor(3L)));
    refuses(
        "Value is not broadcastable with batch_shape+event_shape: torch.Size([3]) vs"
            + " torch.Size([4]).",
        () -> new Categorical(Torch.ones(4, 3)).logProb(Torch.tensor(1L, 1L, 1L)));
    refuses(
        "Expected value argument (Tensor of shape ()) to be within the support (Real()) of the"
            + " distribution Normal(loc: 0.0, scale: 1.0), but found invalid values:\nnan",
        () -> new Normal(0, 1).logProb(Torch.scalar(Double.NaN)));
    refuses(
        "Expected value argument (Tensor of shape (2,)) to be within the support (Boolean()) of the"
            + " distribution Bernoulli(probs: torch.Size([2])), but found invalid values:\n"
            + "tensor([0.5000, 1.0000])",
        () -> new Bernoulli(t(0.1, 0.5)).logProb(t(0.5, 1)));
    refuses(
        "torch.finfo() requires a floating point input type. Use torch.iinfo to handle"
            + " 'torch.finfo'",
        () -> new Bernoulli(Torch.tensor(1L, 0L)).entropy());
    refuses("cannot sample n_sample <= 0 samples", () -> new Categorical(t(1, 2)).sample(0));
  }

  @Test
  void withoutValidationLibTorchRefusesWhatItCannotDraw() {
    refuses(
        "probability tensor contains either `inf`, `nan` or element < 0",
        () -> new Categorical(t(-1, 2), false).sample());
    refuses(
        "normal expects all elements of std >= 0.0",
        () -> new Normal(t(-1, 2), t(-1, 2), false).sample());
    refuses(
        "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be"
            + " improved?  If so, please report an enhancement request to PyTorch.)",
        () -> new Bernoulli(t(-1, 2), false).sample());
    refuses(
        "index 3 is out of bounds for dimension 1 with size 2",
        () -> Categorical.ofLogits(t(1, 2), false).logProb(Torch.tensor(3L)));
    assertEquals(
        DataType.FLOAT16,
        new Normal(Torch.to(t(1, 2), DataType.FLOAT16), 0.5).sample().getDataType());
  }

  /** Gradients flow towards a parameter, though the probabilities were first asked for outside. */
  @Test
  void whatWasComputedWithoutRecordingIsComputedAgain() {
    NDArray logits = t(1, 2);
    logits.setRequiresGradient(true);
    try (var grad = Torch.enableGrad()) {
      Categorical dist = Categorical.ofLogits(logits);
      try (var none = Torch.noGrad();
          var inner = Torch.scope()) {
        dist.probs();
      }
      Torch.backward(dist.probs().get(0));
    }
    assertEquals("tensor([ 0.1966, -0.1966])", Torch.repr(Torch.grad(logits)));
  }
}
