# The rows of sequences: all of a step's batch, step after step, of N rows in all. A padded batch has
# as many rows at each step; the longest packed sequence comes first, so that a later step has the
# first of the rows of the step before.

# (W_ih x + b_ih) + b_hh for all rows at once.
def product_of_inputs(self, rows: Tensor, w_ih: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> Tensor:
  if b_ih is not None and b_hh is not None:
    return torch.addmm(torch.add(b_ih, b_hh), rows, torch.t(w_ih))
  return torch.mm(rows, torch.t(w_ih))

# W' for the products of so many steps: products with a transposed view are slower, but a copy pays
# only after several.
def transposed(self, w: Tensor, steps: int) -> Tensor:
  return torch.contiguous(torch.t(w)) if steps > 8 else torch.t(w)

# Padded batches.

# The state before each step, as rows.
def states_before(self, first: Tensor, states: Tensor, reverse: bool) -> Tensor:
  length = states.size(0)
  if length == 1:
    return first
  rows = torch.flatten(states, 0, 1)
  known = rows.size(0) - first.size(0)
  if reverse:
    return torch.cat([torch.narrow(rows, 0, first.size(0), known), first])
  return torch.cat([first, torch.narrow(rows, 0, 0, known)])

# What each state receives from outside, as new rows.
def received(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, reverse: bool) -> Tensor:
  d = torch.clone(d_output, memory_format=0) if d_output is not None else torch.zeros_like(output)
  if d_h_n is not None:
    torch.add_(torch.select(d, 0, 0 if reverse else -1), d_h_n)
  return torch.flatten(d, 0, 1)

# Packed sequences.

# The row of each sequence's last step.
def last_rows(self, batch_sizes: Tensor, device: Device) -> Tensor:
  places = torch.arange(int(batch_sizes[0]))
  lengths = torch.sum(torch.gt(batch_sizes, torch.unsqueeze(places, 1)), [1])
  starts = torch.sub(torch.cumsum(batch_sizes, 0), batch_sizes)
  return torch.add(torch.index_select(starts, 0, torch.sub(lengths, 1)), places).to(device)

# The state for a step of so many rows: sequences have ended, or start here when they run backwards.
def of_rows(self, state: Tensor, first: Tensor, size: int) -> Tensor:
  had = state.size(0)
  if had == size:
    return state
  if had > size:
    return torch.narrow(state, 0, 0, size)
  return torch.cat([state, torch.narrow(first, 0, had, size - had)])

def packed_last(self, output: Tensor, batch_sizes: Tensor, reverse: bool) -> Tensor:
  if reverse:
    return torch.narrow(output, 0, 0, int(batch_sizes[0]))
  return torch.index_select(output, 0, self.last_rows(batch_sizes, output.device))

def packed_before(self, first: Tensor, states: Tensor, sizes: List[int], reverse: bool) -> Tensor:
  steps = torch.split_with_sizes(states, sizes)
  pieces = annotate(List[Tensor], [])
  if reverse:
    for t in range(1, len(sizes)):
      pieces.append(steps[t])
      if sizes[t] < sizes[t - 1]:
        pieces.append(torch.narrow(first, 0, sizes[t], sizes[t - 1] - sizes[t]))
    pieces.append(torch.narrow(first, 0, 0, sizes[-1]))
  else:
    pieces.append(first)
    for t in range(1, len(sizes)):
      pieces.append(torch.narrow(steps[t - 1], 0, 0, sizes[t]))
  return torch.cat(pieces)

def packed_received(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, batch_sizes: Tensor, reverse: bool) -> Tensor:
  d = torch.clone(d_output, memory_format=0) if d_output is not None else torch.zeros_like(output)
  if d_h_n is not None:
    if reverse:
      torch.add_(torch.narrow(d, 0, 0, d_h_n.size(0)), d_h_n)
    else:
      torch.index_add_(d, 0, self.last_rows(batch_sizes, d.device), d_h_n)
  return d

# The rows of each sequence's first step.
def packed_start(self, rows: Tensor, batch_sizes: Tensor, reverse: bool) -> Tensor:
  if reverse:
    return torch.index_select(rows, 0, self.last_rows(batch_sizes, rows.device))
  return torch.narrow(rows, 0, 0, int(batch_sizes[0]))

# Of the backward loops: as many steps as a cache holds, for which factors are computed at once.
def steps_of_block(self, rows: int, size: int) -> int:
  return max(1, 32768 // (rows * size))

def rows_of(self, sizes: List[int], first: int, last: int) -> int:
  rows = 0
  for t in range(first, last):
    rows += sizes[t]
  return rows
