# The part of the functions for convolutions, pools and normalization.

# Convolutions, pools and normalization.

# Way 1 computes in float64, which LibTorch does without oneDNN: see Convolution.java.
def conv1d(self, way: int, x: Tensor, w: Tensor, b: Optional[Tensor], stride: List[int], padding: List[int], same: bool, dilation: List[int], groups: int) -> Tensor:
  dtype = x.dtype
  if way == 1 and self.is_valid(x, w, b, dilation):
    x, w, b = x.to(7), w.to(7), self.in_float64(b)
  if same:
    return torch.conv1d(x, w, b, stride, "same", dilation, groups).to(dtype)
  return torch.conv1d(x, w, b, stride, padding, dilation, groups).to(dtype)

def conv2d(self, way: int, x: Tensor, w: Tensor, b: Optional[Tensor], stride: List[int], padding: List[int], same: bool, dilation: List[int], groups: int) -> Tensor:
  dtype = x.dtype
  if way == 1 and self.is_valid(x, w, b, dilation):
    x, w, b = x.to(7), w.to(7), self.in_float64(b)
  if same:
    return torch.conv2d(x, w, b, stride, "same", dilation, groups).to(dtype)
  return torch.conv2d(x, w, b, stride, padding, dilation, groups).to(dtype)

# Whether the usual way would not refuse what float64 takes or refuses in other words.
def is_valid(self, x: Tensor, w: Tensor, b: Optional[Tensor], dilation: List[int]) -> bool:
  return w.dtype == x.dtype and (b is None or b.dtype == x.dtype) and min(dilation) > 0 and w.numel() > 0

def in_float64(self, x: Optional[Tensor]) -> Optional[Tensor]:
  if x is None:
    return x
  return x.to(7)

# Numbers between -1 and 1, not random ones: the generator belongs to the user.
def waves(self, sizes: List[int], frequency: float) -> Tensor:
  count = 1
  for size in sizes:
    count = count * size
  return torch.sin(torch.arange(1, count + 1, dtype=6) * frequency).view(sizes)

# A convolution, and its gradients of the input, the weight and the bias.
def conv_and_back(self, way: int, x: Tensor, w: Tensor, b: Tensor, g: Tensor, padding: List[int]) -> List[Tensor]:
  ones = annotate(List[int], [])
  zeros = annotate(List[int], [])
  for size in padding:
    ones.append(1)
    zeros.append(0)
  if len(padding) == 1:
    y = self.conv1d(way, x, w, b, ones, padding, False, ones, 1)
  else:
    y = self.conv2d(way, x, w, b, ones, padding, False, ones, 1)
  if way == 1:
    x, w, g = x.to(7), w.to(7), g.to(7)
  dx, dw, db = torch.convolution_backward(g, x, w, [w.size(0)], ones, padding, ones, False, zeros, 1, [True, True, True])
  return [y, dx, dw, db]

# The largest error of a way in units of about the numbers' size, compared with float64. The sizes
# of a case are the number of spatial axes, batch, channels in and out, kernel and length.
def conv_error(self, way: int, sizes: List[int]) -> List[Tensor]:
  error = torch.zeros([], dtype=7)
  for i in range(len(sizes) // 6):
    axes, batch, channels, out, kernel, length = sizes[6 * i], sizes[6 * i + 1], sizes[6 * i + 2], sizes[6 * i + 3], sizes[6 * i + 4], sizes[6 * i + 5]
    inputs, weights, outputs, padding = [batch, channels], [out, channels], [batch, out], annotate(List[int], [])
    for k in range(axes):
      inputs.append(length)
      weights.append(kernel)
      outputs.append(length - kernel % 2 + 1)
      padding.append(kernel // 2)
    x, w, b, g = self.waves(inputs, 1.9), self.waves(weights, 0.7), self.waves([out], 1.3), self.waves(outputs, 2.3)
    got = self.conv_and_back(way, x, w, b, g, padding)
    expected = self.conv_and_back(1, x.to(7), w.to(7), b.to(7), g.to(7), padding)
    for k in range(4):
      size = torch.clamp(torch.max(torch.abs(expected[k])), min=1.)
      error = torch.maximum(error, torch.max(torch.abs(got[k].to(7) - expected[k])) / size)
  return [error.to(6)]

def max_pool1d(self, x: Tensor, kernel_size: List[int], stride: List[int], padding: List[int], dilation: List[int], ceil_mode: bool) -> Tensor:
  return torch.max_pool1d(x, kernel_size, stride, padding, dilation, ceil_mode)

def max_pool2d(self, x: Tensor, kernel_size: List[int], stride: List[int], padding: List[int], dilation: List[int], ceil_mode: bool) -> Tensor:
  return torch.max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)

def avg_pool1d(self, x: Tensor, kernel_size: List[int], stride: List[int], padding: List[int], ceil_mode: bool, count_include_pad: bool) -> Tensor:
  return torch.avg_pool1d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)

def avg_pool2d(self, x: Tensor, kernel_size: List[int], stride: List[int], padding: List[int], ceil_mode: bool, count_include_pad: bool, divisor_override: Optional[int]) -> Tensor:
  return torch.avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)

def adaptive_avg_pool1d(self, x: Tensor, output_size: List[int]) -> Tensor:
  return torch.adaptive_avg_pool1d(x, output_size)

def adaptive_avg_pool2d(self, x: Tensor, output_size: List[int]) -> Tensor:
  return torch.adaptive_avg_pool2d(x, output_size)

def pad(self, x: Tensor, pad: List[int], mode: str, value: Optional[float]) -> Tensor:
  return torch.pad(x, pad, mode, value)

def flatten(self, x: Tensor, start_dim: int, end_dim: int) -> Tensor:
  return torch.flatten(x, start_dim, end_dim)

def feature_dropout(self, x: Tensor, p: float, train: bool) -> Tensor:
  return torch.feature_dropout(x, p, train)

def layer_norm(self, x: Tensor, normalized_shape: List[int], weight: Optional[Tensor], bias: Optional[Tensor], eps: float) -> Tensor:
  return torch.layer_norm(x, normalized_shape, weight, bias, eps, True)

def batch_norm(self, x: Tensor, running_mean: Optional[Tensor], running_var: Optional[Tensor], weight: Optional[Tensor], bias: Optional[Tensor], training: bool, momentum: float, eps: float) -> Tensor:
  return torch.batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps, True)

# In training, with running statistics. The momentum is None for the mean of all batches.
def batch_norm_tracked(self, x: Tensor, running_mean: Tensor, running_var: Tensor, num_batches_tracked: Tensor, weight: Optional[Tensor], bias: Optional[Tensor], momentum: Optional[float], eps: float) -> Tensor:
  torch.add_(num_batches_tracked, 1)
  if momentum is None:
    momentum = 1. / float(num_batches_tracked)
  return torch.batch_norm(x, weight, bias, running_mean, running_var, True, momentum, eps, True)

def linear(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return torch.linear(x, weight, bias)

def normalize(self, x: Tensor, p: float, dim: int, eps: float) -> Tensor:
  return x / torch.linalg_vector_norm(x, p, [dim], True).clamp_min(eps).expand_as(x)

def cosine_similarity(self, x1: Tensor, x2: Tensor, dim: int, eps: float) -> Tensor:
  return torch.cosine_similarity(x1, x2, dim, eps)
