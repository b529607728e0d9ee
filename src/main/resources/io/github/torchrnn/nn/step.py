# What layers with a backward of their own share: the tape and what was sent to its outputs.

def record(self, outputs: List[Tensor], saved: List[Tensor]) -> None:
  self.tape.append(outputs + saved)
  self.made.append(len(outputs))
  self.order.append(self.number)

# Typed as optional, so that the compiler does not fold "is None" away.
def graph_grad(self, x: Tensor) -> Optional[Tensor]:
  return x.grad

# The gradient of an output, by LibTorch's graph and by later layers.
def grad(self, output: Tensor) -> Optional[Tensor]:
  g = self.graph_grad(output)
  for i in range(len(self.receivers)):
    if self.receivers[i] is output:
      g = self.sent[i] if g is None else torch.add(g, self.sent[i])
  return g

def grad_or_zeros(self, output: Tensor) -> Tensor:
  g = self.grad(output)
  return g if g is not None else torch.zeros_like(output)

# To an output of an earlier layer directly, to all else through the graph.
def send_back(self, x: Tensor, dx: Tensor) -> None:
  if not torch.is_leaf(x):
    torch.backward(x, dx, True)
  elif x.requires_grad:
    i = len(self.tape) - 1
    found = False
    while i >= 0 and not found:
      for j in range(self.made[i]):
        if self.tape[i][j] is x:
          found = True
      i = i - 1
    if found:
      self.receivers.append(x)
      self.sent.append(dx)
    else:
      torch.backward(x, dx, True)

