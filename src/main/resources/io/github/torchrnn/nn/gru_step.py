# x, h, W, reverse -> all h_t; r, z and n; W_hn h + b_hn
def direction(self, x: Tensor, h: Tensor, weights: List[Tensor], reverse: bool) -> List[Tensor]:
  size = $hidden_size
  gates = self.input_product(x, weights)
  transposed = torch.t(weights[1])
  states = torch.empty([x.size(0), x.size(1), size], dtype=x.dtype, device=x.device)
  products = torch.empty_like(states)
  inputs, outputs, kept = torch.unbind(gates), torch.unbind(states), torch.unbind(products)
  length = len(inputs)
  for step in range(length):
    t = length - 1 - step if reverse else step
    hidden = $product
    rz = torch.sigmoid_(torch.add_(torch.narrow(inputs[t], 1, 0, 2 * size), torch.narrow(hidden, 1, 0, 2 * size)))
    product = torch.copy_(kept[t], torch.narrow(hidden, 1, 2 * size, size))
    r, z = torch.narrow(rz, 1, 0, size), torch.narrow(rz, 1, size, size)
    n = torch.tanh_(torch.add_(torch.narrow(inputs[t], 1, 2 * size, size), torch.mul(product, r)))
    h = torch.add_(torch.mul_(torch.copy_(outputs[t], torch.sub(h, n)), z), n)
  return [states, gates, products]

# What direction kept, h, W, reverse, dy, dh_n, whether dh_0 is asked for
# -> dh_0, the gradient of the input's product, weights' gradients
def direction_back(self, kept: List[Tensor], h: Tensor, weights: List[Tensor], reverse: bool, dy: Tensor, dh: Optional[Tensor], to_h: bool) -> List[Tensor]:
  size = $hidden_size
  x, states = kept[0], kept[1]
  before = self.before(h, states, reverse)
  gates, products, previous = torch.unbind(kept[2]), torch.unbind(kept[3]), torch.unbind(before)
  of_input = torch.empty_like(kept[2])
  of_hidden = torch.empty_like(kept[2])
  dis, dhs, dys = torch.unbind(of_input), torch.unbind(of_hidden), torch.unbind(dy)
  carry = dh
  length = len(dys)
  for step in range(length):
    t = step if reverse else length - 1 - step
    g = torch.add(dys[t], carry) if carry is not None else dys[t]
    r, z, n = torch.chunk(gates[t], 3, 1)
    kept_part = torch.mul(g, z)
    dn = torch.tanh_backward(torch.sub(g, kept_part), n)
    dz = torch.sigmoid_backward(torch.mul(g, torch.sub(previous[t], n)), z)
    dr = torch.sigmoid_backward(torch.mul(dn, products[t]), r)
    torch.cat([dr, dz, dn], 1, out=dis[t])
    torch.cat([dr, dz, torch.mul(dn, r)], 1, out=dhs[t])
    if to_h or step < length - 1:
      carry = torch.addmm(kept_part, dhs[t], weights[1])
  first = carry if carry is not None else h
  return [first, of_input] + self.weight_grads(x, before, of_input, of_hidden)
