def step(self, x: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor]:
  outputs, _, c_n = self.steps(x.unsqueeze(0), h, c)
  return outputs.squeeze(0), c_n

def steps(self, xs: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  self.check_state("hidden0", xs, h)
  self.check_state("hidden1", xs, c)
  outputs, h_n, c_n = self.run(xs, h.unsqueeze(0), c.unsqueeze(0))
  return outputs, h_n.squeeze(0), c_n.squeeze(0)

