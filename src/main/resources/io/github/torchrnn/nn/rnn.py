# The TorchScript of RNN and GRU.
def forward(self, input: Tensor, hx: Optional[Tensor]=None) -> Tuple[Tensor, Tensor]:
  batched = self.is_batched(input)
  if hx is None:
    x = self.checked(input if batched else input.unsqueeze($batch_dim))
    h = self.zeros(x, $hidden_size)
  else:
    if batched and hx.dim() != 3:
      ops.prim.RaiseException(torch.format("For batched 3-D input, hx should also be 3-D but got {}-D tensor", hx.dim()))
    if not batched and hx.dim() != 2:
      ops.prim.RaiseException(torch.format("For unbatched 2-D input, hx should also be 2-D but got {}-D tensor", hx.dim()))
    x = self.checked(input if batched else input.unsqueeze($batch_dim))
    h = self.state(hx if batched else hx.unsqueeze(1), x, $hidden_size, "")
  output, h_n = self.run(x, h)
  if batched:
    return output, h_n
  return output.squeeze($batch_dim), h_n.squeeze(1)

