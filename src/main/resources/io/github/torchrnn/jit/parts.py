# Parts of a batch, each of which a thread computes: how they are cut out of the arguments, and how
# what they computed is put together, always in the order of the parts.

def part_refuse(self, x: Tensor, dim: int, batch: int) -> None:
  if x.size(dim) % batch != 0:
    ops.prim.RaiseException("the arguments have batches of different sizes")

# An axis in three: what stands before the batch, the batch, and what stands behind it.
def part_split_axis(self, x: Tensor, dim: int, batch: int, is_outer: bool) -> Tensor:
  self.part_refuse(x, dim, batch)
  return torch.unflatten(x, dim, [x.size(dim) // batch, batch] if is_outer else [batch, x.size(dim) // batch])

def part_slice(self, x: Tensor, dim: int, batch: int, start: int, end: int) -> Tensor:
  if x.size(dim) != batch:
    ops.prim.RaiseException("the arguments have batches of different sizes")
  return torch.contiguous(torch.slice(x, dim, start, end))

def part_slice_merged(self, x: Tensor, dim: int, batch: int, start: int, end: int, is_outer: bool) -> Tensor:
  at = dim + 1 if is_outer else dim
  return torch.flatten(torch.slice(self.part_split_axis(x, dim, batch, is_outer), at, start, end), dim, dim + 1)

def part_pick(self, x: Tensor, dim: int, batch: int, members: Tensor) -> Tensor:
  if x.size(dim) != batch:
    ops.prim.RaiseException("the arguments have batches of different sizes")
  return torch.index_select(x, dim, members)

def part_pick_merged(self, x: Tensor, dim: int, batch: int, members: Tensor, is_outer: bool) -> Tensor:
  at = dim + 1 if is_outer else dim
  return torch.flatten(torch.index_select(self.part_split_axis(x, dim, batch, is_outer), at, members), dim, dim + 1)

# The part of each sequence of a packed batch: those of part k stand from bounds[k] to bounds[k + 1]
# in the order of their lengths.
def part_of(self, bounds: List[int], sorted: Optional[Tensor]) -> Tensor:
  counts = annotate(List[int], [])
  for k in range(len(bounds) - 1):
    counts.append(bounds[k + 1] - bounds[k])
  of = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
  return of if sorted is None else torch.scatter(of, 0, sorted, of)

def part_members(self, of: Tensor, k: int) -> Tensor:
  return torch.squeeze(torch.nonzero(torch.eq(of, k)), 1)

# The part of each sequence in the order of a packed batch, and the sequence of each row of its data.
def part_sorted(self, of: Tensor, sorted: Optional[Tensor]) -> Tensor:
  return of if sorted is None else torch.index_select(of, 0, sorted)

def part_sequences(self, batch_sizes: Tensor) -> Tensor:
  ends = torch.cumsum(batch_sizes, 0)
  starts = torch.sub(ends, batch_sizes)
  return torch.sub(torch.arange(int(torch.select(ends, 0, -1))), torch.repeat_interleave(starts, batch_sizes))

def part_rows(self, of: Tensor, batch_sizes: Tensor, k: int) -> Tensor:
  return self.part_members(torch.index_select(of, 0, self.part_sequences(batch_sizes)), k)

def part_batch_sizes(self, of: Tensor, batch_sizes: Tensor, k: int) -> Tensor:
  counts = torch.index_select(torch.cumsum(torch.eq(of, k), 0), 0, torch.sub(batch_sizes, 1))
  return torch.masked_select(counts, torch.gt(counts, 0))

# The order in which the sequences of a part were sorted, as places among the part's.
def part_order(self, of: Tensor, sorted: Tensor, k: int) -> Tensor:
  places = torch.sub(torch.cumsum(torch.eq(of, k), 0), 1)
  own = torch.masked_select(sorted, torch.eq(torch.index_select(of, 0, sorted), k))
  return torch.index_select(places, 0, own)

def part_inverse(self, order: Tensor) -> Tensor:
  return torch.scatter(torch.zeros_like(order), 0, order, torch.arange(order.size(0)))

# The number by which the mean of nll_loss divides.
def part_total(self, target: Tensor, weight: Optional[Tensor], ignore_index: int) -> Tensor:
  counted = torch.ne(target, ignore_index)
  if weight is None:
    return torch.sum(counted)
  return torch.sum(torch.mul(torch.take(weight, torch.mul(torch.to(target, 4), counted)), counted))

# The parts that there are, of a batch that may have less examples than there are threads.
def part_lists(self, all: List[List[Tensor]]) -> List[List[Tensor]]:
  found = annotate(List[List[Tensor]], [])
  for part in all:
    if len(part) > 0:
      found.append(part)
  return found

def part_results(self, parts: List[List[Tensor]], i: int) -> List[Tensor]:
  found = annotate(List[Tensor], [])
  for part in parts:
    found.append(part[i])
  return found

def part_sum(self, xs: List[Tensor]) -> Tensor:
  sum = xs[0]
  for i in range(1, len(xs)):
    sum = torch.add(sum, xs[i])
  return sum

# The gradients of all parts, which follow the results. An empty tensor stands for None.
def part_gradients(self, parts: List[List[Tensor]], first: int, params: List[Tensor]) -> List[Optional[Tensor]]:
  grads = annotate(List[Optional[Tensor]], [])
  for i in range(len(params)):
    sum = self.part_sum(self.part_results(parts, first + i))
    if sum.numel() == 0 and params[i].numel() > 0:
      grads.append(None)
    else:
      grads.append(sum)
  return grads

def part_join_outer(self, xs: List[Tensor], dim: int, bounds: List[int]) -> Tensor:
  split = annotate(List[Tensor], [])
  for k in range(len(xs)):
    split.append(self.part_split_axis(xs[k], dim, bounds[k + 1] - bounds[k], True))
  return torch.flatten(torch.cat(split, dim + 1), dim, dim + 1)

# What the parts of a packed batch computed, in the order of the batch.
def part_join_packed(self, xs: List[Tensor], dim: int, of: Tensor) -> Tensor:
  order = torch.argsort(of, stable=True, dim=0, descending=False)
  return torch.index_select(torch.cat(xs, dim), dim, self.part_inverse(order))

# Masks are drawn in the order of memory, which is followed from arguments that lie in their own.
def part_in_order(self, xs: List[Tensor]) -> None:
  for x in xs:
    if not x.is_contiguous():
      ops.prim.RaiseException("an argument does not lie in the order of its axes")
