package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.LibTorch;
import org.junit.jupiter.api.Test;

/** Refusals of layers and functions of windows and normalization: all the messages are torch's. */
class SpatialRefusalsTest {

  private static NDArray x(long... sizes) {
    return Torch.zeros(sizes);
  }

  private static NDArray of(DataType type, long... sizes) {
    return LibTorch.manager().zeros(new Shape(sizes), type);
  }

  private static NDArray doubles(long... sizes) {
    return of(DataType.FLOAT64, sizes);
  }

  private static NDArray ints(long... sizes) {
    return of(DataType.INT64, sizes);
  }

  private static void refused(String message, Runnable call) {
    try (var scope = Torch.scope()) {
      Expect.refusal(message, call::run);
    }
  }

  private static void refused(String message, UnaryLayer layer, NDArray input) {
    try (layer) {
      Expect.refusal(message, () -> layer.forward(input));
    }
  }

  @Test
  void inputsOfConvolutions() {
    try (var scope = Torch.scope()) {
      refused(
          "Given groups=1, weight of size [4, 3, 3, 3], expected input[2, 5, 8, 8] to have 3 channels, but got 5 channels instead",
          new Conv2d(3, 4, 3),
          x(2, 5, 8, 8));
      refused(
          "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3, 8]",
          new Conv2d(3, 4, 3),
          x(3, 8));
      refused(
          "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [8]",
          new Conv1d(3, 4, 3),
          x(8));
      refused(
          "Calculated padded input size per channel: (2 x 2). Kernel size: (3 x 3). Kernel size can't be greater than actual input size",
          new Conv2d(3, 4, 3),
          x(2, 3, 2, 2));
      refused(
          "Calculated padded input size per channel: (2). Kernel size: (5). Kernel size can't be greater than actual input size",
          new Conv1d(3, 4, 5),
          x(2, 3, 2));
      refused(
          "Input type (double) and bias type (float) should be the same",
          new Conv2d(3, 4, 3),
          doubles(2, 3, 8, 8));
      refused(
          "Input type (long int) and bias type (float) should be the same",
          new Conv1d(3, 4, 3),
          ints(2, 3, 8));
      refused(
          "non-positive stride is not supported",
          Conv2d.builder(3, 4, 3).stride(0).build(),
          x(2, 3, 8, 8));
      refused(
          "non-positive dilation is not supported",
          Conv2d.builder(3, 4, 3).dilation(0).build(),
          x(2, 3, 8, 8));
      refused(
          "negative padding is not supported",
          Conv2d.builder(3, 4, 3).padding(-1).build(),
          x(2, 3, 8, 8));
      refused(
          "Given groups=1, expected weight to be at least 1 at dimension 0, but got weight of size [0, 4, 3, 3] instead",
          new Conv2d(4, 0, 3),
          x(2, 4, 8, 8));
      refused(
          "could not create a primitive descriptor for the convolution forward propagation primitive. Run workload with environment variable ONEDNN_VERBOSE=all to get additional diagnostic information.",
          new Conv2d(4, 3, 0),
          x(2, 4, 8, 8));
      refused(
          "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (9, 9) at dimension 3 of input [2, 3, 8, 8]",
          Conv2d.builder(3, 4, 3).padding(9).paddingMode("reflect").build(),
          x(2, 3, 8, 8));
    }
  }

  @Test
  void optionsOfConvolutions() {
    refused("groups must be a positive integer", () -> Conv2d.builder(3, 4, 3).groups(0).build());
    refused(
        "in_channels must be divisible by groups", () -> Conv2d.builder(3, 4, 3).groups(2).build());
    refused(
        "out_channels must be divisible by groups",
        () -> Conv2d.builder(4, 3, 3).groups(2).build());
    refused(
        "padding='same' is not supported for strided convolutions",
        () -> Conv2d.builder(4, 3, 3).stride(2).padding("same").build());
    refused(
        "Invalid padding string 'full', should be one of {'same', 'valid'}",
        () -> Conv2d.builder(4, 3, 3).padding("full").build());
    refused(
        "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, but got padding_mode='full'",
        () -> Conv2d.builder(4, 3, 3).paddingMode("full").build());
    refused(
        "Trying to create tensor with negative dimension -4: [3, -4, 3, 3]",
        () -> new Conv2d(-4, 3, 3));
    refused(
        "Trying to create tensor with negative dimension -3: [3, 4, -3, -3]",
        () -> new Conv2d(4, 3, -3));
  }

