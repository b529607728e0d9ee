# The part of the functions for further layers: activations, products, bags and other sizes.

def prelu(self, x: Tensor, weight: Tensor) -> Tensor:
  return torch.prelu(x, weight)

# LibTorch 2.7 takes exp(x) - 1 on a CPU, which is far off near 0. Writes the exact one into y, whose
# gradient is LibTorch's.
def write_elu_(self, y: Tensor, x: Tensor, alpha: number, scale: number, input_scale: number) -> None:
  if not x.is_cuda:
    plain = torch.detach(x)
    wide = plain.to(6) if plain.dtype == 5 else plain
    factor = torch.full([], alpha, dtype=wide.dtype) * torch.full([], scale, dtype=wide.dtype)
    below = torch.mul(torch.expm1(torch.mul(wide, input_scale)), factor)
    torch.copy_(torch.detach(y), torch.where(torch.lt(wide, 0), below, torch.mul(wide, scale)))

def selu(self, x: Tensor) -> Tensor:
  y = torch.selu(x)
  self.write_elu_(y, x, 1.6732632423543772, 1.0507009873554805, 1)
  return y

def celu(self, x: Tensor, alpha: number) -> Tensor:
  y = torch.celu(x, alpha)
  self.write_elu_(y, x, alpha, 1, 1. / float(alpha))
  return y

def mish(self, x: Tensor) -> Tensor:
  return torch.mish(x)

def softsign(self, x: Tensor) -> Tensor:
  return torch.div(x, torch.add(torch.abs(x), 1))

def hardsigmoid(self, x: Tensor) -> Tensor:
  return torch.hardsigmoid(x)

def hardswish(self, x: Tensor) -> Tensor:
  return torch.hardswish(x)

def threshold(self, x: Tensor, threshold: number, value: number) -> Tensor:
  return torch.threshold(x, threshold, value)

def glu(self, x: Tensor, dim: int) -> Tensor:
  return torch.glu(x, dim)

# Numbers of Gumbel(0, 1).
def gumbels(self, x: Tensor) -> Tensor:
  return torch.neg(torch.log(torch.exponential_(torch.empty_like(x, memory_format=0))))

def gumbel_scores(self, logits: Tensor, gumbels: Tensor, tau: number) -> Tensor:
  return torch.div(torch.add(logits, gumbels), tau)

# A one at the greatest number along an axis, with the gradient of the numbers.
def one_hot_max(self, x: Tensor, dim: int) -> Tensor:
  values, index = torch.max(x, dim, True)
  hard = torch.scatter(torch.zeros_like(x), dim, index, 1.)
  return torch.add(torch.sub(hard, torch.detach(x)), x)

def unflatten(self, x: Tensor, dim: int, sizes: List[int]) -> Tensor:
  return torch.unflatten(x, dim, sizes)

def bilinear(self, x1: Tensor, x2: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return torch.bilinear(x1, x2, weight, bias)

def group_norm(self, x: Tensor, num_groups: int, weight: Optional[Tensor], bias: Optional[Tensor], eps: float) -> Tensor:
  return torch.group_norm(x, num_groups, weight, bias, eps, True)

def conv_transpose1d(self, x: Tensor, weight: Tensor, bias: Optional[Tensor], stride: List[int], padding: List[int], output_padding: List[int], groups: int, dilation: List[int]) -> Tensor:
  return torch.conv_transpose1d(x, weight, bias, stride, padding, output_padding, groups, dilation)

# To a size, or by factors: the other is None.

def factors(self, height: Optional[float], width: Optional[float]) -> Optional[List[float]]:
  if width is None:
    return None
  if height is None:
    return [width]
  return [height, width]

def upsample_nearest1d(self, x: Tensor, size: Optional[List[int]], width: Optional[float]) -> Tensor:
  return torch.upsample_nearest1d(x, size, self.factors(None, width))

def upsample_nearest2d(self, x: Tensor, size: Optional[List[int]], height: Optional[float], width: Optional[float]) -> Tensor:
  return torch.upsample_nearest2d(x, size, self.factors(height, width))

def upsample_linear1d(self, x: Tensor, size: Optional[List[int]], align_corners: bool, width: Optional[float]) -> Tensor:
  return torch.upsample_linear1d(x, size, align_corners, self.factors(None, width))

def upsample_bilinear2d(self, x: Tensor, size: Optional[List[int]], align_corners: bool, height: Optional[float], width: Optional[float]) -> Tensor:
  return torch.upsample_bilinear2d(x, size, align_corners, self.factors(height, width))

# Without offsets, rows of indices are the bags.
def embedding_bag(self, weight: Tensor, indices: Tensor, offsets: Optional[Tensor], scale_grad_by_freq: bool, mode: int, per_sample_weights: Optional[Tensor], include_last_offset: bool, padding_idx: Optional[int]) -> Tensor:
  flat = indices.reshape([-1])
  last = include_last_offset
  if offsets is None:
    last = False
    starts = torch.arange(0, indices.numel(), indices.size(1), dtype=indices.dtype, device=indices.device)
  else:
    starts = offsets
  factors = per_sample_weights
  if factors is not None:
    factors = factors.reshape([-1])
  y, places, sizes, greatest = torch.embedding_bag(weight, flat, starts, scale_grad_by_freq, mode, False, factors, last, padding_idx)
  return y
