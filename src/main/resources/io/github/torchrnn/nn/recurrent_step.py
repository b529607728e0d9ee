# Recurrent layers and unrolled cells in a compiled step: the forward records what the backward
# needs; the backward is that through time in closed form, for which a matrix product over the whole
# sequence gives each weight's gradient.

# The state before each step.
def before(self, first: Tensor, states: Tensor, reverse: bool) -> Tensor:
  length = states.size(0)
  start = first.unsqueeze(0)
  if length == 1:
    return start
  if reverse:
    return torch.cat([states.narrow(0, 1, length - 1), start])
  return torch.cat([start, states.narrow(0, 0, length - 1)])

# The gradients of one direction's weights from those of its products.
def weight_grads(self, x: Tensor, h: Tensor, dx: Tensor, dh: Tensor) -> List[Tensor]:
  x_rows = torch.t(dx.view([-1, dx.size(2)]))
  h_rows = torch.t(dh.view([-1, dh.size(2)]))
  grads = [torch.mm(x_rows, x.reshape([-1, x.size(2)])), torch.mm(h_rows, h.reshape([-1, h.size(2)]))]
  if $bias:
    grads.append(torch.sum(x_rows, [1]))
    grads.append(torch.clone(grads[2]) if dh is dx else torch.sum(h_rows, [1]))
  return grads

# On rows, since torch.linear takes far longer for three dimensions.
def input_product(self, x: Tensor, weights: List[Tensor]) -> Tensor:
  rows = torch.linear(torch.reshape(x, [-1, x.size(2)]), weights[0], weights[2] if $bias else None)
  return torch.view(rows, [x.size(0), x.size(1), -1])

def of_direction(self, k: int) -> List[Tensor]:
  weights = $weights
  if $num_layers * $directions == 1:
    return weights
  each = 4 if $bias else 2
  return weights[k * each:(k + 1) * each]

# (layers * directions, batch, hidden_size) of the last states of each.
def stacked(self, last: List[Tensor]) -> Tensor:
  return torch.unsqueeze(last[0], 0) if len(last) == 1 else torch.stack(last)
