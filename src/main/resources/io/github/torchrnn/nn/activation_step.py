def backward(self, saved: List[Tensor]) -> List[Tensor]:
  output, input = saved[0], saved[1]
  receiver = self.receiver(input)
  if receiver >= 0:
    dy = self.grad_or_zeros(output)
    self.send_back(receiver, input, $derivative)
  return annotate(List[Tensor], [])
