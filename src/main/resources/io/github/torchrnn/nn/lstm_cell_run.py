def step(self, x: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor]:
  h, c = torch.$kernel(x, [h, c], self.weight_ih, self.weight_hh, $bias_ih, $bias_hh)
  return h, c

def steps(self, xs: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  outputs = annotate(List[Tensor], [])
  for x in torch.unbind(xs):
    h, c = self.step(x, h, c)
    outputs.append(h)
  return torch.stack(outputs), h, c
