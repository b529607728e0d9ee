# The TorchScript of RNNCell and GRUCell.
def forward(self, input: Tensor, hx: Optional[Tensor]=None) -> Tensor:
  if input.dim() != 1 and input.dim() != 2:
    ops.prim.RaiseException(torch.format("$kind: Expected input to be 1D or 2D, got {}D instead", input.dim()), "builtins.ValueError")
  batched = input.dim() == 2
  x = input if batched else input.unsqueeze(0)
  if hx is None:
    h = torch.zeros([x.size(0), $hidden_size], dtype=x.dtype, device=x.device)
  else:
    if hx.dim() != 1 and hx.dim() != 2:
      ops.prim.RaiseException(torch.format("$kind: Expected hidden to be 1D or 2D, got {}D instead", hx.dim()), "builtins.ValueError")
    h = hx if batched else hx.unsqueeze(0)
  next = torch.$kernel(x, h, self.weight_ih, self.weight_hh, $bias_ih, $bias_hh)
  return next if batched else next.squeeze(0)
