# The part of the functions that torch.optim.LBFGS calls. vectors holds the direction and the
# gradient of the iteration before; the lists hold the history, oldest first.

# All gradients in a row, zeros where there is none.
def flat_grad(self, params: List[Tensor]) -> Tensor:
  grads = annotate(List[Optional[Tensor]], [])
  flat = annotate(List[Tensor], [])
  for i in range(len(params)):
    p = params[i]
    grads.append(p.grad)
    g = grads[i]
    flat.append(torch.zeros([p.numel()], dtype=p.dtype, device=p.device) if g is None else torch.detach(g).reshape([-1]))
  return torch.cat(flat)

# The direction of the first iteration.
def lbfgs_begin(self, g: Tensor, vectors: List[Tensor]) -> None:
  vectors.clear()
  vectors.append(torch.neg(g))
  vectors.append(torch.clone(g))

# The direction of a later iteration, after a step of t along the last one; whether the history has
# grown, and the scale of the first Hessian.
def lbfgs_direct(self, g: Tensor, vectors: List[Tensor], old_dirs: List[Tensor], old_stps: List[Tensor], ro: List[Tensor], al: List[Tensor], t: float, h_diag: float, history_size: int) -> Tensor:
  y = torch.sub(g, vectors[1])
  s = torch.mul(vectors[0], t)
  ys = torch.dot(y, s)
  scale = torch.full([], h_diag, dtype=g.dtype, device=g.device)
  grown = bool(torch.gt(ys, 1e-10))
  if grown:
    if len(old_dirs) == history_size:
      old_dirs.pop(0)
      old_stps.pop(0)
      ro.pop(0)
    old_dirs.append(y)
    old_stps.append(s)
    ro.append(torch.reciprocal(ys))
    scale = torch.div(ys, torch.dot(y, y))
  n = len(old_dirs)
  for i in range(n - len(al)):
    al.append(scale)
  q = torch.neg(g)
  for k in range(n):
    i = n - 1 - k
    al[i] = torch.mul(torch.dot(old_stps[i], q), ro[i])
    q.add_(old_dirs[i], alpha=-float(al[i]))
  r = torch.mul(q, scale)
  for i in range(n):
    be = torch.mul(torch.dot(old_dirs[i], r), ro[i])
    r.add_(old_stps[i], alpha=float(torch.sub(al[i], be)))
  vectors[0] = r
  torch.copy_(vectors[1], g)
  return torch.stack([torch.full_like(scale, 1. if grown else 0.), scale]).to(7)

def lbfgs_move(self, params: List[Tensor], vectors: List[Tensor], t: float) -> None:
  offset = 0
  for p in params:
    n = p.numel()
    p.add_(vectors[0].narrow(0, offset, n).view(p.size()), alpha=t)
    offset = offset + n

def lbfgs_return(self, params: List[Tensor], copies: List[Tensor]) -> None:
  for i in range(len(params)):
    params[i].copy_(copies[i])

# Numbers of vectors, as float64.
def lbfgs_largest(self, x: Tensor) -> Tensor:
  return x.abs().max().to(7)

def lbfgs_sum(self, x: Tensor) -> Tensor:
  return x.abs().sum().to(7)

def lbfgs_slope(self, g: Tensor, vectors: List[Tensor]) -> Tensor:
  return torch.dot(g, vectors[0]).to(7)

def lbfgs_moved(self, vectors: List[Tensor], t: float) -> Tensor:
  return torch.mul(vectors[0], t).abs().max().to(7)

# Copies of a history's tensors, and the reverse.
def lbfgs_copies(self, tensors: List[Tensor]) -> List[Tensor]:
  copies = annotate(List[Tensor], [])
  for x in tensors:
    copies.append(torch.clone(x.detach()))
  return copies

def lbfgs_fill(self, tensors: List[Tensor], values: List[Tensor], like: Tensor) -> None:
  for x in values:
    tensors.append(torch.clone(x.detach()).to(like.dtype).to(like.device))
