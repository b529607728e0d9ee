# The parts of a compiled step that do not depend on the network.

# Returns a list of as many Nones as there are parameters. Gradients that LibTorch's graph
# accumulates are zeroed, and their versions remembered.
def prepare(self, params: List[Tensor], versions: List[int]) -> List[Optional[Tensor]]:
  grads = annotate(List[Optional[Tensor]], [])
  for i in range(len(params)):
    grads.append(None)
    if $graph:
      g = self.graph_grad(params[i])
      if g is not None:
        torch.zero_(g)
        versions[i] = g._version()
  return grads

def clear(self) -> None:
  self.given.clear()
  self.tape.clear()
  self.made.clear()
  self.order.clear()
  self.receivers.clear()
  self.sent.clear()

# Starts backward: sends 1 to the loss, which a layer or LibTorch's graph made.
def start(self, loss: Tensor) -> None:
  if loss.numel() != 1:
    ops.prim.RaiseException("grad can be implicitly created only for scalar outputs")
  receiver = self.receiver(loss)
  if receiver >= 0:
    self.send_back(receiver, loss, torch.full(loss.size(), 1., dtype=loss.dtype, device=loss.device))

def collect(self, grads: List[Optional[Tensor]], positions: List[int], found: List[Tensor]) -> None:
  for i in range(len(positions)):
    position = positions[i]
    if position >= 0:
      before = grads[position]
      if before is None:
        grads[position] = found[i]
      else:
        grads[position] = torch.add(before, found[i])

# Adds the gradients that LibTorch's graph has accumulated.
def collect_fresh(self, grads: List[Optional[Tensor]], params: List[Tensor], versions: List[int]) -> None:
  for i in range(len(params)):
    g = self.graph_grad(params[i])
    if g is not None:
      if g._version() != versions[i]:
        self.collect(grads, [i], [g])

def present(self, grads: List[Optional[Tensor]]) -> List[Tensor]:
  present = annotate(List[Tensor], [])
  for g in grads:
    if g is not None:
      present.append(g)
  return present

# Drops the gradients of parameters that do not require them.
def drop_frozen(self, grads: List[Optional[Tensor]], params: List[Tensor]) -> None:
  for i in range(len(params)):
    if not params[i].requires_grad:
      grads[i] = None
