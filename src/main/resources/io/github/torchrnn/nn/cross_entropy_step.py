# Class indices of a batch in closed form, all else by the graph.
def forward(self, input: Tensor, target: Tensor) -> Tensor:
  if input.dim() != 2 or target.dim() != 1 or $label_smoothing > 0:
    self.need_graph()
    return $loss
  recording = self.pause()
  log_softmax = torch.log_softmax(input, 1)
  loss, weights = torch.nll_loss_forward(log_softmax, target, $weight, $reduction, $ignore_index)
  self.output(loss, recording)
  self.resume(recording)
  if recording:
    self.record([loss], [input, target, log_softmax, weights])
  return loss

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  loss, input, target, log_softmax, weights = saved[0], saved[1], saved[2], saved[3], saved[4]
  receiver = self.receiver(input)
  if receiver >= 0:
    d = torch.nll_loss_backward(self.grad_or_zeros(loss), log_softmax, target, $weight, $reduction, $ignore_index, weights)
    self.send_back(receiver, input, torch._log_softmax_backward_data(d, log_softmax, 1, log_softmax.dtype))
  return annotate(List[Tensor], [])
