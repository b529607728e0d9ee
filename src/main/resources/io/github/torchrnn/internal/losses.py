# The part of the functions that compares arrays with a target.

def weighted_mse_loss(self, x: Tensor, target: Tensor, weight: Tensor, reduction: int) -> Tensor:
  return self.weighted_loss(torch.pow(torch.sub(x, target), 2), weight, reduction)

def weighted_l1_loss(self, x: Tensor, target: Tensor, weight: Tensor, reduction: int) -> Tensor:
  return self.weighted_loss(torch.abs(torch.sub(x, target)), weight, reduction)

# The mean is that of the weights too.
def weighted_loss(self, loss: Tensor, weight: Tensor, reduction: int) -> Tensor:
  weighted = self.reduced_loss(torch.mul(loss, weight), 2 if reduction == 1 else reduction)
  return torch.div(weighted, torch.sum(weight)) if reduction == 1 else weighted

def reduced_loss(self, loss: Tensor, reduction: int) -> Tensor:
  reduced = loss
  if reduction == 1:
    reduced = torch.mean(loss)
  elif reduction == 2:
    reduced = torch.sum(loss)
  return reduced

def huber_loss(self, x: Tensor, target: Tensor, reduction: int, delta: float) -> Tensor:
  both = torch.broadcast_tensors([x, target])
  return torch.huber_loss(both[0], both[1], reduction, delta)

def weighted_huber_loss(self, x: Tensor, target: Tensor, weight: Tensor, reduction: int, delta: float) -> Tensor:
  return self.reduced_loss(torch.mul(self.huber_loss(x, target, 0, delta), weight), reduction)

def kl_div(self, x: Tensor, target: Tensor, reduction: int, log_target: bool, of_batch: bool) -> Tensor:
  loss = torch.kl_div(x, target, reduction, log_target=log_target)
  return torch.div(loss, x.size(0)) if of_batch and x.dim() != 0 else loss

def poisson_nll_loss(self, x: Tensor, target: Tensor, log_input: bool, full: bool, eps: float, reduction: int) -> Tensor:
  return torch.poisson_nll_loss(x, target, log_input, full, eps, reduction)

def gaussian_nll_loss(self, x: Tensor, target: Tensor, var: Tensor, full: bool, eps: float, reduction: int) -> Tensor:
  if bool(torch.any(torch.lt(var, 0))):
    ops.prim.RaiseException("var has negative entry/entries")
  sized = torch.unsqueeze(var, -1) if var.dim() < x.dim() else var
  clamped = torch.clone(sized)
  torch.clamp_(torch.detach(clamped), eps)
  loss = torch.mul(torch.add(torch.log(clamped), torch.div(torch.pow(torch.sub(x, target), 2), clamped)), 0.5)
  if full:
    loss = torch.add(loss, 0.9189385332046727)
  return self.reduced_loss(loss, reduction)

def gaussian_nll_loss_of(self, x: Tensor, target: Tensor, var: float, full: bool, eps: float, reduction: int) -> Tensor:
  return self.gaussian_nll_loss(x, target, torch.mul(torch.ones_like(x), var), full, eps, reduction)

def margin_ranking_loss(self, x1: Tensor, x2: Tensor, target: Tensor, margin: float, reduction: int) -> Tensor:
  return torch.margin_ranking_loss(x1, x2, target, margin, reduction)

def hinge_embedding_loss(self, x: Tensor, target: Tensor, margin: float, reduction: int) -> Tensor:
  return torch.hinge_embedding_loss(x, target, margin, reduction)

def cosine_embedding_loss(self, x1: Tensor, x2: Tensor, target: Tensor, margin: float, reduction: int) -> Tensor:
  return torch.cosine_embedding_loss(x1, x2, target, margin, reduction)

def triplet_margin_loss(self, anchor: Tensor, positive: Tensor, negative: Tensor, margin: float, p: float, eps: float, swap: bool, reduction: int) -> Tensor:
  return torch.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction)

# LibTorch leaves the loss of no examples as its memory was.
def multi_margin_loss(self, x: Tensor, target: Tensor, p: int, margin: float, weight: Optional[Tensor], reduction: int) -> Tensor:
  loss = x
  if x.numel() == 0:
    loss = self.reduced_loss(torch.sum(x, [-1]), reduction)
  else:
    loss = torch.multi_margin_loss(x, target, p, margin, weight, reduction)
  return loss

def multilabel_margin_loss(self, x: Tensor, target: Tensor, reduction: int) -> Tensor:
  loss = x
  if x.numel() == 0:
    loss = self.reduced_loss(torch.sum(x, [-1]), reduction)
  else:
    loss = torch.multilabel_margin_loss(x, target, reduction)
  return loss

def soft_margin_loss(self, x: Tensor, target: Tensor, reduction: int) -> Tensor:
  return torch.soft_margin_loss(x, target, reduction)

def multilabel_soft_margin_loss(self, x: Tensor, target: Tensor, weight: Optional[Tensor], reduction: int) -> Tensor:
  yes = torch.mul(target, torch.log_sigmoid(x))
  no = torch.mul(torch.rsub(target, 1), torch.log_sigmoid(torch.neg(x)))
  loss = torch.neg(torch.add(yes, no))
  if weight is not None:
    loss = torch.mul(loss, weight)
  return self.reduced_loss(torch.div(torch.sum(loss, [x.dim() - 1]), x.size(-1)), reduction)

# Targets are read only as far as their lengths; LibTorch does not look whether they are labels.
def ctc_loss(self, log_probs: Tensor, targets: Tensor, input_lengths: Tensor, target_lengths: Tensor, blank: int, reduction: int, zero_infinity: bool) -> Tensor:
  labels = self.ctc_labels(log_probs, targets, target_lengths)
  return torch.ctc_loss(log_probs, labels, input_lengths, target_lengths, blank, reduction, zero_infinity)

def ctc_loss_of(self, log_probs: Tensor, targets: Tensor, input_lengths: List[int], target_lengths: List[int], blank: int, reduction: int, zero_infinity: bool) -> Tensor:
  inputs = torch.tensor(input_lengths, dtype=4)
  labels = torch.tensor(target_lengths, dtype=4)
  return self.ctc_loss(log_probs, targets, inputs, labels, blank, reduction, zero_infinity)

def ctc_labels(self, log_probs: Tensor, targets: Tensor, target_lengths: Tensor) -> Tensor:
  labels = targets.to(4)
  wrong = torch.lt(labels, 0) | torch.ge(labels, log_probs.size(-1))
  if labels.dim() == 2:
    lengths = torch.reshape(target_lengths, [-1, 1]).to(labels.device)
    read = torch.lt(torch.arange(labels.size(1), dtype=4, device=labels.device), lengths)
    wrong = wrong & read
  if bool(torch.any(wrong)):
    ops.prim.RaiseException("a target is out of bounds")
  return labels
