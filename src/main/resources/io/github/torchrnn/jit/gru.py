# GRU and GRUCell:
#   r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
#   z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
#   n = tanh(W_in x + b_in + r * (W_hn h + b_hn))
#   h' = (1 - z) * n + z * h
# saved is (N, 4 * H): r, z, W_hn h + b_hn, n.

# All rows before W_hh h is added.
def gru_product(self, rows: Tensor, w_ih: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> Tensor:
  size = w_ih.size(0) // 3
  saved = torch.empty([rows.size(0), 4 * size], dtype=rows.dtype, device=rows.device)
  rz, n_by_h, n = torch.split_with_sizes(saved, [2 * size, size, size], 1)
  w_rz, w_n = torch.split_with_sizes(torch.t(w_ih), [2 * size, size], 1)
  if b_ih is not None and b_hh is not None:
    b_irz, b_in = torch.split_with_sizes(b_ih, [2 * size, size])
    b_hrz, b_hn = torch.split_with_sizes(b_hh, [2 * size, size])
    torch.addmm(torch.add(b_irz, b_hrz), rows, w_rz, out=rz)
    torch.addmm(b_in, rows, w_n, out=n)
    torch.copy_(n_by_h, b_hn)
  else:
    torch.mm(rows, w_rz, out=rz)
    torch.mm(rows, w_n, out=n)
    torch.zero_(n_by_h)
  return saved

# The steps over rows of which so many belong to each; returns all h'.
def gru_steps(self, saved: Tensor, sizes: List[int], h0: Tensor, w_hh: Tensor, reverse: bool) -> Tensor:
  size = w_hh.size(1)
  output = torch.empty([saved.size(0), size], dtype=h0.dtype, device=h0.device)
  r, z, n_by_h, n = torch.split_with_sizes(saved, [size, size, size, size], 1)
  by_h = torch.split_with_sizes(torch.narrow(saved, 1, 0, 3 * size), sizes)
  rzs = torch.split_with_sizes(torch.narrow(saved, 1, 0, 2 * size), sizes)
  rs = torch.split_with_sizes(r, sizes)
  zs = torch.split_with_sizes(z, sizes)
  ns_by_h = torch.split_with_sizes(n_by_h, sizes)
  ns = torch.split_with_sizes(n, sizes)
  hs = torch.split_with_sizes(output, sizes)
  length = len(sizes)
  u = self.transposed(w_hh, length)
  h, had = h0, h0.size(0)
  for step in range(length):
    t = length - 1 - step if reverse else step
    if sizes[t] != had:
      had = sizes[t]
      h = self.of_rows(h, h0, had)
    torch.addmm_(by_h[t], h, u)
    torch.sigmoid_(rzs[t])
    torch.tanh_(torch.addcmul_(ns[t], rs[t], ns_by_h[t]))
    h = torch.lerp(ns[t], h, zs[t], out=hs[t])
  return output

def gru_forward(self, x: Tensor, h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor]:
  length, batch = x.size(0), x.size(1)
  saved = self.gru_product(torch.reshape(x, [-1, x.size(2)]), w_ih, b_ih, b_hh)
  rows = self.gru_steps(saved, [batch] * length, h0, w_hh, reverse)
  output = torch.view(rows, [length, batch, -1])
  return output, torch.select(output, 0, 0 if reverse else -1), saved

def gru_packed_forward(self, data: Tensor, batch_sizes: Tensor, h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor]:
  sizes = annotate(List[int], batch_sizes.tolist())
  saved = self.gru_product(data, w_ih, b_ih, b_hh)
  output = self.gru_steps(saved, sizes, h0, w_hh, reverse)
  return output, self.packed_last(output, batch_sizes, reverse), saved

# The factors of the gradient of h', in place of saved: of r, z, n by W_hh, n by W_ih.
def gru_factors(self, before: Tensor, saved: Tensor) -> None:
  r, z, n_by_h, n = torch.chunk(saved, 4, 1)
  change = torch.sub(before, n)
  torch.tanh_backward(torch.rsub(z, 1), n, grad_input=n)
  torch.sigmoid_backward(change, z, grad_input=z)
  by_r = torch.mul(n, n_by_h)
  torch.mul(n, r, out=n_by_h)
  torch.sigmoid_backward(by_r, r, grad_input=r)

# The steps back: d and d_h0 collect what each h' receives, the gradients take saved's place.
def gru_steps_back(self, d: Tensor, d_h0: Tensor, before: Tensor, saved: Tensor, sizes: List[int], w_hh: Tensor, reverse: bool) -> Tensor:
  size = w_hh.size(1)
  keeps = torch.split_with_sizes(torch.clone(torch.narrow(saved, 1, size, size), memory_format=0), sizes)
  e = torch.split_with_sizes(torch.view(saved, [-1, 4, size]), sizes)
  by_h = torch.split_with_sizes(torch.narrow(saved, 1, 0, 3 * size), sizes)
  ds = torch.split_with_sizes(d, sizes)
  # (1, H) broadcasts as (1, 1, H) does, which saves the views.
  d_hs = ds if d_h0.size(0) == 1 else torch.split_with_sizes(torch.unsqueeze(d, 1), sizes)
  ds.append(d_h0)
  length = len(sizes)
  block = self.steps_of_block(sizes[0], size)
  row = 0 if reverse else saved.size(0)
  for start in range(0, length, block):
    stop = min(start + block, length)
    rows = self.rows_of(sizes, start, stop) if reverse else self.rows_of(sizes, length - stop, length - start)
    row = row if reverse else row - rows
    self.gru_factors(torch.narrow(before, 0, row, rows), torch.narrow(saved, 0, row, rows))
    row = row + rows if reverse else row
    for step in range(start, stop):
      t = step if reverse else length - 1 - step
      torch.mul_(e[t], d_hs[t])
      into, dh, keep, hidden = ds[t + 1 if reverse else t - 1], ds[t], keeps[t], by_h[t]
      if into.size(0) != sizes[t]:
        both = min(into.size(0), sizes[t])
        into, dh = torch.narrow(into, 0, 0, both), torch.narrow(dh, 0, 0, both)
        keep, hidden = torch.narrow(keep, 0, 0, both), torch.narrow(hidden, 0, 0, both)
      torch.addmm_(torch.addcmul_(into, dh, keep), hidden, w_hh)
  e_ih = torch.cat([torch.narrow(saved, 1, 0, 2 * size), torch.narrow(saved, 1, 3 * size, size)], 1)
  return e_ih

# saved is used up: e_hh is a view of it.
def gru_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, h0: Tensor, saved: Tensor, w_hh: Tensor, reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  before = self.states_before(h0, output, reverse)
  d = self.received(d_output, d_h_n, output, reverse)
  d_h0 = torch.zeros_like(h0)
  e_ih = self.gru_steps_back(d, d_h0, before, saved, [output.size(1)] * output.size(0), w_hh, reverse)
  return e_ih, torch.narrow(saved, 1, 0, 3 * h0.size(1)), before, d_h0

def gru_packed_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, batch_sizes: Tensor, h0: Tensor, saved: Tensor, w_hh: Tensor, reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  sizes = annotate(List[int], batch_sizes.tolist())
  before = self.packed_before(h0, output, sizes, reverse)
  d = self.packed_received(d_output, d_h_n, output, batch_sizes, reverse)
  d_h0 = torch.zeros_like(h0)
  z = self.packed_start(torch.narrow(saved, 1, h0.size(1), h0.size(1)), batch_sizes, reverse).clone()
  e_ih = self.gru_steps_back(d, d_h0, before, saved, sizes, w_hh, reverse)
  e_hh = torch.narrow(saved, 1, 0, 3 * h0.size(1))
  if reverse:
    direct = torch.mul(self.packed_start(d, batch_sizes, True), z)
    d_h0 = torch.addmm(direct, self.packed_start(e_hh, batch_sizes, True), w_hh)
  return e_ih, e_hh, before, d_h0

# One step: h' and saved.
def gru_cell_forward(self, x: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> Tuple[Tensor, Tensor]:
  size = h.size(1)
  saved = self.gru_product(x, w_ih, b_ih, b_hh)
  torch.addmm_(torch.narrow(saved, 1, 0, 3 * size), h, torch.t(w_hh))
  torch.sigmoid_(torch.narrow(saved, 1, 0, 2 * size))
  r, z, n_by_h, n = torch.chunk(saved, 4, 1)
  return torch.lerp(torch.tanh_(torch.addcmul_(n, r, n_by_h)), h, z), saved

# e_ih, e_hh, and what h receives past W_hh.
def gru_cell_backward(self, d: Tensor, h: Tensor, saved: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  r, z, n_by_h, n = torch.chunk(saved, 4, 1)
  direct = torch.mul(d, z)
  dn = torch.tanh_backward(torch.sub(d, direct), n)
  dz = torch.sigmoid_backward(torch.mul(d, torch.sub(h, n)), z)
  dr = torch.sigmoid_backward(torch.mul(dn, n_by_h), r)
  return torch.cat([dr, dz, dn], 1), torch.cat([dr, dz, torch.mul(dn, r)], 1), direct
