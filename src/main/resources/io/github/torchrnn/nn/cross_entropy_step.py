# Class indices of a batch in closed form, all else by the graph.
def forward(self, input: Tensor, target: Tensor) -> Tensor:
  recording = torch.is_grad_enabled()
  if not recording or input.dim() != 2 or target.dim() != 1 or $label_smoothing > 0:
    return $loss
  torch.set_grad_enabled(False)
  log_softmax = torch.log_softmax(input, 1)
  loss, weights = torch.nll_loss_forward(log_softmax, target, $weight, $reduction, $ignore_index)
  torch.requires_grad_(loss, True)
  torch.set_grad_enabled(True)
  self.record([loss], [input, target, log_softmax, weights])
  return loss

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  torch.set_grad_enabled(False)
  loss, input, target, log_softmax, weights = saved[0], saved[1], saved[2], saved[3], saved[4]
  d = torch.nll_loss_backward(self.grad_or_zeros(loss), log_softmax, target, $weight, $reduction, $ignore_index, weights)
  self.send_back(input, torch._log_softmax_backward_data(d, log_softmax, 1, log_softmax.dtype))
  return annotate(List[Tensor], [])