  @Test
  void functionsOfConvolutions() {
    refused(
        "Given weight of size [4, 3, 3, 3], expected bias to be 1-dimensional with 4 elements, but got bias of size [5] instead",
        () -> Functional.conv2d(x(2, 3, 8, 8), x(4, 3, 3, 3), x(5)));
    refused(
        "expected stride to be a single integer value or a list of 1 values to match the convolution dimensions, but got stride=[1, 1]",
        () -> Functional.conv2d(x(2, 3, 8, 8), x(4, 3, 3)));
    refused(
        "expected stride to be a single integer value or a list of 1 values to match the convolution dimensions, but got stride=[1, 2]",
        () -> Functional.conv1d(x(2, 3, 8), x(4, 3, 3), null, new ConvOptions().stride(1, 2)));
    refused(
        "Invalid padding string: 'full'",
        () ->
            Functional.conv2d(
                x(2, 3, 8, 8), x(4, 3, 3, 3), null, new ConvOptions().padding("full")));
    refused(
        "padding='same' is not supported for strided convolutions",
        () ->
            Functional.conv2d(
                x(2, 3, 8, 8), x(4, 3, 3, 3), null, new ConvOptions().stride(2).padding("same")));
    refused(
        "Given groups=2, weight of size [4, 3, 3, 3], expected input[2, 3, 8, 8] to have 6 channels, but got 3 channels instead",
        () -> Functional.conv2d(x(2, 3, 8, 8), x(4, 3, 3, 3), null, new ConvOptions().groups(2)));
    refused(
        "non-positive groups is not supported",
        () -> Functional.conv2d(x(2, 3, 8, 8), x(4, 3, 3, 3), null, new ConvOptions().groups(0)));
    refused(
        "Input type (torch.FloatTensor) and weight type (torch.DoubleTensor) should be the same or input should be a MKLDNN tensor and weight is a dense tensor",
        () -> Functional.conv2d(x(2, 3, 8, 8), doubles(4, 3, 3, 3)));
    refused(
        "Input type (float) and bias type (double) should be the same",
        () -> Functional.conv2d(x(2, 3, 8, 8), x(4, 3, 3, 3), doubles(4)));
  }

