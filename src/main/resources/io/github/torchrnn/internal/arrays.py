# The part of the kernels for arrays by themselves: new ones, their properties, and files of them.

# Arrays.

def clone(self, x: Tensor) -> Tensor:
  return torch.clone(x)

def detach(self, x: Tensor) -> Tensor:
  return torch.detach(x)

def copy_(self, x: Tensor, source: Tensor) -> None:
  torch.copy_(x, source)

def set_data(self, x: Tensor, data: Tensor) -> None:
  torch.set_data(x, data)

# Replaces the memory of x, which starts its storage, by a copy; views of x become views of the copy.
def move_data(self, x: Tensor, views: List[Tensor]) -> None:
  old = torch.detach(x)
  copy = torch.clone(old)
  for view in views:
    sizes, strides, offset = view.size(), view.stride(), view.storage_offset()
    end = offset + 1
    for i in range(len(sizes)):
      end = end + (sizes[i] - 1) * strides[i]
    if view.dtype == old.dtype and view.numel() > 0 and end <= old.numel():
      if torch.is_set_to(torch.as_strided(old, sizes, strides, offset), view):
        torch.set_data(view, torch.as_strided(copy, sizes, strides, offset))
  torch.set_data(x, copy)

def randn(self, sizes: List[int]) -> Tensor:
  return torch.randn(sizes)

def rand(self, sizes: List[int]) -> Tensor:
  return torch.rand(sizes)

def randperm(self, n: int, generator: Optional[Generator]) -> Tensor:
  return torch.randperm(n, generator=generator)

def randint(self, low: int, high: int, sizes: List[int], generator: Optional[Generator]) -> Tensor:
  return torch.randint(low, high, sizes, generator=generator)

def random_(self, x: Tensor, generator: Optional[Generator]) -> None:
  torch.random_(x, generator=generator)

# Of a seed that is no constant: LibTorch folds a generator of constants to one for all calls.
def new_generator(self, seed: int) -> Generator:
  return torch.Generator(device="cpu", seed=seed)

def seed_generator(self, generator: Generator, seed: int) -> None:
  generator2 = torch.manual_seed(generator, seed)

def multinomial(self, probabilities: Tensor, samples: int, replacement: bool, generator: Optional[Generator]) -> Tensor:
  return torch.multinomial(probabilities, samples, replacement, generator=generator)

def full(self, sizes: List[int], value: float, dtype: int) -> Tensor:
  return torch.full(sizes, value, dtype=dtype)

def ones(self, sizes: List[int]) -> Tensor:
  return torch.ones(sizes)

# The numbers in row-major order, and a part of them, in LibTorch's own memory.
def flat_on_cpu(self, x: Tensor) -> Tensor:
  return torch.detach(x).cpu().contiguous().view(-1)

def part(self, flat: Tensor, start: int, length: int) -> Tensor:
  return flat.narrow(0, start, length)

# Writing to files.

def flat_copy(self, x: Tensor) -> Tensor:
  y = torch.detach(x)
  y = y.cpu().contiguous() if y.is_cuda else torch.clone(y, memory_format=0)
  return y.view(-1)

def first_of_storage(self, x: Tensor) -> Tensor:
  return torch.as_strided(torch.detach(x), [1], [1], 0)

def part_of_storage(self, x: Tensor, offset: int, length: int) -> Tensor:
  return torch.as_strided(torch.detach(x), [length], [1], offset)

def is_set_to(self, x: Tensor, y: Tensor) -> bool:
  return x.is_set_to(y)

def offset_and_strides(self, x: Tensor) -> List[int]:
  layout = [x.storage_offset()]
  for d in range(x.dim()):
    layout.append(x.stride(d))
  return layout

# The buffers of modules.

def detached_clone(self, x: Tensor) -> Tensor:
  return torch.clone(torch.detach(x))

# Properties of arrays.

def requires_grad(self, x: Tensor) -> bool:
  return x.requires_grad

def is_leaf(self, x: Tensor) -> bool:
  return torch.is_leaf(x)

# The printed elements of an array, in a type that Java reads.
def shown(self, x: Tensor, summarize: bool, edge: int) -> Tensor:
  y = torch.detach(x)
  if summarize:
    for d in range(y.dim()):
      n = y.size(d)
      if n > 2 * edge:
        y = torch.cat([torch.narrow(y, d, 0, edge), torch.narrow(y, d, n - edge, edge)], d)
  int64, float64, boolean = 4, 7, 11
  if torch.is_floating_point(y):
    y = y.to(float64)
  elif y.dtype != boolean:
    y = y.to(int64)
  return torch.contiguous(y).cpu()

# Reading from files.

# The tensor that torch's _rebuild_tensor makes: it shares the storage, but is not a view.
def view_of_storage(self, storage: Tensor, size: List[int], stride: List[int], offset: int) -> Tensor:
  return torch.empty([0], dtype=storage.dtype).set_(storage, offset, size, stride)

def negated(self, x: Tensor) -> Tensor:
  return torch.neg(x)

def none(self) -> Optional[Tensor]:
  return None
