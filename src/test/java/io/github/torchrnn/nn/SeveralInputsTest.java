package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Hooks and norms of the layers that take several arrays. The numbers are Python's, of programs of
 * this kind:
 *
 * <pre>{@code
 * q = (torch.arange(12.) / 8 - 0.5).reshape(3, 1, 4)
 * torch.manual_seed(3)
 * a = nn.MultiheadAttention(4, 2)
 * a.register_forward_hook(lambda m, args, o: (o[0] * 2, o[1] + 1))
 * a.register_forward_pre_hook(lambda m, args: (args[0] + 1, args[1], args[2]))
 * o, w = a(q, q, q)
 * o.square().sum().backward()
 * print(o, w, a.in_proj_weight.grad[:1], a.out_proj.weight.grad[:1])
 * }</pre>
 */
@Scoped
class SeveralInputsTest {

  private final NDArray x1 = Torch.tensor(new float[] {1, -2}, 1, 2);
  private final NDArray x2 = Torch.tensor(new float[] {.5f, -1, 2}, 1, 3);
  private final NDArray q =
      Torch.to(Torch.arange(12), DataType.FLOAT32).div(8).sub(.5f).reshape(3, 1, 4);

  @Test
  void hooksOfABilinear() {
    Torch.manualSeed(2);
    try (Bilinear layer = new Bilinear(2, 3, 2);
        var grad = Torch.enableGrad()) {
      layer.registerForwardPreHook((module, args) -> new NDList(args.get(0).mul(2), args.get(1)));
      layer.registerForwardHook((module, args, output) -> new NDList(output.get(0).add(1)));
      NDArray y = layer.forward(x1, x2);
      Torch.backward(y.sum());
      Expect.numbers(y, 2.05265522f, 4.53389597f);
      NDArray same = layer.compute(new NDList(x1, x2), DjlBlock.OWN, true).head(); // DJL's door
      Expect.numbers(same, 2.05265522f, 4.53389597f);
      Expect.grad(layer.weight(), 1, -2, 4, -2, 4, -8, 1, -2, 4, -2, 4, -8);
    }
  }

  @Test
  void hooksOfAnAttention() {
    Torch.manualSeed(3);
    List<Integer> counts = new ArrayList<>();
    try (MultiheadAttention layer = new MultiheadAttention(4, 2);
        var grad = Torch.enableGrad()) {
      layer.registerForwardHook(
          (module, args, output) -> {
            counts.add(args.size());
            return new NDList(output.get(0).mul(2), output.get(1).add(1));
          });
      layer.registerForwardPreHook(
          (module, args) -> new NDList(args.get(0).add(1), args.get(1), args.get(2)));
      AttentionOutput result = layer.forward(q, q, q);
      Expect.numbers(
          result.output(),
          -0.0943176448f,
          -0.228368446f,
          0.020606447f,
          -0.019303387f,
          -0.192655042f,
          -0.208516091f,
          0.0662018061f,
          -0.0595347397f,
          -0.28781116f,
          -0.189365059f,
          0.11030525f,
          -0.0984925851f);
      Expect.numbers(result.weights().get(0, 0), 1.3365531f, 1.32993388f, 1.33351302f);
      Torch.backward(result.output().square().sum());
      Expect.numbers(
          Torch.grad(layer.inProjWeight()).get(0),
          -0.291441739f,
          -0.323522985f,
          -0.355604231f,
          -0.387685478f);
      Expect.numbers(
          Torch.grad(layer.outProj().weight()).get(0),
          -0.754564106f,
          -0.129504576f,
          0.419545412f,
          0.164049044f);
    }
    assertEquals(List.of(3), counts);
  }

  @Test
  void weightNormsOfAnAttention() {
    Torch.manualSeed(4);
    try (MultiheadAttention layer = new MultiheadAttention(4, 2);
        var grad = Torch.enableGrad()) {
      Parametrizations.weightNorm(layer, "in_proj_weight");
      Parametrizations.weightNorm(layer.outProj());
      NDArray g = layer.getParameter("parametrizations.in_proj_weight.original0");
      try (var mode = Torch.noGrad()) {
        g.muli(2);
        layer.getParameter("out_proj.parametrizations.weight.original0").muli(3);
      }
      AttentionOutput result = layer.forward(q, q, q);
      Expect.numbers(
          result.output().get(2), 0.0913228393f, -0.655735791f, 1.37883687f, -0.868824363f);
      Expect.numbers(result.weights().get(0, 2), 0.154890195f, 0.290588379f, 0.554521441f);
      Torch.backward(result.output().square().sum());
      Expect.numbers(
          Torch.grad(g).get("0:4"), 0.158569381f, 2.42546582f, -0.0552024767f, -0.0200370047f);
      Expect.numbers(
          Torch.grad(layer.getParameter("out_proj.parametrizations.weight.original1")).get(0),
          -0.36658138f,
          0.681777716f,
          0.0194120463f,
          0.036189422f);
      assertEquals(
          List.of(
              "in_proj_bias",
              "out_proj.bias",
              "out_proj.parametrizations.weight.original0",
              "out_proj.parametrizations.weight.original1",
              "parametrizations.in_proj_weight.original0",
              "parametrizations.in_proj_weight.original1"),
          List.copyOf(layer.stateDict().keySet()));
      assertEquals(
          """
          ParametrizedMultiheadAttention(
            (out_proj): ParametrizedNonDynamicallyQuantizableLinear(
              in_features=4, out_features=4, bias=True
              (parametrizations): ModuleDict(
                (weight): ParametrizationList(
                  (0): _WeightNorm()
                )
              )
            )
            (parametrizations): ModuleDict(
              (in_proj_weight): ParametrizationList(
                (0): _WeightNorm()
              )
            )
          )""",
          layer.toString());
    }
  }

  @Test
  void spectralNorms() {
    Torch.manualSeed(5);
    try (Bilinear layer = Parametrizations.spectralNorm(new Bilinear(2, 3, 2))) {
      Expect.numbers(layer.forward(x1, x2), 2.84322119f, -1.67566955f);
      Expect.numbers(layer.forward(x1, x2), 2.84322071f, -1.67566931f);
      assertEquals(
          List.of(
              "bias",
              "parametrizations.weight.original",
              "parametrizations.weight.0._u",
              "parametrizations.weight.0._v"),
          List.copyOf(layer.stateDict().keySet()));
    }
    Torch.manualSeed(6);
    try (MultiheadAttention layer = new MultiheadAttention(4, 2)) {
      Parametrizations.spectralNorm(layer, "in_proj_weight");
      NDArray output = layer.forward(q, q, q).output();
      Expect.numbers(output.get(0), 0.0487361103f, 0.0810849816f, -0.0279577691f, -0.0388553925f);
    }
  }
}
