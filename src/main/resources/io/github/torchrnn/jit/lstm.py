# LSTM and LSTMCell:
#   i, f, o = sigmoid(W_ih x + b_ih + W_hh h + b_hh), g = tanh(the same, by rows of their own)
#   c' = f * c + i * g
#   h' = o * tanh(c')
# saved is (N, 6 * H): tanh(c'), i, f, g, o, c'.

# All rows before W_hh h is added.
def lstm_product(self, rows: Tensor, w_ih: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> Tensor:
  size = w_ih.size(0) // 4
  saved = torch.empty([rows.size(0), 6 * size], dtype=rows.dtype, device=rows.device)
  gates = torch.narrow(saved, 1, size, 4 * size)
  if b_ih is not None and b_hh is not None:
    torch.addmm(torch.add(b_ih, b_hh), rows, torch.t(w_ih), out=gates)
  else:
    torch.mm(rows, torch.t(w_ih), out=gates)
  return saved

# The steps over rows of which so many belong to each; returns all h'.
def lstm_steps(self, saved: Tensor, sizes: List[int], h0: Tensor, c0: Tensor, w_hh: Tensor, reverse: bool) -> Tensor:
  size = w_hh.size(1)
  output = torch.empty([saved.size(0), size], dtype=h0.dtype, device=h0.device)
  tanh_c, i, f, g, o, cell = torch.chunk(saved, 6, 1)
  gates = torch.split_with_sizes(torch.narrow(saved, 1, size, 4 * size), sizes)
  i_fs = torch.split_with_sizes(torch.narrow(saved, 1, size, 2 * size), sizes)
  i_s, f_s = torch.split_with_sizes(i, sizes), torch.split_with_sizes(f, sizes)
  g_s, o_s = torch.split_with_sizes(g, sizes), torch.split_with_sizes(o, sizes)
  cs, tanhs = torch.split_with_sizes(cell, sizes), torch.split_with_sizes(tanh_c, sizes)
  hs = torch.split_with_sizes(output, sizes)
  length = len(sizes)
  u = self.transposed(w_hh, length)
  h, c, had = h0, c0, h0.size(0)
  for step in range(length):
    t = length - 1 - step if reverse else step
    if sizes[t] != had:
      had = sizes[t]
      h, c = self.of_rows(h, h0, had), self.of_rows(c, c0, had)
    torch.addmm_(gates[t], h, u)
    torch.sigmoid_(i_fs[t])
    torch.tanh_(g_s[t])
    torch.sigmoid_(o_s[t])
    c = torch.addcmul_(torch.mul(f_s[t], c, out=cs[t]), i_s[t], g_s[t])
    h = torch.mul(o_s[t], torch.tanh(c, out=tanhs[t]), out=hs[t])
  return output

def lstm_forward(self, x: Tensor, h0: Tensor, c0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  length, batch, size = x.size(0), x.size(1), w_hh.size(1)
  saved = self.lstm_product(torch.reshape(x, [-1, x.size(2)]), w_ih, b_ih, b_hh)
  rows = self.lstm_steps(saved, [batch] * length, h0, c0, w_hh, reverse)
  last = 0 if reverse else (length - 1) * batch
  c_n = torch.narrow(torch.narrow(saved, 0, last, batch), 1, 5 * size, size)
  return torch.view(rows, [length, batch, size]), torch.narrow(rows, 0, last, batch), c_n, saved

def lstm_packed_forward(self, data: Tensor, batch_sizes: Tensor, h0: Tensor, c0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  sizes = annotate(List[int], batch_sizes.tolist())
  saved = self.lstm_product(data, w_ih, b_ih, b_hh)
  output = self.lstm_steps(saved, sizes, h0, c0, w_hh, reverse)
  cells = torch.narrow(saved, 1, 5 * w_hh.size(1), w_hh.size(1))
  return output, self.packed_last(output, batch_sizes, reverse), self.packed_last(cells, batch_sizes, reverse), saved

# The factors of the gradients of c' and h', in place of saved, for c, i, f, g and o; and that of c'
# by h'.
def lstm_factors(self, c_before: Tensor, saved: Tensor) -> Tensor:
  tanh_c, i, f, g, o, _ = torch.chunk(saved, 6, 1)
  of_c = torch.tanh_backward(o, tanh_c)
  torch.sigmoid_backward(tanh_c, o, grad_input=o)
  torch.copy_(tanh_c, f)
  torch.sigmoid_backward(c_before, f, grad_input=f)
  of_i = torch.sigmoid_backward(g, i)
  torch.tanh_backward(i, g, grad_input=g)
  torch.copy_(i, of_i)
  return torch.unsqueeze(of_c, 1)

# The steps back: d and d_h0 collect what each h' receives. In saved's place come what c receives, and
# the gradients of the sums in i, f, g and o.
def lstm_steps_back(self, d: Tensor, d_c_n: Optional[Tensor], d_h0: Tensor, c_before: Tensor, saved: Tensor, sizes: List[int], w_hh: Tensor, reverse: bool) -> None:
  size = w_hh.size(1)
  e = torch.view(saved, [-1, 6, size])
  es = torch.split_with_sizes(torch.narrow(saved, 1, size, 4 * size), sizes)
  keeps = torch.split_with_sizes(torch.narrow(e, 1, 0, 1), sizes)
  by_c = torch.split_with_sizes(torch.narrow(e, 1, 0, 4), sizes)
  by_h = torch.split_with_sizes(torch.narrow(e, 1, 4, 1), sizes)
  ds = torch.split_with_sizes(d, sizes)
  # (1, H) broadcasts as (1, 1, H) does, which saves the views.
  d_hs = ds if d_h0.size(0) == 1 else torch.split_with_sizes(torch.unsqueeze(d, 1), sizes)
  ds.append(d_h0)
  length = len(sizes)
  end = torch.unsqueeze(d_c_n if d_c_n is not None else torch.zeros_like(d_h0), 1)
  d_c, had = end, end.size(0)
  block = self.steps_of_block(had, size)
  row = 0 if reverse else saved.size(0)
  for start in range(0, length, block):
    stop = min(start + block, length)
    first, last = start if reverse else length - stop, stop if reverse else length - start
    rows = self.rows_of(sizes, first, last)
    row = row if reverse else row - rows
    of_c = self.lstm_factors(torch.narrow(c_before, 0, row, rows), torch.narrow(saved, 0, row, rows))
    of_cs = torch.split_with_sizes(of_c, sizes[first:last])
    row = row + rows if reverse else row
    for step in range(start, stop):
      t = step if reverse else length - 1 - step
      if sizes[t] != had:
        had = sizes[t]
        d_c = self.of_rows(d_c, end, had)
      torch.mul_(by_c[t], torch.addcmul(d_c, d_hs[t], of_cs[t - first]))
      torch.mul_(by_h[t], d_hs[t])
      d_c = keeps[t]
      into, back = ds[t + 1 if reverse else t - 1], es[t]
      if into.size(0) != had:
        both = min(into.size(0), had)
        into, back = torch.narrow(into, 0, 0, both), torch.narrow(back, 0, 0, both)
      torch.addmm_(into, back, w_hh)

# saved is used up: e and d_c0 are views of it.
def lstm_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], d_c_n: Optional[Tensor], output: Tensor, h0: Tensor, c0: Tensor, saved: Tensor, w_hh: Tensor, reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  length, batch, size = output.size(0), output.size(1), output.size(2)
  cells = torch.view(torch.narrow(saved, 1, 5 * size, size), [length, batch, size])
  d = self.received(d_output, d_h_n, output, reverse)
  d_h0 = torch.zeros_like(h0)
  self.lstm_steps_back(d, d_c_n, d_h0, self.states_before(c0, cells, reverse), saved, [batch] * length, w_hh, reverse)
  d_c0 = torch.narrow(torch.narrow(saved, 0, (length - 1) * batch if reverse else 0, batch), 1, 0, size)
  return torch.narrow(saved, 1, size, 4 * size), self.states_before(h0, output, reverse), d_h0, d_c0

def lstm_packed_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], d_c_n: Optional[Tensor], output: Tensor, batch_sizes: Tensor, h0: Tensor, c0: Tensor, saved: Tensor, w_hh: Tensor, reverse: bool) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  sizes = annotate(List[int], batch_sizes.tolist())
  size = output.size(1)
  c_before = self.packed_before(c0, torch.narrow(saved, 1, 5 * size, size), sizes, reverse)
  d = self.packed_received(d_output, d_h_n, output, batch_sizes, reverse)
  self.lstm_steps_back(d, d_c_n, torch.zeros_like(h0), c_before, saved, sizes, w_hh, reverse)
  start = self.packed_start(saved, batch_sizes, reverse)
  d_h0 = torch.mm(torch.narrow(start, 1, size, 4 * size), w_hh)
  before = self.packed_before(h0, output, sizes, reverse)
  return torch.narrow(saved, 1, size, 4 * size), before, d_h0, torch.narrow(start, 1, 0, size)

