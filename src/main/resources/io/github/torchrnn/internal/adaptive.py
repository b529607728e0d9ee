# The part of the kernels that steps ASGD, Adamax, NAdam and RAdam, as optimizers.py steps the others,
# and the numbers that they keep for each parameter, tensors of no dimension.

def asgd(self, params: List[Tensor], versions: List[int], steps: List[int], eta: List[Tensor], mu: List[Tensor], ax: List[Tensor], lr: float, lambd: float, alpha: float, t0: float, weight_decay: float, maximize: bool) -> None:
  self.asgd_with(params, self.fresh_grads(params, versions), steps, eta, mu, ax, lr, lambd, alpha, t0, weight_decay, maximize)

def asgd_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], eta: List[Tensor], mu: List[Tensor], ax: List[Tensor], lr: float, lambd: float, alpha: float, t0: float, weight_decay: float, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = self.decayed(p, given, weight_decay, maximize)
      if steps[i] == 0:
        self.set_number(eta[i], lr)
      steps[i] = steps[i] + 1
      rate = float(eta[i])
      p.mul_(1 - lambd * rate).add_(g, alpha=-rate)
      mean = ax[i]
      if float(mu[i]) != 1:
        mean.add_(p.sub(mean).mul_(mu[i]))
      else:
        mean.copy_(p)
      step = float(steps[i])
      self.set_number(eta[i], lr / ((1 + lambd * lr * step) ** alpha))
      self.set_number(mu[i], 1 / max(1., step - t0))

# torch has rounded it to float32 before, whatever the tensor's type is.
def set_number(self, x: Tensor, value: float) -> None:
  x.copy_(torch.full([], value, dtype=6))

def adamax(self, params: List[Tensor], versions: List[int], steps: List[int], exp_avg: List[Tensor], exp_inf: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, maximize: bool) -> None:
  self.adamax_with(params, self.fresh_grads(params, versions), steps, exp_avg, exp_inf, lr, beta1, beta2, eps, weight_decay, maximize)

def adamax_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], exp_avg: List[Tensor], exp_inf: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = self.decayed(p, given, weight_decay, maximize)
      steps[i] = steps[i] + 1
      exp_avg[i].lerp_(g, 1 - beta1)
      largest = exp_inf[i]
      largest.copy_(torch.maximum(largest.mul(beta2), g.abs().add_(eps)))
      p.addcdiv_(exp_avg[i], largest, value=-(lr / (1 - beta1 ** float(steps[i]))))

# The gradient that a step goes by, where the weight decay may change the parameter instead.
def decayed_apart(self, p: Tensor, given: Tensor, lr: float, weight_decay: float, decoupled_weight_decay: bool, maximize: bool) -> Tensor:
  if weight_decay != 0 and decoupled_weight_decay:
    p.mul_(1 - lr * weight_decay)
    return self.decayed(p, given, 0., maximize)
  return self.decayed(p, given, weight_decay, maximize)

def nadam(self, params: List[Tensor], versions: List[int], steps: List[int], mu_product: List[Tensor], exp_avg: List[Tensor], exp_avg_sq: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, momentum_decay: float, decoupled_weight_decay: bool, maximize: bool) -> None:
  self.nadam_with(params, self.fresh_grads(params, versions), steps, mu_product, exp_avg, exp_avg_sq, lr, beta1, beta2, eps, weight_decay, momentum_decay, decoupled_weight_decay, maximize)

def nadam_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], mu_product: List[Tensor], exp_avg: List[Tensor], exp_avg_sq: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, momentum_decay: float, decoupled_weight_decay: bool, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = self.decayed_apart(p, given, lr, weight_decay, decoupled_weight_decay, maximize)
      steps[i] = steps[i] + 1
      step = float(steps[i])
      mu = beta1 * (1. - 0.5 * (0.96 ** (step * momentum_decay)))
      mu_next = beta1 * (1. - 0.5 * (0.96 ** ((step + 1) * momentum_decay)))
      product = float(mu_product[i].mul_(mu))
      exp_avg[i].lerp_(g, 1 - beta1)
      exp_avg_sq[i].mul_(beta2).addcmul_(g, g, value=1 - beta2)
      root = exp_avg_sq[i].div(1 - beta2 ** step).sqrt().add_(eps)
      p.addcdiv_(g, root, value=-lr * (1. - mu) / (1. - product))
      p.addcdiv_(exp_avg[i], root, value=-lr * mu_next / (1. - product * mu_next))

def radam(self, params: List[Tensor], versions: List[int], steps: List[int], exp_avg: List[Tensor], exp_avg_sq: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, decoupled_weight_decay: bool, maximize: bool) -> None:
  self.radam_with(params, self.fresh_grads(params, versions), steps, exp_avg, exp_avg_sq, lr, beta1, beta2, eps, weight_decay, decoupled_weight_decay, maximize)

def radam_with(self, params: List[Tensor], grads: List[Optional[Tensor]], steps: List[int], exp_avg: List[Tensor], exp_avg_sq: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, decoupled_weight_decay: bool, maximize: bool) -> None:
  for i in range(len(params)):
    p = params[i]
    given = grads[i]
    if given is not None:
      g = self.decayed_apart(p, given, lr, weight_decay, decoupled_weight_decay, maximize)
      steps[i] = steps[i] + 1
      step = float(steps[i])
      exp_avg[i].lerp_(g, 1 - beta1)
      exp_avg_sq[i].mul_(beta2).addcmul_(g, g, value=1 - beta2)
      correction = 1 - beta2 ** step
      change = exp_avg[i].div(1 - beta1 ** step).mul_(lr)
      longest = 2 / (1 - beta2) - 1
      length = longest - 2 * step * (beta2 ** step) / correction
      if length > 5:
        change.mul_(torch.reciprocal(exp_avg_sq[i].sqrt().add_(eps)).mul_(correction ** 0.5))
        change.mul_(((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)) ** 0.5)
      p.add_(change, alpha=-1)

# One number for each parameter.
def numbers(self, params: List[Tensor], value: float) -> List[Tensor]:
  numbers = annotate(List[Tensor], [])
  for p in params:
    numbers.append(torch.full([], value, dtype=6))
  return numbers

# The same, with copies of the given ones.
def given_numbers(self, params: List[Tensor], positions: List[int], values: List[Tensor], value: float) -> List[Tensor]:
  numbers = self.numbers(params, value)
  for i in range(len(positions)):
    numbers[positions[i]] = values[i].detach().clone()
  return numbers
