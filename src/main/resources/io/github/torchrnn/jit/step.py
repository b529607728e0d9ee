# The end of a compiled step: from the gradients to the optimizer.

# The gradients with None for parameters that do not require them now, and torch's words if there is
# none left.
def unless_frozen(self, params: List[Tensor], grads: List[Optional[Tensor]]) -> List[Optional[Tensor]]:
  any = False
  for i in range(len(params)):
    if not params[i].requires_grad:
      grads[i] = None
    elif grads[i] is not None:
      any = True
  if not any:
    ops.prim.RaiseException("element 0 of tensors does not require grad and does not have a grad_fn")
  return grads

# The gradients of LibTorch's graph.
def of_graph(self, loss: Tensor, params: List[Tensor]) -> List[Optional[Tensor]]:
  wanted = annotate(List[Tensor], [])
  for p in params:
    if p.requires_grad:
      wanted.append(p)
  found = torch.grad([loss], wanted, None, False, False, True)
  grads = annotate(List[Optional[Tensor]], [])
  next = 0
  for p in params:
    if p.requires_grad:
      grads.append(found[next])
      next = next + 1
    else:
      grads.append(None)
  return grads

def norm_of(self, grads: List[Optional[Tensor]], norm_type: float) -> Tensor:
  norms = annotate(List[Tensor], [])
  for g in grads:
    if g is not None:
      norms.append(torch.linalg_vector_norm(g, norm_type))
  if len(norms) == 0:
    return torch.tensor(0.)
  return torch.linalg_vector_norm(torch.stack(norms), norm_type)

# New gradients, since one tensor may be the gradient of two parameters.
def clipped_to_norm(self, grads: List[Optional[Tensor]], total: Tensor, max_norm: float) -> List[Optional[Tensor]]:
  factor = torch.clamp(torch.reciprocal(total + 1e-6) * max_norm, max=1.0)
  clipped = annotate(List[Optional[Tensor]], [])
  for g in grads:
    clipped.append(torch.mul(g, factor) if g is not None else g)
  return clipped

def clipped_to_value(self, grads: List[Optional[Tensor]], value: float) -> List[Optional[Tensor]]:
  clipped = annotate(List[Optional[Tensor]], [])
  for g in grads:
    clipped.append(torch.clamp(g, -value, value) if g is not None else g)
  return clipped

# The gradients, with an empty tensor for None.
def kept(self, grads: List[Optional[Tensor]]) -> List[Tensor]:
  kept = annotate(List[Tensor], [])
  for g in grads:
    kept.append(g if g is not None else torch.empty([0]))
  return kept
