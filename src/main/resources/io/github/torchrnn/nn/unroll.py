# Equal to a loop over the cell, bit for bit.
def unroll(self, input: Tensor, hx: Optional[Tensor]=None) -> Tuple[Tensor, Tensor]:
  outputs = annotate(List[Tensor], [])
  h = hx
  for x in torch.unbind(input):
    h = self.forward(x, h)
    outputs.append(self.present(h))
  return torch.stack(outputs), outputs[-1]

def present(self, x: Optional[Tensor]) -> Tensor:
  return torch._unwrap_optional(x)