  @Test
  void pools() {
    try (var scope = Torch.scope()) {
      refused(
          "non-empty 3D or 4D (batch mode) tensor expected for input", new MaxPool2d(2), x(8, 8));
      refused(
          "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:[8]",
          new MaxPool1d(2),
          x(8));
      refused(
          "Given input size: (1x8x8). Calculated output size: (1x0x0). Output size is too small",
          new MaxPool2d(9),
          x(1, 8, 8));
      refused("max_pool1d() Invalid computed output size: 0", new MaxPool1d(9), x(1, 8));
      refused(
          "pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1",
          MaxPool2d.builder(2).padding(2).build(),
          x(1, 8, 8));
      refused(
          "max_pool1d() padding should be at most half of kernel size, but got padding=2 and kernel_size=2",
          MaxPool1d.builder(2).padding(2).build(),
          x(1, 8));
      refused("stride should not be zero", new MaxPool2d(0), x(1, 8, 8));
      refused(
          "max_pool1d() kernel_size must be greater than zero, but got 0",
          new MaxPool1d(0),
          x(1, 8));
      refused("stride should not be zero", new MaxPool2d(2, 0), x(1, 8, 8));
      refused(
          "max_pool1d() stride must be greater than zero, but got 0", new MaxPool1d(2, 0), x(1, 8));
      refused(
          "dilation should be greater than zero, but got dilationH: 0 dilationW: 0",
          MaxPool2d.builder(2).dilation(0).build(),
          x(1, 8, 8));
      refused(
          "max_pool1d() dilation must be greater than zero, but got 0",
          MaxPool1d.builder(2).dilation(0).build(),
          x(1, 8));
      refused(
          "\"max_pool2d\" not implemented for 'Bool'",
          new MaxPool2d(2),
          of(DataType.BOOLEAN, 1, 8, 8));
      refused(
          "Dimension out of range (expected to be in range of [-2, 1], but got -3)",
          new AvgPool2d(2),
          x(8, 8));
      refused(
          "Expected 2 to 3 dimensions, but got 1-dimensional tensor for argument #1 'self' (while checking arguments for avg_pool1d)",
          new AvgPool1d(2),
          x(8));
      refused(
          "Given input size: (1x8x8). Calculated output size: (1x0x0). Output size is too small",
          new AvgPool2d(9),
          x(1, 8, 8));
      refused(
          "pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1",
          AvgPool2d.builder(2).padding(2).build(),
          x(1, 8, 8));
      refused(
          "divisor must be not zero", AvgPool2d.builder(2).divisorOverride(0).build(), x(1, 8, 8));
      refused("stride should not be zero", new AvgPool2d(2, 0), x(1, 8, 8));
      refused(
          "avg_pool1d() got an unexpected keyword argument 'divisor_override'",
          () -> Functional.avgPool1d(x(1, 8), 2, new AvgPoolOptions().divisorOverride(3)));
      refused(
          "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [8, 8]",
          new AdaptiveAvgPool2d(2),
          x(8, 8));
      refused(
          "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [8]",
          new AdaptiveAvgPool2d(2),
          x(8));
      refused(
          "Expected 2 to 3 dimensions, but got 1-dimensional tensor for argument #1 'self' (while checking arguments for adaptive_avg_pool1d)",
          new AdaptiveAvgPool1d(2),
          x(8));
      refused(
          "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {-2, -2}",
          new AdaptiveAvgPool2d(-2),
          x(1, 8, 8));
      refused(
          "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received {1, -2}",
          new AdaptiveAvgPool1d(-2),
          x(1, 8));
      refused(
          "\"adaptive_avg_pool2d\" not implemented for 'Long'",
          new AdaptiveAvgPool2d(2),
          ints(1, 8, 8));
    }
  }

  @Test
  void batchNorm() {
    try (var scope = Torch.scope()) {
      refused("expected 2D or 3D input (got 1D input)", new BatchNorm1d(3), x(3));
      refused("expected 2D or 3D input (got 4D input)", new BatchNorm1d(3), x(3, 3, 3, 3));
      refused("running_mean should contain 4 elements not 3", new BatchNorm1d(3), x(2, 4));
      BatchNorm1d evaluated = new BatchNorm1d(3);
      evaluated.eval();
      refused("running_mean should contain 4 elements not 3", evaluated, x(2, 4));
      refused(
          "weight should contain 4 elements not 3",
          BatchNorm1d.builder(3).trackRunningStats(false).build(),
          x(2, 4));
      refused(
          "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])",
          new BatchNorm1d(3),
          x(1, 3));
      refused(
          "Expected more than 1 value per channel when training, got input size torch.Size([1, 3, 1])",
          new BatchNorm1d(3),
          x(1, 3, 1));
      refused(
          "batch_norm eps must be positive during training, but got 0.0",
          BatchNorm1d.builder(3).eps(0).build(),
          x(2, 3));
      BatchNorm1d negative = BatchNorm1d.builder(3).eps(-1).build();
      negative.eval();
      refused("batch_norm eps must be non-negative, but got -1.0", negative, x(2, 3));
      refused(
          "mixed dtype (CPU): all inputs must share same datatype.",
          new BatchNorm1d(3),
          doubles(2, 3));
      refused("\"batch_norm\" not implemented for 'Long'", new BatchNorm1d(3), ints(2, 3));
    }
    refused("Trying to create tensor with negative dimension -3: [-3]", () -> new BatchNorm1d(-3));
    refused(
        "running_mean must be defined in evaluation mode",
        () -> Functional.batchNorm(x(2, 3), null, null));
    refused(
        "tuple index out of range",
        () -> Functional.batchNorm(x(), null, null, null, null, true, 0.1, 1e-5));
    refused(
        "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
        () -> Functional.batchNorm(x(3), null, null, null, null, true, 0.1, 1e-5));
    refused(
        "running_mean should contain 3 elements not 4",
        () -> Functional.batchNorm(x(2, 3), x(4), x(3)));
    refused(
        "weight should contain 3 elements not 4",
        () -> Functional.batchNorm(x(2, 3), x(3), x(3), x(4), x(4), false, 0.1, 1e-5));
    refused(
        "bias should contain 3 elements not 4",
        () -> Functional.batchNorm(x(2, 3), x(3), x(3), x(3), x(4), false, 0.1, 1e-5));
  }

