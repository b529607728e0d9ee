# Of equal shapes and types in closed form, all else by the graph.
def forward(self, input: Tensor, target: Tensor) -> Tensor:
  if input.size() != target.size() or input.dtype != target.dtype:
    self.need_graph()
    return $loss
  recording = self.pause()
  loss = self.output($loss, recording)
  self.resume(recording)
  if recording:
    self.record([loss], [input, target])
  return loss

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  loss, input, target = saved[0], saved[1], saved[2]
  receiver = self.receiver(input)
  if receiver >= 0:
    self.send_back(receiver, input, torch.mse_loss_backward(self.grad_or_zeros(loss), input, target, $reduction))
  return annotate(List[Tensor], [])
