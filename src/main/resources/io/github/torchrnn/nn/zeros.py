def zeros(self, x: Tensor, size: int) -> Tensor:
  return torch.zeros([$states, x.size($batch_dim), size], dtype=x.dtype, device=x.device)

