# The TorchScript of RNNCell and GRUCell.
def forward(self, input: Tensor, hx: Optional[Tensor]=None) -> Tensor:
  if input.dim() != 1 and input.dim() != 2:
    ops.prim.RaiseException(torch.format("$kind: Expected input to be 1D or 2D, got {}D instead", input.dim()), "builtins.ValueError")
  batched = input.dim() == 2
  x = input if batched else input.unsqueeze(0)
  if hx is None:
    h = self.zeros(x.size(0), x)
  else:
    if hx.dim() != 1 and hx.dim() != 2:
      ops.prim.RaiseException(torch.format("$kind: Expected hidden to be 1D or 2D, got {}D instead", hx.dim()), "builtins.ValueError")
    h = hx if batched else hx.unsqueeze(0)
  next = self.step(x, h)
  return next if batched else next.squeeze(0)

def unroll(self, input: Tensor, hx: Optional[Tensor]=None) -> Tuple[Tensor, Tensor]:
  self.check_sequence(input)
  batched = input.dim() == 3
  x = input if batched else input.unsqueeze(1)
  if hx is None:
    h = self.zeros(x.size(1), x)
  else:
    h = hx if batched else hx.unsqueeze(0)
  outputs, h_n = self.steps(x, h)
  if batched:
    return outputs, h_n
  return outputs.squeeze(1), h_n.squeeze(0)

