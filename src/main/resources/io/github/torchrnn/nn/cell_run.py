def step(self, x: Tensor, h: Tensor) -> Tensor:
  return torch.$kernel(x, h, self.weight_ih, self.weight_hh, $bias_ih, $bias_hh)

def steps(self, xs: Tensor, h: Tensor) -> Tuple[Tensor, Tensor]:
  outputs = annotate(List[Tensor], [])
  for x in torch.unbind(xs):
    h = self.step(x, h)
    outputs.append(h)
  return torch.stack(outputs), h
