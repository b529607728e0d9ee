# The part of the functions that reduces along axes, picks numbers and contracts axes.

# Median and mode, products, norms and extremes.

def median_all(self, x: Tensor) -> Tensor:
  return torch.median(x)

def median(self, x: Tensor, dim: int, keepdim: bool) -> List[Tensor]:
  values, indices = torch.median(x, dim, keepdim)
  return [values, indices]

def mode(self, x: Tensor, dim: int, keepdim: bool) -> List[Tensor]:
  values, indices = torch.mode(x, dim, keepdim)
  return [values, indices]

def cumprod(self, x: Tensor, dim: int) -> Tensor:
  return torch.cumprod(x, dim)

def p_norm(self, x: Tensor, p: float, dims: Optional[List[int]], keepdim: bool) -> Tensor:
  return torch.linalg_vector_norm(x, p, dims, keepdim)

# Without axes of all, of which there have to be two.
def matrix_norm(self, x: Tensor, ord: str, dims: Optional[List[int]], keepdim: bool) -> Tensor:
  axes = annotate(List[int], [])
  if dims is None:
    for i in range(x.dim()):
      axes.append(i)
  else:
    axes = dims
  return torch.linalg_matrix_norm(x, ord, axes, keepdim)

def max_all(self, x: Tensor) -> Tensor:
  return torch.max(x)

def min_all(self, x: Tensor) -> Tensor:
  return torch.min(x)

def argmax(self, x: Tensor, dim: Optional[int], keepdim: bool) -> Tensor:
  return torch.argmax(x, dim, keepdim)

# Some of the numbers, and numbers several times.

def index_select(self, x: Tensor, dim: int, index: Tensor) -> Tensor:
  return torch.index_select(x, dim, index)

def masked_select(self, x: Tensor, mask: Tensor) -> Tensor:
  return torch.masked_select(x, mask)

def nonzero(self, x: Tensor) -> Tensor:
  return torch.nonzero(x)

def repeat_interleave(self, x: Tensor, repeats: int, dim: Optional[int]) -> Tensor:
  return torch.repeat_interleave(x, repeats, dim)

def repeat_interleave_each(self, x: Tensor, repeats: Tensor, dim: Optional[int]) -> Tensor:
  return torch.repeat_interleave(x, repeats, dim)

def repeat_interleave_of(self, repeats: Tensor) -> Tensor:
  return torch.repeat_interleave(repeats)

# Sums of products.

def einsum(self, equation: str, operands: List[Tensor]) -> Tensor:
  return torch.einsum(equation, operands)

def dot(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.dot(x, y)

# Of each number by itself.

def exp(self, x: Tensor) -> Tensor:
  return torch.exp(x)

def log(self, x: Tensor) -> Tensor:
  return torch.log(x)

def sqrt(self, x: Tensor) -> Tensor:
  return torch.sqrt(x)

def sin(self, x: Tensor) -> Tensor:
  return torch.sin(x)

def cos(self, x: Tensor) -> Tensor:
  return torch.cos(x)

def tanh(self, x: Tensor) -> Tensor:
  return torch.tanh(x)

def abs(self, x: Tensor) -> Tensor:
  return torch.abs(x)

def round(self, x: Tensor) -> Tensor:
  return torch.round(x)

def mul(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.mul(x, y)

def eq(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.eq(x, y)

def ne(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.ne(x, y)

def maximum(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.maximum(x, y)

def minimum(self, x: Tensor, y: Tensor) -> Tensor:
  return torch.minimum(x, y)

def softmax(self, x: Tensor, dim: int) -> Tensor:
  return torch.softmax(x, dim)
