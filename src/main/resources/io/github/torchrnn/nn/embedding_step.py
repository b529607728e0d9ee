def forward(self, input: Tensor) -> Tensor:
  recording = self.pause()
  output = self.output(self.look_up(input), recording)
  self.resume(recording)
  if recording:
    self.record([output], [input])
  return output

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  return [torch.embedding_dense_backward(self.grad_or_zeros(saved[0]), saved[1], $rows, $padding_idx, $scale_grad_by_freq)]
