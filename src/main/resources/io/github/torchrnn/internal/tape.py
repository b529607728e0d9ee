# The tape: the common part of layers with a backward of their own, which put their outputs on it. If
# $graph, LibTorch records the operations between such layers, and treats the layers' outputs as
# leaves. If not, nothing is recorded, and a layer's input must be an input of the step, another
# layer's output, or a view of one of them.

# Stops LibTorch's recording until resume; returns whether it was on.
def pause(self) -> bool:
  if not $graph:
    return True
  recording = torch.is_grad_enabled()
  torch.set_grad_enabled(False)
  return recording

def resume(self, recording: bool) -> None:
  if $graph:
    torch.set_grad_enabled(recording)

def output(self, x: Tensor, recording: bool) -> Tensor:
  return torch.requires_grad_(x, recording) if $graph else x

def record(self, outputs: List[Tensor], saved: List[Tensor]) -> None:
  self.tape.append(outputs + saved)
  self.made.append(len(outputs))
  self.order.append(self.number)

def need_graph(self) -> None:
  if not $graph:
    ops.prim.RaiseException("this step needs LibTorch's graph")

# Typed as optional, so that the compiler does not fold "is None" away.
def graph_grad(self, x: Tensor) -> Optional[Tensor]:
  return x.grad

# The gradient of an output: the sum of those from LibTorch's graph and from later layers.
def grad(self, output: Tensor) -> Optional[Tensor]:
  g = annotate(Optional[Tensor], None)
  if $graph:
    g = self.graph_grad(output)
  for i in range(len(self.receivers)):
    if self.receivers[i] is output:
      g = self.sent[i] if g is None else torch.add(g, self.sent[i])
  return g

def grad_or_zeros(self, output: Tensor) -> Tensor:
  g = self.grad(output)
  return g if g is not None else torch.zeros_like(output)

# Whether x is a view of other, whose own offset is 0.
def is_view(self, x: Tensor, other: Tensor) -> bool:
  sizes, strides, offset = x.size(), x.stride(), x.storage_offset()
  last = offset
  for i in range(len(sizes)):
    last = last + (sizes[i] - 1) * strides[i]
  if last >= other.numel() or x.dtype != other.dtype:
    return False
  return torch.is_set_to(torch.as_strided(other, sizes, strides, offset), x)

# The recorded output that x is, or is a view of, as entry * 4 + output, since a layer has at most 3
# outputs; -1 if x needs no gradient; len(tape) * 4 if LibTorch's graph takes the gradient.
def receiver(self, x: Tensor) -> int:
  if $graph and not torch.is_leaf(x):
    return len(self.tape) * 4
  if $graph and not x.requires_grad:
    return -1
  i = len(self.tape) - 1
  while i >= 0:
    for j in range(self.made[i]):
      if self.tape[i][j] is x:
        return i * 4 + j
    i = i - 1
  if $graph:
    return len(self.tape) * 4
  for known in self.given:
    if known is x:
      return -1
  i = len(self.tape) - 1
  while i >= 0:
    for j in range(self.made[i]):
      if self.is_view(x, self.tape[i][j]):
        return i * 4 + j
    i = i - 1
  for known in self.given:
    if self.is_view(x, known):
      return -1
  self.need_graph()
  return -1

# Sends a gradient to an output of an earlier layer, or to the graph.
def send_back(self, receiver: int, x: Tensor, dx: Tensor) -> None:
  if receiver == len(self.tape) * 4:
    torch.backward(x, dx, True)
  else:
    output = self.tape[receiver // 4][receiver % 4]
    g = dx
    if output is not x:
      if output.numel() == x.numel() and output.is_contiguous() and x.is_contiguous():
        g = torch.reshape(dx, output.size())
      else:
        g = torch.zeros_like(output)
        torch.copy_(torch.as_strided(g, x.size(), x.stride(), x.storage_offset()), dx)
    self.receivers.append(output)
    self.sent.append(g)
