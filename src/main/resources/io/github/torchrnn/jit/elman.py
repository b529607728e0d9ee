# RNN and RNNCell: h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or relu.

def elman_forward(self, x: Tensor, h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], relu: bool, reverse: bool) -> Tuple[Tensor, Tensor]:
  length, batch = x.size(0), x.size(1)
  states = self.product_of_inputs(torch.reshape(x, [-1, x.size(2)]), w_ih, b_ih, b_hh)
  u = self.transposed(w_hh, length)
  parts = torch.split(states, batch)
  if reverse:
    parts.reverse()
  h = h0
  for part in parts:
    torch.addmm_(part, h, u)
    h = torch.relu_(part) if relu else torch.tanh_(part)
  return torch.view(states, [length, batch, -1]), h

def elman_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, h0: Tensor, w_hh: Tensor, relu: bool, reverse: bool) -> Tuple[Tensor, Tensor, Tensor]:
  batch = h0.size(0)
  e = self.received(d_output, d_h_n, output, reverse)
  es = torch.split(e, batch)
  hs = torch.unbind(output)
  if not reverse:
    es.reverse()
    hs.reverse()
  d_h0 = torch.zeros_like(h0)
  es.append(d_h0)
  for i in range(len(hs)):
    if relu:
      torch.threshold_backward(es[i], hs[i], 0, grad_input=es[i])
    else:
      torch.tanh_backward(es[i], hs[i], grad_input=es[i])
    torch.addmm_(es[i + 1], es[i], w_hh)
  return e, self.states_before(h0, output, reverse), d_h0

def elman_packed_forward(self, data: Tensor, batch_sizes: Tensor, h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], relu: bool, reverse: bool) -> Tuple[Tensor, Tensor]:
  sizes = annotate(List[int], batch_sizes.tolist())
  output = self.product_of_inputs(data, w_ih, b_ih, b_hh)
  u = self.transposed(w_hh, len(sizes))
  parts = torch.split_with_sizes(output, sizes)
  if reverse:
    parts.reverse()
  h = h0
  for part in parts:
    torch.addmm_(part, self.of_rows(h, h0, part.size(0)), u)
    h = torch.relu_(part) if relu else torch.tanh_(part)
  return output, self.packed_last(output, batch_sizes, reverse)

def elman_packed_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, batch_sizes: Tensor, h0: Tensor, w_hh: Tensor, relu: bool, reverse: bool) -> Tuple[Tensor, Tensor, Tensor]:
  sizes = annotate(List[int], batch_sizes.tolist())
  e = self.packed_received(d_output, d_h_n, output, batch_sizes, reverse)
  es = torch.split_with_sizes(e, sizes)
  hs = torch.split_with_sizes(output, sizes)
  if not reverse:
    es.reverse()
    hs.reverse()
  for i in range(len(hs)):
    if i > 0:
      size = min(es[i].size(0), es[i - 1].size(0))
      torch.addmm_(torch.narrow(es[i], 0, 0, size), torch.narrow(es[i - 1], 0, 0, size), w_hh)
    if relu:
      torch.threshold_backward(es[i], hs[i], 0, grad_input=es[i])
    else:
      torch.tanh_backward(es[i], hs[i], grad_input=es[i])
  d_h0 = torch.mm(self.packed_start(e, batch_sizes, reverse), w_hh)
  return e, self.packed_before(h0, output, sizes, reverse), d_h0
