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
