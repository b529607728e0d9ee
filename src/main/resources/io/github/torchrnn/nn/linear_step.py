def backward(self, saved: List[Tensor]) -> List[Tensor]:
  output, input = saved[0], saved[1]
  dy = self.grad_or_zeros(output)
  rows = torch.t(dy.reshape([-1, output.size(-1)]))
  grads = [torch.mm(rows, input.reshape([-1, input.size(-1)]))]
  if $has_bias:
    grads.append(torch.sum(rows, [1]))
  receiver = self.receiver(input)
  if receiver >= 0:
    self.send_back(receiver, input, torch.matmul(dy, self.weight))
  return grads
