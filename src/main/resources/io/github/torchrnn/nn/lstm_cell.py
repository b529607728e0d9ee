# The TorchScript of LSTMCell.
def forward(self, input: Tensor, hx: Optional[Tuple[Tensor, Tensor]]=None) -> Tuple[Tensor, Tensor]:
  if input.dim() != 1 and input.dim() != 2:
    ops.prim.RaiseException(torch.format("$kind: Expected input to be 1D or 2D, got {}D instead", input.dim()), "builtins.ValueError")
  batched = input.dim() == 2
  x = input if batched else input.unsqueeze(0)
  if hx is None:
    h = torch.zeros([x.size(0), $hidden_size], dtype=x.dtype, device=x.device)
    c = h
  else:
    h_0, c_0 = hx
    if h_0.dim() != 1 and h_0.dim() != 2:
      ops.prim.RaiseException(torch.format("$kind: Expected hx[0] to be 1D or 2D, got {}D instead", h_0.dim()), "builtins.ValueError")
    if c_0.dim() != 1 and c_0.dim() != 2:
      ops.prim.RaiseException(torch.format("$kind: Expected hx[1] to be 1D or 2D, got {}D instead", c_0.dim()), "builtins.ValueError")
    h = h_0 if batched else h_0.unsqueeze(0)
    c = c_0 if batched else c_0.unsqueeze(0)
  h_next, c_next = torch.$kernel(x, [h, c], self.weight_ih, self.weight_hh, $bias_ih, $bias_hh)
  if batched:
    return h_next, c_next
  return h_next.squeeze(0), c_next.squeeze(0)
