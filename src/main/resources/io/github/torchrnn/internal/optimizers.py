# The part of the kernels that compiled steps share: torch's optimizer steps, all parameters in one
# call, and clipping. A parameter without a gradient is left as it is.

# steps[i] counts the updates of momentum_buffer[i].
def sgd_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], momentum_buffer: List[Tensor], lr: float, momentum: float, dampening: float, weight_decay: float, nesterov: bool, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = torch.neg(given) if maximize else given
      if weight_decay != 0:
        g = g.add(p, alpha=weight_decay)
      if momentum != 0:
        b = momentum_buffer[i]
        if steps[i] == 0:
          b.copy_(g)
        else:
          b.mul_(momentum).add_(g, alpha=1 - dampening)
        steps[i] = steps[i] + 1
        g = g.add(b, alpha=momentum) if nesterov else b
      p.add_(g, alpha=-lr)

# All parameters at once if they are of one type and device and have made equally many steps, else
# one by one.
def adam_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], exp_avg: List[Tensor], exp_avg_sq: List[Tensor], max_exp_avg_sq: List[Tensor], uniform: bool, fused: bool, lr_type: int, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, amsgrad: bool, maximize: bool, decoupled_weight_decay: bool) -> None:
  present = annotate(List[Tensor], [])
  together = uniform
  for i in range(len(grads)):
    g = grads[i]
    if g is not None:
      present.append(g)
      steps[i] = steps[i] + 1
      together = together and steps[i] == steps[0]
  if together and len(present) == len(params):
    self.adam_step(params, present, exp_avg, exp_avg_sq, max_exp_avg_sq, float(steps[0]), fused, lr_type, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay)
  else:
    for i in range(len(grads)):
      g = grads[i]
      if g is not None:
        # Kept in one list, or LibTorch's dead-code elimination would drop the in-place updates; and
        # appended, or it would see through the list where this is inlined in a compiled step.
        lists = [params[i:i + 1]]
        lists.append(exp_avg[i:i + 1])
        lists.append(exp_avg_sq[i:i + 1])
        lists.append(max_exp_avg_sq[i:i + 1])
        self.adam_step(lists[0], [g], lists[1], lists[2], lists[3], float(steps[i]), fused, lr_type, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay)

# torch's fused step or its single-tensor one.
def adam_step(self, ps: List[Tensor], gs: List[Tensor], ms: List[Tensor], vs: List[Tensor], tops: List[Tensor], step: float, fused: bool, lr_type: int, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, amsgrad: bool, maximize: bool, decoupled_weight_decay: bool) -> None:
  dtype, device = ps[0].dtype, ps[0].device
  if fused:
    count = torch.full([], step, dtype=6, device=device)
    counts = annotate(List[Tensor], [])
    laid_out = annotate(List[Tensor], [])
    for i in range(len(ps)):
      counts.append(count)
      # The kernel goes through memory: a gradient that is a view of another layout is copied.
      g = gs[i]
      if not (g.is_contiguous() and ps[i].is_contiguous()):
        g = torch.copy_(torch.empty_like(ps[i]), g)
      laid_out.append(g)
    if not amsgrad:
      tops = annotate(List[Tensor], [])
    if decoupled_weight_decay:
      torch._fused_adamw_(ps, laid_out, ms, vs, tops, counts, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=amsgrad, maximize=maximize)
    else:
      torch._fused_adam_(ps, laid_out, ms, vs, tops, counts, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=amsgrad, maximize=maximize)
  else:
    if maximize:
      gs = torch._foreach_neg(gs)
    if weight_decay != 0:
      if decoupled_weight_decay:
        torch._foreach_mul_(ps, self.decay(lr_type, lr, weight_decay))
      else:
        gs = torch._foreach_add(gs, ps, alpha=weight_decay)
    # Scalars as tensors: LibTorch would convert a number once per parameter.
    torch._foreach_lerp_(ms, gs, 1 - beta1)
    torch._foreach_mul_(vs, torch.full([], beta2, dtype=dtype, device=device))
    torch._foreach_addcmul_(vs, gs, gs, 1 - beta2)
    if amsgrad:
      torch._foreach_maximum_(tops, vs)
    roots = torch._foreach_sqrt(tops if amsgrad else vs)
    torch._foreach_div_(roots, torch.full([], (1 - beta2 ** step) ** 0.5, dtype=dtype, device=device))
    torch._foreach_add_(roots, torch.full([], eps, dtype=dtype, device=device))
    torch._foreach_addcdiv_(ps, ms, roots, -self.step_size(lr_type, lr, 1 - beta1 ** step))

