# The functions of torch that a training step seldom calls, as TorchScript: loaded when the first of
# them is called. Functions.java loads it. Each method does what the torch function that it names
# does.
class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # New arrays.

  def arange(self, start: number, end: number, step: number) -> Tensor:
    return torch.arange(start, end, step)

  def linspace(self, start: number, end: number, steps: int) -> Tensor:
    return torch.linspace(start, end, steps)

  def full(self, sizes: List[int], value: number, dtype: Optional[int]) -> Tensor:
    return torch.full(sizes, value, dtype=dtype)

  def eye(self, rows: int, columns: int) -> Tensor:
    return torch.eye(rows, columns)

  def normal(self, mean: float, std: float, sizes: List[int], generator: Optional[Generator]) -> Tensor:
    return torch.normal(mean, std, sizes, generator=generator)

  def zeros_like(self, x: Tensor) -> Tensor:
    return torch.zeros_like(x)

  def ones_like(self, x: Tensor) -> Tensor:
    return torch.ones_like(x)

  def full_like(self, x: Tensor, value: number) -> Tensor:
    return torch.full_like(x, value)

  def rand_like(self, x: Tensor) -> Tensor:
    return torch.rand_like(x)

  def randn_like(self, x: Tensor) -> Tensor:
    return torch.randn_like(x)

  def bernoulli(self, p: Tensor, generator: Optional[Generator]) -> Tensor:
    return torch.bernoulli(p, generator=generator)

  def bernoulli_(self, x: Tensor, p: float, generator: Optional[Generator]) -> None:
    torch.bernoulli_(x, p, generator=generator)

  # Shapes.

  def cat(self, tensors: List[Tensor], dim: int) -> Tensor:
    return torch.cat(tensors, dim)

  def stack(self, tensors: List[Tensor], dim: int) -> Tensor:
    return torch.stack(tensors, dim)

  def unsqueeze(self, x: Tensor, dim: int) -> Tensor:
    return torch.unsqueeze(x, dim)

  def squeeze(self, x: Tensor) -> Tensor:
    return torch.squeeze(x)

  def squeeze_dim(self, x: Tensor, dim: int) -> Tensor:
    return torch.squeeze(x, dim)

  def transpose(self, x: Tensor, dim0: int, dim1: int) -> Tensor:
    return torch.transpose(x, dim0, dim1)

  def split(self, x: Tensor, size: int, dim: int) -> List[Tensor]:
    return torch.split(x, size, dim)

  def split_sizes(self, x: Tensor, sizes: List[int], dim: int) -> List[Tensor]:
    return torch.split_with_sizes(x, sizes, dim)

  def chunk(self, x: Tensor, chunks: int, dim: int) -> List[Tensor]:
    return torch.chunk(x, chunks, dim)

  def unbind(self, x: Tensor, dim: int) -> List[Tensor]:
    return torch.unbind(x, dim)

  def flip(self, x: Tensor, dims: List[int]) -> Tensor:
    return torch.flip(x, dims)

  def tile(self, x: Tensor, dims: List[int]) -> Tensor:
    return torch.tile(x, dims)

  def repeat(self, x: Tensor, sizes: List[int]) -> Tensor:
    return x.repeat(sizes)

  def roll(self, x: Tensor, shifts: List[int], dims: List[int]) -> Tensor:
    return torch.roll(x, shifts, dims)

  def tril(self, x: Tensor, diagonal: int) -> Tensor:
    return torch.tril(x, diagonal)

  def triu(self, x: Tensor, diagonal: int) -> Tensor:
    return torch.triu(x, diagonal)

  # LibTorch 2.7 takes indices of int64 alone, torch 2.13 those of int32 too.
  def wide(self, index: Tensor) -> Tensor:
    return index.to(4) if index.dtype == 3 else index

  def gather(self, x: Tensor, dim: int, index: Tensor) -> Tensor:
    return torch.gather(x, dim, self.wide(index))

  def scatter(self, x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    return torch.scatter(x, dim, self.wide(index), src)

  def scatter_value(self, x: Tensor, dim: int, index: Tensor, value: number) -> Tensor:
    return torch.scatter(x, dim, self.wide(index), value)

  # Along an axis.

  def max(self, x: Tensor, dim: int, keepdim: bool) -> List[Tensor]:
    values, indices = torch.max(x, dim, keepdim)
    return [values, indices]

  def min(self, x: Tensor, dim: int, keepdim: bool) -> List[Tensor]:
    values, indices = torch.min(x, dim, keepdim)
    return [values, indices]

  def sort(self, x: Tensor, dim: int, descending: bool, stable: bool) -> List[Tensor]:
    values, indices = torch.sort(x, stable=stable, dim=dim, descending=descending)
    return [values, indices]

  def argsort(self, x: Tensor, dim: int, descending: bool) -> Tensor:
    return torch.argsort(x, dim, descending)

  def topk(self, x: Tensor, k: int, dim: int, largest: bool, sorted: bool) -> List[Tensor]:
    values, indices = torch.topk(x, k, dim, largest, sorted)
    return [values, indices]

  def sum(self, x: Tensor, dims: Optional[List[int]], keepdim: bool) -> Tensor:
    return torch.sum(x, dims, keepdim)

  def mean(self, x: Tensor, dims: Optional[List[int]], keepdim: bool) -> Tensor:
    return torch.mean(x, dims, keepdim)

  def std(self, x: Tensor, dims: Optional[List[int]], correction: number, keepdim: bool) -> Tensor:
    return torch.std(x, dims, correction=correction, keepdim=keepdim)

  def var(self, x: Tensor, dims: Optional[List[int]], correction: number, keepdim: bool) -> Tensor:
    return torch.var(x, dims, correction=correction, keepdim=keepdim)

  def cumsum(self, x: Tensor, dim: int) -> Tensor:
    return torch.cumsum(x, dim)

  def logsumexp(self, x: Tensor, dims: List[int], keepdim: bool) -> Tensor:
    return torch.logsumexp(x, dims, keepdim)

  def bincount(self, x: Tensor, weights: Optional[Tensor], minlength: int) -> Tensor:
    return torch.bincount(x, weights, minlength)

  # Element by element.

  def where(self, condition: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return torch.where(condition, x, y)

  def where_number(self, condition: Tensor, x: Tensor, y: number) -> Tensor:
    return torch.where(condition, x, y)

  def where_numbers(self, condition: Tensor, x: number, y: number) -> Tensor:
    return torch.where(condition, x, y)

  def where_number_tensor(self, condition: Tensor, x: number, y: Tensor) -> Tensor:
    return torch.where(condition, x, y)

  def clamp(self, x: Tensor, min: Optional[number], max: Optional[number]) -> Tensor:
    return torch.clamp(x, min, max)

  def masked_fill(self, x: Tensor, mask: Tensor, value: number) -> Tensor:
    return torch.masked_fill(x, mask, value)

  def rsub(self, x: Tensor, number: number) -> Tensor:
    return torch.rsub(x, number)

  def rdiv(self, x: Tensor, number: number) -> Tensor:
    return torch.mul(torch.reciprocal(x), number)

  def isnan(self, x: Tensor) -> Tensor:
    return torch.isnan(x)

  def allclose(self, x: Tensor, y: Tensor, rtol: float, atol: float, equal_nan: bool) -> bool:
    return torch.allclose(x, y, rtol, atol, equal_nan)

  def equal(self, x: Tensor, y: Tensor) -> bool:
    return torch.equal(x, y)

  # Products.

  def bmm(self, x: Tensor, y: Tensor) -> Tensor:
    return torch.bmm(x, y)

  def matmul(self, x: Tensor, y: Tensor) -> Tensor:
    return torch.matmul(x, y)

  def outer(self, x: Tensor, y: Tensor) -> Tensor:
    return torch.outer(x, y)

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

  # Changes in place, and initialization.

  def copy_(self, x: Tensor, source: Tensor) -> None:
    torch.copy_(x, source)

  def fill_(self, x: Tensor, value: number) -> None:
    torch.fill_(x, value)

  def eye_(self, x: Tensor) -> None:
    torch.zero_(x)
    torch.fill_(torch.diagonal(x), 1)

  # How much of N(0, 1) is within [a, b].
  def normal_mass(self, a: float, b: float) -> Tensor:
    above = (1. + torch.erf(b / 1.4142135623730951)) / 2.
    below = (1. + torch.erf(a / 1.4142135623730951)) / 2.
    return torch.tensor(above - below, dtype=7)

  # The bounds as numbers of x's type.
  def outside(self, x: Tensor, low: float, high: float) -> Tensor:
    return torch.__or__(torch.lt(x, torch.full([], low, dtype=x.dtype)), torch.gt(x, torch.full([], high, dtype=x.dtype)))

  def any_outside(self, x: Tensor, low: float, high: float) -> bool:
    return bool(torch.any(self.outside(x, low, high)))

  def replace_outside_(self, x: Tensor, drawn: Tensor, low: float, high: float) -> None:
    torch.copy_(x, torch.where(self.outside(x, low, high), drawn, x))

  # Takes what was drawn where x is pending; it remains pending where its density is less than chance.
  def accept_(self, x: Tensor, pending: Tensor, drawn: Tensor, chances: Tensor, mean: float, std: float, peak: float) -> None:
    torch.copy_(x, torch.where(pending, drawn, x))
    log_peak = -0.5 * torch.pow((peak - mean) / std, 2)
    log_density = drawn.sub(mean).div(std).pow(2).mul(-0.5).sub(log_peak)
    torch.__iand__(pending, torch.gt(torch.log(chances), log_density))

  # Activations and losses.

  def leaky_relu(self, x: Tensor, negative_slope: number) -> Tensor:
    return torch.leaky_relu(x, negative_slope)

  # LibTorch 2.7 takes exp(x) - 1 on a CPU, which is far off near 0. The gradient is by its own.
  def elu(self, x: Tensor, alpha: number) -> Tensor:
    y = torch.elu(x, alpha)
    if not x.is_cuda:
      plain = torch.detach(x)
      wide = plain.to(6) if plain.dtype == 5 else plain
      torch.copy_(torch.detach(y), torch.where(torch.lt(wide, 0), torch.mul(torch.expm1(wide), alpha), wide))
    return y

  def gelu(self, x: Tensor, approximate: str) -> Tensor:
    return torch.gelu(x, approximate=approximate)

  def silu(self, x: Tensor) -> Tensor:
    return torch.silu(x)

  def softplus(self, x: Tensor, beta: number, threshold: number) -> Tensor:
    return torch.softplus(x, beta, threshold)

  def hardtanh(self, x: Tensor, min_val: number, max_val: number) -> Tensor:
    return torch.hardtanh(x, min_val, max_val)

  def logsigmoid(self, x: Tensor) -> Tensor:
    return torch.log_sigmoid(x)

  def l1_loss(self, x: Tensor, target: Tensor, reduction: int) -> Tensor:
    both = torch.broadcast_tensors([x, target])
    return torch.l1_loss(both[0], both[1], reduction)

  def smooth_l1_loss(self, x: Tensor, target: Tensor, reduction: int, beta: float) -> Tensor:
    both = torch.broadcast_tensors([x, target])
    dtype = torch.result_type(both[0], both[1])
    return torch.smooth_l1_loss(both[0].to(dtype), both[1].to(dtype), reduction, beta)

  def binary_cross_entropy(self, x: Tensor, target: Tensor, weight: Optional[Tensor], reduction: int) -> Tensor:
    return torch.binary_cross_entropy(x, target, weight, reduction)

  # Numbers of schedules, by the functions of the C library, as in Python.

  def cos_number(self, x: float) -> Tensor:
    return torch.full([], torch.cos(x), dtype=7)

  def log_number(self, x: float) -> Tensor:
    return torch.full([], torch.log(x), dtype=7)

  def pow_number(self, x: float, exponent: float) -> Tensor:
    return torch.full([], x ** exponent, dtype=7)

  # Gradients and distributions.

  def broadcast(self, tensors: List[Tensor]) -> List[Tensor]:
    return torch.broadcast_tensors(tensors)

  def number_like(self, x: Tensor, value: number) -> Tensor:
    return torch.full([], value, dtype=x.dtype, device=x.device)

  def normalized_probs(self, probs: Tensor) -> Tensor:
    return torch.div(probs, torch.sum(probs, [-1], True))

  def normalized_logits(self, logits: Tensor) -> Tensor:
    return torch.sub(logits, torch.logsumexp(logits, [-1], True))

  def log_probs(self, probs: Tensor, eps: float) -> Tensor:
    return torch.log(torch.clamp(probs, eps, 1 - eps))

  def log_odds(self, probs: Tensor, eps: float) -> Tensor:
    clamped = torch.clamp(probs, eps, 1 - eps)
    return torch.sub(torch.log(clamped), torch.log1p(torch.neg(clamped)))

  def probs_of_log_probs(self, logits: Tensor) -> Tensor:
    return torch.softmax(logits, -1)

  def probs_of_log_odds(self, logits: Tensor) -> Tensor:
    return torch.sigmoid(logits)

  def categorical_rows(self, probs: Tensor) -> Tensor:
    return torch.detach(torch.reshape(probs, [-1, probs.size(-1)]))

  def categorical_samples(self, drawn: Tensor, sizes: List[int]) -> Tensor:
    return torch.reshape(torch.t(drawn), sizes)

  def categorical_log_prob(self, logits: Tensor, value: Tensor) -> Tensor:
    both = torch.broadcast_tensors([torch.unsqueeze(value.to(4), -1), logits])
    index = torch.narrow(both[0], -1, 0, 1)
    return torch.squeeze(torch.gather(both[1], -1, index), -1)

  def categorical_entropy(self, logits: Tensor, probs: Tensor, least: float) -> Tensor:
    products = torch.mul(torch.clamp(logits, least), probs)
    return torch.neg(torch.sum(products, [-1]))

  def bernoulli_sample(self, probs: Tensor, sizes: List[int]) -> Tensor:
    return torch.detach(torch.bernoulli(probs.expand(sizes)))

  def bernoulli_log_prob(self, logits: Tensor, value: Tensor) -> Tensor:
    both = torch.broadcast_tensors([logits, value])
    return torch.neg(torch.binary_cross_entropy_with_logits(both[0], both[1], None, None, 0))

  def bernoulli_entropy(self, logits: Tensor, probs: Tensor) -> Tensor:
    return torch.binary_cross_entropy_with_logits(logits, probs, None, None, 0)

  def normal_sample(self, loc: Tensor, scale: Tensor, sizes: List[int]) -> Tensor:
    return torch.detach(torch.normal(loc.expand(sizes), scale.expand(sizes)))

  def normal_rsample(self, loc: Tensor, scale: Tensor, sizes: List[int]) -> Tensor:
    drawn = torch.randn(sizes, dtype=loc.dtype, device=loc.device)
    return torch.add(loc, torch.mul(drawn, scale))

  def normal_log_prob(self, loc: Tensor, scale: Tensor, value: Tensor) -> Tensor:
    squares = torch.pow(torch.sub(value, loc), 2)
    parts = torch.div(torch.neg(squares), torch.mul(torch.pow(scale, 2), 2))
    return torch.sub(torch.sub(parts, torch.log(scale)), 0.9189385332046727)

  def normal_entropy(self, scale: Tensor) -> Tensor:
    return torch.add(torch.log(scale), 1.4189385332046727)

  def is_simplex(self, x: Tensor) -> bool:
    off = torch.abs(torch.sub(torch.sum(x, [-1]), 1))
    return bool(torch.all(torch.all(torch.ge(x, 0), -1) & torch.lt(off, 1e-06)))

  def is_real(self, x: Tensor) -> bool:
    return bool(torch.all(torch.eq(x, x)))

  def is_positive(self, x: Tensor) -> bool:
    return bool(torch.all(torch.gt(x, 0)))

  def is_within(self, x: Tensor, low: number, high: number) -> bool:
    return bool(torch.all(torch.ge(x, low) & torch.le(x, high)))

  def is_integer_within(self, x: Tensor, low: int, high: int) -> bool:
    whole = torch.eq(torch.remainder(x, 1), 0)
    return bool(torch.all(whole & torch.ge(x, low) & torch.le(x, high)))

  def is_boolean(self, x: Tensor) -> bool:
    return bool(torch.all(torch.eq(x, 0) | torch.eq(x, 1)))
