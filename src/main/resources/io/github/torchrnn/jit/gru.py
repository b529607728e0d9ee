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

# The factors of the gradient of h', for all rows at once: (N, 4, H) of r, z, n by W_hh, n by W_ih.
def gru_factors(self, before: Tensor, saved: Tensor) -> Tensor:
  r, z, n_by_h, n = torch.chunk(saved, 4, 1)
  of_n = torch.tanh_backward(torch.rsub(z, 1), n)
  of_r = torch.sigmoid_backward(torch.mul(of_n, n_by_h), r)
  of_z = torch.sigmoid_backward(torch.sub(before, n), z)
  return torch.view(torch.cat([of_r, of_z, torch.mul(of_n, r), of_n], 1), [-1, 4, r.size(1)])

# (N, 4, H) -> e_ih, e_hh.
def gru_products(self, e: Tensor) -> Tuple[Tensor, Tensor]:
  size = e.size(2)
  rows = torch.flatten(e, 1)
  e_ih = torch.cat([torch.narrow(rows, 1, 0, 2 * size), torch.narrow(rows, 1, 3 * size, size)], 1)
  return e_ih, torch.narrow(rows, 1, 0, 3 * size)

# The steps back; d and d_h0 collect what each state receives. Returns e as (N, 4, H).
def gru_steps_back(self, d: Tensor, d_h0: Tensor, before: Tensor, saved: Tensor, sizes: List[int], w_hh: Tensor, reverse: bool) -> Tensor:
  size = w_hh.size(1)
  e = self.gru_factors(before, saved)
  es = torch.split_with_sizes(e, sizes)
  by_h = torch.split_with_sizes(torch.narrow(torch.flatten(e, 1), 1, 0, 3 * size), sizes)
  ds = torch.split_with_sizes(d, sizes)
  factors = torch.split_with_sizes(torch.unsqueeze(d, 1), sizes)
  zs = torch.split_with_sizes(torch.narrow(saved, 1, size, size), sizes)
  if not reverse:
    es.reverse()
    by_h.reverse()
    ds.reverse()
    factors.reverse()
    zs.reverse()
  ds.append(d_h0)
  for k in range(len(sizes)):
    torch.mul_(es[k], factors[k])
    into, dh, z, hidden = ds[k + 1], ds[k], zs[k], by_h[k]
    rows, had = into.size(0), dh.size(0)
    if rows != had:
      both = min(rows, had)
      into, dh = torch.narrow(into, 0, 0, both), torch.narrow(dh, 0, 0, both)
      z, hidden = torch.narrow(z, 0, 0, both), torch.narrow(hidden, 0, 0, both)
    torch.addmm_(torch.addcmul_(into, dh, z), hidden, w_hh)
  return e

def gru_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, h0: Tensor, saved: Tensor, w_hh: Tensor, reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  before = self.states_before(h0, output, reverse)
  d = self.received(d_output, d_h_n, output, reverse)
  d_h0 = torch.zeros_like(h0)
  e = self.gru_steps_back(d, d_h0, before, saved, [output.size(1)] * output.size(0), w_hh, reverse)
  e_ih, e_hh = self.gru_products(e)
  return e_ih, e_hh, before, d_h0

def gru_packed_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, batch_sizes: Tensor, h0: Tensor, saved: Tensor, w_hh: Tensor, reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  sizes = annotate(List[int], batch_sizes.tolist())
  before = self.packed_before(h0, output, sizes, reverse)
  d = self.packed_received(d_output, d_h_n, output, batch_sizes, reverse)
  d_h0 = torch.zeros_like(h0)
  e_ih, e_hh = self.gru_products(self.gru_steps_back(d, d_h0, before, saved, sizes, w_hh, reverse))
  if reverse:
    z = torch.narrow(saved, 1, h0.size(1), h0.size(1))
    last = self.last_rows(batch_sizes, d.device)
    d_h0 = torch.mul(torch.index_select(d, 0, last), torch.index_select(z, 0, last))
    torch.addmm_(d_h0, torch.index_select(e_hh, 0, last), w_hh)
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