# A learning rate that is a tensor enters the computation in its own type, as in torch. lr_type is
# that type, or -1 for a number.
def decay(self, lr_type: int, lr: float, weight_decay: float) -> float:
  if lr_type < 0:
    return 1 - lr * weight_decay
  return float(torch.rsub(torch.mul(torch.full([], lr, dtype=lr_type), weight_decay), 1))

def step_size(self, lr_type: int, lr: float, correction: float) -> float:
  if lr_type < 0:
    return lr / correction
  return float(torch.div(torch.full([], lr, dtype=lr_type), correction))

# The gradient that a step goes by.
def decayed(self, p: Tensor, given: Tensor, weight_decay: float, maximize: bool) -> Tensor:
  g = torch.neg(given) if maximize else given
  if weight_decay != 0:
    g = g.add(p, alpha=weight_decay)
  return g

def rmsprop_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], square_avg: List[Tensor], momentum_buffer: List[Tensor], grad_avg: List[Tensor], lr: float, alpha: float, eps: float, weight_decay: float, momentum: float, centered: bool, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = self.decayed(p, given, weight_decay, maximize)
      steps[i] = steps[i] + 1
      square = square_avg[i]
      square.mul_(alpha).addcmul_(g, g, value=1 - alpha)
      if centered:
        mean = grad_avg[i]
        mean.lerp_(g, 1 - alpha)
        root = square.addcmul(mean, mean, value=-1).sqrt_()
      else:
        root = square.sqrt()
      root.add_(eps)
      if momentum > 0:
        b = momentum_buffer[i]
        b.mul_(momentum).addcdiv_(g, root)
        p.add_(b, alpha=-lr)
      else:
        p.addcdiv_(g, root, value=-lr)

def adagrad_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], sum: List[Tensor], lr: float, lr_decay: float, weight_decay: float, eps: float, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = self.decayed(p, given, weight_decay, maximize)
      steps[i] = steps[i] + 1
      squares = sum[i]
      squares.addcmul_(g, g, value=1)
      p.addcdiv_(g, squares.sqrt().add_(eps), value=-(lr / (1 + (steps[i] - 1) * lr_decay)))

def adadelta_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], square_avg: List[Tensor], acc_delta: List[Tensor], lr: float, rho: float, eps: float, weight_decay: float, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = self.decayed(p, given, weight_decay, maximize)
      steps[i] = steps[i] + 1
      square = square_avg[i]
      square.mul_(rho).addcmul_(g, g, value=1 - rho)
      delta = acc_delta[i].add(eps).sqrt_()
      delta.div_(square.add(eps).sqrt_()).mul_(g)
      acc = acc_delta[i]
      acc.mul_(rho).addcmul_(delta, delta, value=1 - rho)
      p.add_(delta, alpha=-lr)

def clip_total_(self, grads: List[Tensor], total: Tensor, max_norm: float) -> None:
  factor = torch.clamp(torch.reciprocal(total + 1e-6) * max_norm, max=1.0)
  for g in grads:
    g.mul_(factor.to(g.device))

def clip_value_(self, grads: List[Tensor], value: float) -> None:
  for g in grads:
    g.clamp_(min=-value, max=value)
