# The part of the kernels for gradients: of some arrays, and those that hooks change.

def grad(self, outputs: List[Tensor], inputs: List[Tensor], gradients: List[Tensor], retain_graph: bool, create_graph: bool) -> List[Tensor]:
  given = annotate(List[Optional[Tensor]], [])
  for g in gradients:
    given.append(g)
  grads = torch.grad(outputs, inputs, given, retain_graph, create_graph, True)
  found = annotate(List[Tensor], [])
  positions = annotate(List[int], [])
  for i in range(len(grads)):
    g = grads[i]
    if g is not None:
      found.append(g)
      positions.append(i)
  found.append(torch.tensor(positions, dtype=4))
  return found

# A gradient that was recorded holds the graph of its parameter, which holds the gradient.
def detach_grads(self, params: List[Tensor]) -> None:
  for g in self.all_grads(params):
    if g is not None and g.requires_grad:
      torch.detach_(g)

# Takes the collected gradient of a leaf away for one backward: leaves zeros in its place, and
# returns it, with its version; nothing if there is none.
def take_grad(self, x: Tensor) -> List[Tensor]:
  grads = self.all_grads([x])
  g = grads[0]
  if g is None:
    return annotate(List[Tensor], [])
  before = g.data
  torch.set_data(g, torch.zeros_like(before))
  return [before, torch.tensor(g._version(), dtype=4)]

# Puts it back, and returns what backward has collected; nothing if it has not reached the leaf.
def put_grad_back(self, x: Tensor, taken: List[Tensor]) -> List[Tensor]:
  grads = self.all_grads([x])
  g = grads[0]
  if g is None:
    return annotate(List[Tensor], [])
  collected = g.data
  if len(taken) == 0:
    return [collected]
  torch.set_data(g, taken[0])
  if g._version() == int(taken[1]):
    return annotate(List[Tensor], [])
  return [collected]

# Adds what hooks made of a gradient, or takes it as the only one.
def give_grad(self, x: Tensor, gradient: Tensor, is_first: bool) -> None:
  grads = self.all_grads([x])
  g = grads[0]
  if g is not None:
    if is_first:
      torch.copy_(g, gradient)
    else:
      torch.add_(g, gradient)
