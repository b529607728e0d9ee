def backward(self, saved: List[Tensor]) -> List[Tensor]:
  return [torch.embedding_dense_backward(self.grad_or_zeros(saved[0]), saved[1], $rows, $padding_idx, $scale_grad_by_freq)]