  @Test
  void layerNorm() {
    try (var scope = Torch.scope()) {
      refused(
          "Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]",
          new LayerNorm(4),
          x(2, 3));
      refused(
          "mixed dtype (CPU): all inputs must share same datatype.",
          new LayerNorm(3),
          doubles(2, 3));
      refused(
          "mixed dtype (CPU): all inputs must share same datatype.", new LayerNorm(3), ints(2, 3));
      refused(
          "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []",
          new LayerNorm(),
          x(2, 3));
    }
    refused("Trying to create tensor with negative dimension -3: [-3]", () -> new LayerNorm(-3));
    refused(
        "Expected weight to be of same shape as normalized_shape, but got weight of shape [4] and normalized_shape = [3]",
        () -> Functional.layerNorm(x(2, 3), new long[] {3}, x(4), null, 1e-5));
    refused(
        "Expected bias to be of same shape as normalized_shape, but got bias of shape [4] and normalized_shape = [3]",
        () -> Functional.layerNorm(x(2, 3), new long[] {3}, x(3), x(4), 1e-5));
  }

  @Test
  void smallLayers() {
    refused("dropout probability has to be between 0 and 1, but got 1.5", () -> new Dropout2d(1.5));
    try (var scope = Torch.scope()) {
      refused(
          "result type Float can't be cast to the desired output type Long",
          new Dropout2d(),
          ints(2, 3, 4, 4));
      refused("Feature dropout requires at least 2 dimensions in the input", new Dropout2d(), x(3));
      refused(
          "flatten() has invalid args: start_dim cannot come after end_dim",
          new Flatten(2, 1),
          x(2, 3, 4));
      refused(
          "Dimension out of range (expected to be in range of [-3, 2], but got 5)",
          new Flatten(1, 5),
          x(2, 3, 4));
      refused(
          "Dimension out of range (expected to be in range of [-1, 0], but got 1)",
          new Flatten(),
          x(3));
    }
  }

  @Test
  void padding() {
    refused("Unrecognised padding mode mirror", () -> pad("mirror", x(2, 3), 1, 1));
    refused("Padding length must be divisible by 2", () -> pad("constant", x(2, 3), 1, 1, 1));
    refused(
        "Padding length should be less than or equal to two times the input dimension but got padding length 4 and input of dimension 1",
        () -> pad("constant", x(3), 1, 1, 1, 1));
    refused(
        "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (3, 1) at dimension 1 of input [2, 3]",
        () -> pad("reflect", x(2, 3), 3, 1));
    refused(
        """
        Padding size 2 is not supported for 1D input tensor.
        Supported combinations for non-constant padding:
          - 2D or 3D input: padding size = 2 (pads last dimension)
          - 3D or 4D input: padding size = 4 (pads last 2 dimensions)
          - 4D or 5D input: padding size = 6 (pads last 3 dimensions)""",
        () -> pad("reflect", x(3), 1, 1));
    refused(
        "Padding mode \"reflect\" doesn't take in value argument",
        () -> Functional.pad(x(2, 3), new long[] {1, 1}, "reflect", 1));
    refused(
        "Padding value causes wrapping around more than once.",
        () -> pad("circular", x(2, 3), 4, 1));
    refused("narrow(): length must be non-negative.", () -> Functional.pad(x(2, 3), -2, -2));
  }

  private static NDArray pad(String mode, NDArray input, long... pad) {
    return Functional.pad(input, pad, mode);
  }
}
