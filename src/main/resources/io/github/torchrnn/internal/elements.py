# The part of the functions that works element by element, draws and differentiates.

# Changes in place, and initialization.

def copy_(self, x: Tensor, source: Tensor) -> None:
  torch.copy_(x, source)

def fill_(self, x: Tensor, value: number) -> None:
  torch.fill_(x, value)

def eye_(self, x: Tensor) -> None:
  torch.zero_(x)
  torch.fill_(torch.diagonal(x), 1)

# The parameters from a vector, one after the other.
def vector_to_parameters(self, vec: Tensor, params: List[Tensor]) -> None:
  start = 0
  for p in params:
    n = p.numel()
    torch.copy_(p, torch.slice(vec, 0, start, start + n).reshape(p.size()))
    start = start + n

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

# With write_elu_ of layers.py, since LibTorch 2.7 is far off near 0.
def elu(self, x: Tensor, alpha: number) -> Tensor:
  y = torch.elu(x, alpha)
  self.write_elu_(y, x, alpha, 1, 1)
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
