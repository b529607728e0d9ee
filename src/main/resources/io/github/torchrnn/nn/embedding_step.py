def forward(self, input: Tensor) -> Tensor:
  recording = torch.is_grad_enabled()
  torch.set_grad_enabled(False)
  output = torch.requires_grad_(self.look_up(input), recording)
  torch.set_grad_enabled(recording)
  if recording:
    self.record([output], [input])
  return output

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  torch.set_grad_enabled(False)
  return [torch.embedding_dense_backward(self.grad_or_zeros(saved[0]), saved[1], $rows, $padding_idx, $scale_grad_by_freq)]
