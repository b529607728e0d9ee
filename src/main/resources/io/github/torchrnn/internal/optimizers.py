  # The part of Kernels that compiled steps have too: torch's single-tensor optimizer steps, all
  # parameters in one call, and clipping. A parameter without a gradient stays as it is.

  # In steps is counted how often each momentum was written to.
  def sgd_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], momentum_buffers: List[Tensor], lr: float, momentum: float, dampening: float, weight_decay: float, nesterov: bool, maximize: bool) -> None:
    for i in range(len(params)):
      p = params[i]
      given = grads[i]
      if given is not None:
        g = torch.neg(given) if maximize else given
        if weight_decay != 0:
          g = g.add(p, alpha=weight_decay)
        if momentum != 0:
          b = momentum_buffers[i]
          if steps[i] == 0:
            b.copy_(g)
          else:
            b.mul_(momentum).add_(g, alpha=1 - dampening)
          steps[i] = steps[i] + 1
          g = g.add(b, alpha=momentum) if nesterov else b
        p.add_(g, alpha=-lr)

  def adam_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], exp_avgs: List[Tensor], exp_avg_sqs: List[Tensor], max_exp_avg_sqs: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, amsgrad: bool, maximize: bool, decoupled: bool) -> None:
    left = annotate(List[int], [])
    for i in range(len(grads)):
      if grads[i] is not None:
        left.append(i)
    while len(left) > 0:
      # Those that share these numbers, as tensors: an operator would convert a number each time.
      first = params[left[0]]
      step = steps[left[0]] + 1
      kept = torch.full([], beta2, dtype=first.dtype, device=first.device)
      correction = torch.full([], (1 - beta2 ** float(step)) ** 0.5, dtype=first.dtype, device=first.device)
      epsilon = torch.full([], eps, dtype=first.dtype, device=first.device)
      step_size = lr / (1 - beta1 ** float(step))
      others = annotate(List[int], [])
      for i in left:
        p = params[i]
        if steps[i] + 1 == step and p.dtype == first.dtype and p.device == first.device:
          steps[i] = step
          given = grads[i]
          g = given if given is not None else p
          if maximize:
            g = torch.neg(g)
          if weight_decay != 0:
            if decoupled:
              p.mul_(1 - lr * weight_decay)
            else:
              g = g.add(p, alpha=weight_decay)
          m = exp_avgs[i].lerp_(g, 1 - beta1)
          v = exp_avg_sqs[i].mul_(kept).addcmul_(g, g, value=1 - beta2)
          if amsgrad:
            v = max_exp_avg_sqs[i].copy_(torch.maximum(max_exp_avg_sqs[i], v))
          p.addcdiv_(m, v.sqrt().div_(correction).add_(epsilon), value=-step_size)
        else:
          others.append(i)
      left = others

  def clip_norm_(self, grads: List[Tensor], max_norm: float, norm_type: float) -> Tensor:
    if len(grads) == 0:
      return torch.tensor(0.)
    norms = annotate(List[Tensor], [])
    for g in grads:
      norms.append(torch.linalg_vector_norm(g, norm_type).to(grads[0].device))
    total = torch.linalg_vector_norm(torch.stack(norms), norm_type)
    factor = torch.clamp(torch.reciprocal(total + 1e-6) * max_norm, max=1.0)
    for g in grads:
      g.mul_(factor.to(g.device))
    return total

  def clip_value_(self, grads: List[Tensor], value: float) -> None:
    for g in grads:
      g.clamp_(min=-value, max=value)
