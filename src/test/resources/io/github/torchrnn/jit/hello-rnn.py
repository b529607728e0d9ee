# The trace of a step:
#
#   v0: float32[5, 1, 4] = argument
#   v1: float32[1, 1, 4] = argument
#   v2: int64[5] = argument
#   v3: float32[4, 4]* = parameter 0, weight_ih_l0 of RNN
#   v4: float32[4, 4]* = parameter 1, weight_hh_l0 of RNN
#   v5: float32[4]* = parameter 2, bias_ih_l0 of RNN
#   v6: float32[4]* = parameter 3, bias_hh_l0 of RNN
#   v7: float32[5, 1, 4]*, v8: float32[1, 1, 4]* = rnn_tanh(v0, [v1], [v3, v4, v5, v6], RecurrentOptions[bias=true, layers=1, dropout=0.0, training=true, bidirectional=false, batchFirst=false])
#   v9: float32[5, 4]* = reshape(v7, [-1, 4])
#   v10: float32[]* = cross_entropy_loss(v9, v2, null, 1, -100, 0.0)
#   return v10

class Program(Module):
  __parameters__ = []
  __buffers__ = []
  bound : List[Tensor]
  g0_params : List[Tensor]
  g0_steps : List[int]
  g0_exp_avg : List[Tensor]
  g0_exp_avg_sq : List[Tensor]
  g0_max_exp_avg_sq : List[Tensor]
  g0_uniform : bool
  g0_fused : bool
  g0_lr_type : int
  g0_lr : float
  g0_beta1 : float
  g0_beta2 : float
  g0_eps : float
  g0_weight_decay : float
  g0_amsgrad : bool
  g0_maximize : bool
  g0_decoupled_weight_decay : bool
  training : bool
  def take(self, bound: List[Tensor], g0_params: List[Tensor], g0_steps: List[int], g0_exp_avg: List[Tensor], g0_exp_avg_sq: List[Tensor], g0_max_exp_avg_sq: List[Tensor], g0_uniform: bool, g0_fused: bool, g0_lr_type: int, g0_lr: float, g0_beta1: float, g0_beta2: float, g0_eps: float, g0_weight_decay: float, g0_amsgrad: bool, g0_maximize: bool, g0_decoupled_weight_decay: bool) -> None:
    self.bound = bound
    self.g0_params = g0_params
    self.g0_steps = g0_steps
    self.g0_exp_avg = g0_exp_avg
    self.g0_exp_avg_sq = g0_exp_avg_sq
    self.g0_max_exp_avg_sq = g0_max_exp_avg_sq
    self.g0_uniform = g0_uniform
    self.g0_fused = g0_fused
    self.g0_lr_type = g0_lr_type
    self.g0_lr = g0_lr
    self.g0_beta1 = g0_beta1
    self.g0_beta2 = g0_beta2
    self.g0_eps = g0_eps
    self.g0_weight_decay = g0_weight_decay
    self.g0_amsgrad = g0_amsgrad
    self.g0_maximize = g0_maximize
    self.g0_decoupled_weight_decay = g0_decoupled_weight_decay
    pass
  
  def step(self, inputs: List[Tensor]) -> List[Tensor]:
    if len(inputs) == 0:
      return inputs
    p1, p2, p3, p4 = self.g0_params
    a1, a2, a3 = inputs
    h01 = torch.select(a2, 0, 0)
    out1, h_n1 = self.elman_forward(a1, h01, p1, p2, p3, p4, False, False)
    x1 = torch.reshape(out1, [-1, 4])
    logp1 = torch.log_softmax(x1, 1)
    x2, total1 = torch.nll_loss_forward(logp1, a3, None, 1, -100)
    d1 = torch.ones_like(x2)
    d2 = torch.nll_loss_backward(d1, logp1, a3, None, 1, -100, total1)
    d3 = torch._log_softmax_backward_data(d2, logp1, 1, x1.dtype)
    d4 = torch.reshape(d3, torch.size(out1))
    e1, before1, d5 = self.elman_backward(d4, None, out1, h01, p2, False, False)
    rows1 = torch.reshape(a1, [-1, 4])
    e2 = torch.t(e1)
    d6 = torch.mm(e2, rows1)
    d7 = torch.mm(e2, before1)
    db1 = torch.sum(e1, [0])
    grads = self.unless_frozen(self.g0_params, annotate(List[Optional[Tensor]], [d6, d7, db1, db1]))
    self.adam_with(self.g0_params, grads, self.g0_steps, self.g0_exp_avg, self.g0_exp_avg_sq, self.g0_max_exp_avg_sq, self.g0_uniform, self.g0_fused, self.g0_lr_type, self.g0_lr, self.g0_beta1, self.g0_beta2, self.g0_eps, self.g0_weight_decay, self.g0_amsgrad, self.g0_maximize, self.g0_decoupled_weight_decay)
    return [x2]
  
  def elman_forward(self, x: Tensor, h0: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor], relu: bool, reverse: bool) -> Tuple[Tensor, Tensor]:
    length, batch = x.size(0), x.size(1)
    states = self.product_of_inputs(torch.reshape(x, [-1, x.size(2)]), w_ih, b_ih, b_hh)
    u = self.transposed(w_hh, length)
    parts = torch.split(states, batch)
    if reverse:
      parts.reverse()
    h = h0
    for part in parts:
      torch.addmm_(part, h, u)
      h = torch.relu_(part) if relu else torch.tanh_(part)
    return torch.view(states, [length, batch, -1]), h
  
  def elman_backward(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, h0: Tensor, w_hh: Tensor, relu: bool, reverse: bool) -> Tuple[Tensor, Tensor, Tensor]:
    batch = h0.size(0)
    e = self.received(d_output, d_h_n, output, reverse)
    es = torch.split(e, batch)
    hs = torch.unbind(output)
    if not reverse:
      es.reverse()
      hs.reverse()
    d_h0 = torch.zeros_like(h0)
    es.append(d_h0)
    for i in range(len(hs)):
      if relu:
        torch.threshold_backward(es[i], hs[i], 0, grad_input=es[i])
      else:
        torch.tanh_backward(es[i], hs[i], grad_input=es[i])
      torch.addmm_(es[i + 1], es[i], w_hh)
    return e, self.states_before(h0, output, reverse), d_h0
  
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
  
  def decay(self, lr_type: int, lr: float, weight_decay: float) -> float:
    if lr_type < 0:
      return 1 - lr * weight_decay
    return float(torch.rsub(torch.mul(torch.full([], lr, dtype=lr_type), weight_decay), 1))
  
  def step_size(self, lr_type: int, lr: float, correction: float) -> float:
    if lr_type < 0:
      return lr / correction
    return float(torch.div(torch.full([], lr, dtype=lr_type), correction))
  
  def received(self, d_output: Optional[Tensor], d_h_n: Optional[Tensor], output: Tensor, reverse: bool) -> Tensor:
    d = torch.clone(d_output, memory_format=0) if d_output is not None else torch.zeros_like(output)
    if d_h_n is not None:
      torch.add_(torch.select(d, 0, 0 if reverse else -1), d_h_n)
    return torch.flatten(d, 0, 1)
  
  def states_before(self, first: Tensor, states: Tensor, reverse: bool) -> Tensor:
    length = states.size(0)
    if length == 1:
      return first
    rows = torch.flatten(states, 0, 1)
    known = rows.size(0) - first.size(0)
    if reverse:
      return torch.cat([torch.narrow(rows, 0, first.size(0), known), first])
    return torch.cat([first, torch.narrow(rows, 0, 0, known)])
  
  def product_of_inputs(self, rows: Tensor, w_ih: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> Tensor:
    if b_ih is not None and b_hh is not None:
      return torch.addmm(torch.add(b_ih, b_hh), rows, torch.t(w_ih))
    return torch.mm(rows, torch.t(w_ih))
  
  def transposed(self, w: Tensor, steps: int) -> Tensor:
    return torch.contiguous(torch.t(w)) if steps > 8 else torch.t(w)
