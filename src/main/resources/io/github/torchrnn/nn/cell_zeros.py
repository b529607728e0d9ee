def zeros(self, batch: int, x: Tensor) -> Tensor:
  return torch.zeros([batch, $hidden_size], dtype=x.dtype, device=x.device)

