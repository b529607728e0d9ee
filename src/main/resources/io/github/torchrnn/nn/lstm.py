# The TorchScript of LSTM.
def forward(self, input: Tensor, hx: Optional[Tuple[Tensor, Tensor]]=None) -> Tuple[Tensor, Tuple[Tensor, Tensor]]:
  batched = self.is_batched(input)
  if hx is None:
    x = self.checked(input if batched else input.unsqueeze($batch_dim))
    h = self.zeros(x, $output_size)
    c = self.zeros(x, $hidden_size)
  else:
    h_0, c_0 = hx
    if batched and (h_0.dim() != 3 or c_0.dim() != 3):
      ops.prim.RaiseException(torch.format("For batched 3-D input, hx and cx should also be 3-D but got ({}-D, {}-D) tensors", h_0.dim(), c_0.dim()))
    if not batched and (h_0.dim() != 2 or c_0.dim() != 2):
      ops.prim.RaiseException(torch.format("For unbatched 2-D input, hx and cx should also be 2-D but got ({}-D, {}-D) tensors", h_0.dim(), c_0.dim()))
    x = self.checked(input if batched else input.unsqueeze($batch_dim))
    h = self.state(h_0 if batched else h_0.unsqueeze(1), x, $output_size, "[0]")
    c = self.state(c_0 if batched else c_0.unsqueeze(1), x, $hidden_size, "[1]")
  output, h_n, c_n = self.run(x, h, c)
  if batched:
    return output, (h_n, c_n)
  return output.squeeze($batch_dim), (h_n.squeeze(1), c_n.squeeze(1))

