def step(self, x: Tensor, h: Tensor) -> Tensor:
  outputs, _ = self.steps(x.unsqueeze(0), h)
  return outputs.squeeze(0)

def steps(self, xs: Tensor, h: Tensor) -> Tuple[Tensor, Tensor]:
  self.check_state("hidden0", xs, h)
  outputs, h_n = self.run(xs, h.unsqueeze(0))
  return outputs, h_n.squeeze(0)

