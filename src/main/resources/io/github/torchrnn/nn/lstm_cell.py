# The TorchScript of LSTMCell.
def forward(self, input: Tensor, hx: Optional[Tuple[Tensor, Tensor]]=None) -> Tuple[Tensor, Tensor]:
  if input.dim() != 1 and input.dim() != 2:
    ops.prim.RaiseException(torch.format("$kind: Expected input to be 1D or 2D, got {}D instead", input.dim()), "builtins.ValueError")
  batched = input.dim() == 2
  x = input if batched else input.unsqueeze(0)
  if hx is None:
    h = self.zeros(x.size(0), x)
    c = h
  else:
    h_0, c_0 = hx
    if h_0.dim() != 1 and h_0.dim() != 2:
      ops.prim.RaiseException(torch.format("$kind: Expected hx[0] to be 1D or 2D, got {}D instead", h_0.dim()), "builtins.ValueError")
    if c_0.dim() != 1 and c_0.dim() != 2:
      ops.prim.RaiseException(torch.format("$kind: Expected hx[1] to be 1D or 2D, got {}D instead", c_0.dim()), "builtins.ValueError")
    h = h_0 if batched else h_0.unsqueeze(0)
    c = c_0 if batched else c_0.unsqueeze(0)
  h_next, c_next = self.step(x, h, c)
  if batched:
    return h_next, c_next
  return h_next.squeeze(0), c_next.squeeze(0)

def unroll(self, input: Tensor, hx: Optional[Tuple[Tensor, Tensor]]=None) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
  self.check_sequence(input)
  batched = input.dim() == 3
  x = input if batched else input.unsqueeze(1)
  if hx is None:
    h = self.zeros(x.size(1), x)
    c = h
  else:
    h_0, c_0 = hx
    h = h_0 if batched else h_0.unsqueeze(0)
    c = c_0 if batched else c_0.unsqueeze(0)
  outputs, h_n, c_n = self.steps(x, h, c)
  if batched:
    return outputs, (h_n, c_n)
  return outputs.squeeze(1), (h_n.squeeze(0), c_n.squeeze(0))