# One step: h', c', and saved: i, f, g, o.
def lstm_cell_forward(self, x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
  saved = torch.addmm_(self.product_of_inputs(x, w_ih, b_ih, b_hh), h, torch.t(w_hh))
  i_f, g, o = torch.split_with_sizes(saved, [2 * h.size(1), h.size(1), h.size(1)], 1)
  i, f = torch.chunk(torch.sigmoid_(i_f), 2, 1)
  c_ = torch.addcmul_(torch.mul(f, c), i, torch.tanh_(g))
  return torch.mul(torch.sigmoid_(o), torch.tanh(c_)), c_, saved

# The gradient of the sums in i, f, g and o, and what c receives; not both of d_h and d_c are None.
def lstm_cell_backward(self, d_h: Optional[Tensor], d_c: Optional[Tensor], c: Tensor, c_new: Tensor, saved: Tensor) -> Tuple[Tensor, Tensor]:
  i, f, g, o = torch.chunk(saved, 4, 1)
  d_o = torch.zeros_like(o) if d_h is None else d_h
  d = torch.zeros_like(o) if d_c is None else d_c
  if d_h is not None:
    tanh_c = torch.tanh(c_new)
    through = torch.tanh_backward(torch.mul(d_h, o), tanh_c)
    d = through if d_c is None else torch.add(d, through)
    d_o = torch.sigmoid_backward(torch.mul(d_h, tanh_c), o)
  d_i = torch.sigmoid_backward(torch.mul(d, g), i)
  d_f = torch.sigmoid_backward(torch.mul(d, c), f)
  d_g = torch.tanh_backward(torch.mul(d, i), g)
  return torch.cat([d_i, d_f, d_g, d_o], 1), torch.mul(d, f)
