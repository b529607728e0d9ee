def forward(self, input: Tensor) -> Tensor:
  recording = torch.is_grad_enabled()
  torch.set_grad_enabled(False)
  output = torch.requires_grad_(torch.linear(input, self.weight, $bias), recording)
  torch.set_grad_enabled(recording)
  if recording:
    self.record([output], [input])
  return output

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  torch.set_grad_enabled(False)
  output, input = saved[0], saved[1]
  dy = self.grad_or_zeros(output)
  rows = torch.t(dy.reshape([-1, output.size(-1)]))
  grads = [torch.mm(rows, input.reshape([-1, input.size(-1)]))]
  if $has_bias:
    grads.append(torch.sum(rows, [1]))
  if input.requires_grad:
    self.send_back(input, torch.matmul(dy, self.weight))
  return grads
