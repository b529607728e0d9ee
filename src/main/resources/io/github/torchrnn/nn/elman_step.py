# x, h, W, reverse -> all h_t, and each
def direction(self, x: Tensor, h: Tensor, weights: List[Tensor], reverse: bool) -> List[Tensor]:
  states = self.input_product(x, weights)
  transposed = torch.t(weights[1])
  parts = torch.unbind(states)
  length = len(parts)
  for step in range(length):
    t = length - 1 - step if reverse else step
    h = torch.$in_place(torch.add_(parts[t], $product))
  return [states] + parts

# What direction kept, h, W, reverse, dy, dh_n, whether dh_0 is asked for
# -> dh_0, dz of the input's product, weights' gradients
def direction_back(self, kept: List[Tensor], h: Tensor, weights: List[Tensor], reverse: bool, dy: Tensor, dh: Optional[Tensor], to_h: bool) -> List[Tensor]:
  x, states = kept[0], kept[1]
  dz = torch.empty_like(states)
  parts = torch.unbind(dz)
  dys = torch.unbind(dy)
  hs = kept[2:]
  carry = dh
  length = len(parts)
  for step in range(length):
    t = step if reverse else length - 1 - step
    g = torch.add(dys[t], carry) if carry is not None else dys[t]
    torch.$derivative, grad_input=parts[t])
    if to_h or step < length - 1:
      carry = torch.mm(parts[t], weights[1])
  first = carry if carry is not None else h
  return [first, dz] + self.weight_grads(x, self.before(h, states, reverse), dz, dz)
