# LibTorch's operators that DJL lacks, as TorchScript: run by LibTorch's interpreter, not by Python.
# LibTorch.java loads this file, and Kernels.java calls its methods. A method with the name of a
# torch function does the same as that function. The methods of a training step come first, since
# LibTorch looks methods up by linear search.
class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Cells.

  def gru_cell(self, x: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> Tensor:
    return torch.gru_cell(x, h, w_ih, w_hh, b_ih, b_hh)

  def lstm_cell(self, x: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
    h, c = torch.lstm_cell(x, [h, c], w_ih, w_hh, b_ih, b_hh)
    return [h, c]

  # Losses. The reduction is 0 for "none", 1 for "mean", 2 for "sum".

  # LibTorch 2.7 does not take one class index of shape (1) with scores of shape (C).
  def of_one_example(self, x: Tensor, target: Tensor) -> Tensor:
    if x.dim() == 1 and target.dim() == 1 and not target.is_floating_point():
      return target.squeeze(0)
    return target

  def cross_entropy_loss(self, x: Tensor, target: Tensor, weight: Optional[Tensor], reduction: int, ignore_index: int, label_smoothing: float) -> Tensor:
    return torch.cross_entropy_loss(x, self.of_one_example(x, target), weight, reduction, ignore_index, label_smoothing)

  def nll_loss(self, x: Tensor, target: Tensor, weight: Optional[Tensor], reduction: int, ignore_index: int) -> Tensor:
    return torch.nll_loss_nd(x, self.of_one_example(x, target), weight, reduction, ignore_index)

  def mse_loss(self, x: Tensor, target: Tensor, reduction: int) -> Tensor:
    both = torch.broadcast_tensors([x, target])
    dtype = torch.result_type(both[0], both[1])
    return torch.mse_loss(both[0].to(dtype), both[1].to(dtype), reduction)

  def binary_cross_entropy_with_logits(self, x: Tensor, target: Tensor, weight: Optional[Tensor], pos_weight: Optional[Tensor], reduction: int) -> Tensor:
    return torch.binary_cross_entropy_with_logits(x, target, weight, pos_weight, reduction)

  # Gradients.

  # The gradients, in a list of optional tensors: otherwise the compiler folds "is None" away.
  def all_grads(self, params: List[Tensor]) -> List[Optional[Tensor]]:
    grads = annotate(List[Optional[Tensor]], [])
    for p in params:
      grads.append(p.grad)
    return grads

  # Zeroes the gradients; returns the version of each afterwards, or -1 where there is none.
  def zero_grad(self, parameters: List[Tensor]) -> List[int]:
    versions = annotate(List[int], [])
    for g in self.all_grads(parameters):
      version = -1
      if g is not None:
        torch.zero_(g)
        version = g._version()
      versions.append(version)
    return versions

  # Optimizers: those of optimizers.py, on the gradients that parameters have accumulated.

  # Zeroes the gradients and remembers the version of each afterwards.
  def zero_fresh_grad(self, params: List[Tensor], versions: List[int]) -> None:
    grads = annotate(List[Optional[Tensor]], [])
    for i in range(len(params)):
      grads.append(params[i].grad)
      g = grads[i]
      if g is not None:
        torch.zero_(g)
        versions[i] = g._version()

  # The gradients, with None where nothing was added since zeroing, as torch would have it.
  def fresh_grads(self, params: List[Tensor], versions: List[int]) -> List[Optional[Tensor]]:
    grads = annotate(List[Optional[Tensor]], [])
    for i in range(len(params)):
      grads.append(params[i].grad)
      g = grads[i]
      if g is not None and g._version() == versions[i]:
        grads[i] = None
    return grads

  def sgd(self, params: List[Tensor], versions: List[int], steps: List[int], momentum_buffer: List[Tensor], lr: float, momentum: float, dampening: float, weight_decay: float, nesterov: bool, maximize: bool) -> None:
    self.sgd_with(params, self.fresh_grads(params, versions), steps, momentum_buffer, lr, momentum, dampening, weight_decay, nesterov, maximize)

  def adam(self, params: List[Tensor], versions: List[int], steps: List[int], exp_avg: List[Tensor], exp_avg_sq: List[Tensor], max_exp_avg_sq: List[Tensor], uniform: bool, fused: bool, lr_type: int, lr: float, beta1: float, beta2: float, eps: float, weight_decay: float, amsgrad: bool, maximize: bool, decoupled_weight_decay: bool) -> None:
    self.adam_with(params, self.fresh_grads(params, versions), steps, exp_avg, exp_avg_sq, max_exp_avg_sq, uniform, fused, lr_type, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize, decoupled_weight_decay)

  def rmsprop(self, params: List[Tensor], versions: List[int], steps: List[int], square_avg: List[Tensor], momentum_buffer: List[Tensor], grad_avg: List[Tensor], lr: float, alpha: float, eps: float, weight_decay: float, momentum: float, centered: bool, maximize: bool) -> None:
    self.rmsprop_with(params, self.fresh_grads(params, versions), steps, square_avg, momentum_buffer, grad_avg, lr, alpha, eps, weight_decay, momentum, centered, maximize)

  def adagrad(self, params: List[Tensor], versions: List[int], steps: List[int], sum: List[Tensor], lr: float, lr_decay: float, weight_decay: float, eps: float, maximize: bool) -> None:
    self.adagrad_with(params, self.fresh_grads(params, versions), steps, sum, lr, lr_decay, weight_decay, eps, maximize)

  def adadelta(self, params: List[Tensor], versions: List[int], steps: List[int], square_avg: List[Tensor], acc_delta: List[Tensor], lr: float, rho: float, eps: float, weight_decay: float, maximize: bool) -> None:
    self.adadelta_with(params, self.fresh_grads(params, versions), steps, square_avg, acc_delta, lr, rho, eps, weight_decay, maximize)

  # The gradients that are not None, through .data: clipping must not advance their versions, or
  # gradients of zeros would count as written to.
  def grads(self, params: List[Tensor], versions: List[int]) -> List[Tensor]:
    grads = annotate(List[Tensor], [])
    for g in self.fresh_grads(params, versions):
      if g is not None:
        grads.append(g.data)
    return grads

  # The 2-norms of some tensors, added in torch's order: in eight float32 sums, where LibTorch 2.7
  # adds in float64. The rest after the eights is added by fours; the rest after the fours, without
  # rounding between product and sum. embedding_bag adds row by row, index_add_ index by index.
  def norms_in_order(self, xs: List[Tensor]) -> Tensor:
    m = len(xs)
    eights = annotate(List[Tensor], [])
    fours = annotate(List[Tensor], [])
    with_four = annotate(List[int], [])
    offsets = annotate(List[int], [])
    rows = 0
    flat = annotate(List[Tensor], [])
    for i in range(m):
      x = xs[i].view([-1])
      n = x.numel()
      flat.append(x)
      offsets.append(rows)
      rows = rows + n // 8
      if n >= 4:
        squares = torch.mul(x, x)
        eights.append(squares.narrow(0, 0, n - n % 8))
        if n % 8 >= 4:
          fours.append(squares.narrow(0, n - n % 8, 4))
          with_four.append(i)
    sums = torch.zeros([m])
    if rows > 0:
      lanes = torch.embedding_bag(torch.cat(eights).view([-1, 8]), torch.arange(rows), torch.tensor(offsets), False, 0, False)[0]
      torch.index_add_(sums, 0, torch.arange(8 * m).floor_divide(8), lanes.view([-1]))
    if len(fours) > 0:
      torch.index_add_(sums, 0, torch.tensor(with_four).repeat_interleave(4), torch.cat(fours))
    none = torch.zeros([1])
    for d in range(3):
      last = annotate(List[Tensor], [])
      any = False
      for x in flat:
        n = x.numel()
        left = n % 4 > d
        any = any or left
        last.append(x.narrow(0, n - n % 4 + d, 1) if left else none)
      if any:
        product = torch.cat(last).to(7)
        sums = torch.add(sums.to(7), torch.mul(product, product)).to(6)
    return torch.sqrt(sums.to(7)).to(6)

  # The same for each row of a matrix.
  def row_norms(self, x: Tensor) -> Tensor:
    m, n = x.size(0), x.size(1)
    eights, fours = n - n % 8, n - n % 4
    squares = torch.mul(x, x)
    sums = torch.zeros([m])
    row_of_eight = torch.arange(m).repeat_interleave(8)
    if n >= 8:
      rows = squares.narrow(1, 0, eights).reshape([-1, 8])
      starts = torch.arange(m) * (n // 8)
      lanes = torch.embedding_bag(rows, torch.arange(rows.size(0)), starts, False, 0, False)[0]
      torch.index_add_(sums, 0, row_of_eight, lanes.view([-1]))
    if fours > eights:
      torch.index_add_(sums, 0, torch.slice(row_of_eight, 0, 0, 8 * m, 2), squares.narrow(1, eights, 4).reshape([-1]))
    for d in range(fours, n):
      last = x.select(1, d).to(7)
      sums = torch.add(sums.to(7), torch.mul(last, last)).to(6)
    return torch.sqrt(sums.to(7)).to(6)

  def adds_as_torch(self, x: Tensor, norm_type: float) -> bool:
    return norm_type == 2 and x.dtype == 6 and not x.is_cuda and x.is_contiguous()

  def vector_norm(self, x: Tensor, norm_type: float) -> Tensor:
    if self.adds_as_torch(x, norm_type):
      return self.norms_in_order([x]).squeeze(0)
    return torch.linalg_vector_norm(x, norm_type)

  def get_total_norm(self, tensors: List[Tensor], norm_type: float) -> Tensor:
    if len(tensors) == 0:
      return torch.tensor(0.)
    xs = annotate(List[Tensor], [])
    in_order = True
    for x in tensors:
      xs.append(torch.detach(x))
      in_order = in_order and self.adds_as_torch(x, norm_type)
    if in_order:
      return self.vector_norm(self.norms_in_order(xs), norm_type)
    norms = annotate(List[Tensor], [])
    for x in xs:
      norms.append(self.vector_norm(x, norm_type).to(xs[0].device))
    return self.vector_norm(torch.stack(norms), norm_type)

  # Nothing is scaled by a norm that is not finite if that is an error.
  def clip_grad_norm_(self, params: List[Tensor], versions: List[int], max_norm: float, norm_type: float, error_if_nonfinite: bool) -> Tensor:
    grads = self.grads(params, versions)
    total = self.get_total_norm(grads, norm_type)
    if not error_if_nonfinite or bool(torch.isfinite(total)):
      self.clip_total_(grads, total, max_norm)
    return total

  def clip_grads_with_norm_(self, params: List[Tensor], versions: List[int], max_norm: float, total: Tensor) -> None:
    self.clip_total_(self.grads(params, versions), total.detach(), max_norm)

  def clip_grad_value_(self, params: List[Tensor], versions: List[int], value: float) -> None:
    self.clip_value_(self.grads(params, versions), value)

  # Tensors like an optimizer's parameters, filled with a number.
  def filled_like(self, params: List[Tensor], value: float) -> List[Tensor]:
    filled = annotate(List[Tensor], [])
    for p in params:
      filled.append(torch.full_like(torch.detach(p), value))
    return filled

  def write_versions(self, versions: List[int], positions: List[int], values: List[int]) -> None:
    for i in range(len(positions)):
      versions[positions[i]] = values[i]

  # Replaces some tensors of an optimizer by new ones of the types that their parameters have now.
  def remake(self, state: List[Tensor], params: List[Tensor], positions: List[int], value: float) -> List[Tensor]:
    for i in positions:
      state[i] = torch.full_like(torch.detach(params[i]), value)
    return annotate(List[Tensor], [])

  # Copies of some of an optimizer's tensors.
  def copies(self, state: List[Tensor], positions: List[int]) -> List[Tensor]:
    copies = annotate(List[Tensor], [])
    for i in positions:
      copies.append(state[i].clone())
    return copies

  # The memory of some of an optimizer's tensors.
  def views(self, state: List[Tensor], positions: List[int]) -> List[Tensor]:
    views = annotate(List[Tensor], [])
    for i in positions:
      views.append(torch.detach(state[i]))
    return views

  # An optimizer's tensors: copies of the given ones, and new ones for the others.
  def filled(self, params: List[Tensor], positions: List[int], values: List[Tensor], value: float) -> List[Tensor]:
    state = self.filled_like(params, value)
    for i in range(len(positions)):
      state[positions[i]].copy_(values[i].detach())
    return state

  # The gradients of outputs with respect to those inputs that they were made from, and then the
  # positions of these inputs.
  # Functions.

  def to(self, x: Tensor, dtype: int) -> Tensor:
    return x.to(dtype)

  def to_device(self, x: Tensor, device: str) -> Tensor:
    return x.to(torch.device(device))

  def relu(self, x: Tensor) -> Tensor:
    return torch.relu(x)

  def sigmoid(self, x: Tensor) -> Tensor:
    return torch.sigmoid(x)

  def softmax(self, x: Tensor, dim: int) -> Tensor:
    return torch.softmax(x, dim)

  def log_softmax(self, x: Tensor, dim: int) -> Tensor:
    return torch.log_softmax(x, dim)

  def dropout(self, x: Tensor, p: float, train: bool) -> Tensor:
    return torch.dropout(x, p, train)

  def one_hot(self, x: Tensor, num_classes: int) -> Tensor:
    return torch.one_hot(x, num_classes)

  # Linear and Embedding, and the initialization of weights.

  # Whether to draw float32 and round, as torch does for float16: LibTorch 2.7 draws other numbers.
  def rounds(self, x: Tensor) -> bool:
    return x.dtype == 5 and not x.is_cuda

  def float32_like(self, x: Tensor) -> Tensor:
    return torch.empty_strided(x.size(), x.stride(), dtype=6)

  # A number that rounds to the upper bound becomes the lower bound.
  def uniform_(self, x: Tensor, low: float, high: float) -> None:
    drawn = self.float32_like(x) if self.rounds(x) else x
    torch.uniform_(drawn, low, high)
    if self.rounds(x):
      torch.copy_(x, drawn)
      torch.masked_fill_(x, torch.eq(x, torch.full([], high, dtype=x.dtype)), low)

  # From 16 numbers on, torch draws float16 by sixteens. If the size is not a multiple of 16, it draws
  # the last 16 numbers anew.
  def normal_(self, x: Tensor, mean: float, std: float) -> None:
    n = x.numel()
    if not self.rounds(x):
      torch.normal_(x, mean, std)
    elif n < 16 or n % 16 == 0 or not x.is_contiguous():
      drawn = self.float32_like(x)
      torch.normal_(drawn, mean, std)
      torch.copy_(x, drawn)
    else:
      sixteens = torch.normal_(torch.empty([n - n % 16]), mean, std)
      last = torch.normal_(torch.empty([16]), mean, std)
      torch.copy_(x, torch.cat([sixteens.narrow(0, 0, n - 16), last]).view(x.size()))

  def zero_(self, x: Tensor) -> None:
    torch.zero_(x)

  def orthogonal_(self, x: Tensor, gain: float) -> None:
    rows = x.size(0)
    cols = x.numel() // rows
    drawn = torch.normal_(torch.empty([rows, cols], dtype=x.dtype, device=x.device), 0., 1.)
    q, r = torch.linalg_qr(drawn.t() if rows < cols else drawn)
    q = q * torch.diag(r).sign()
    torch.copy_(x, (q.t() if rows < cols else q).reshape(x.shape))
    torch.mul_(x, gain)

  def zero_row_(self, x: Tensor, row: int) -> None:
    torch.zero_(torch.select(x, 0, row))

  def linear(self, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)

  def embedding_renorm_(self, weight: Tensor, indices: Tensor, max_norm: float, norm_type: float) -> None:
    if self.adds_as_torch(weight, norm_type):
      rows, inverse, counts = torch._unique2(indices.to(4))
      found = weight.index_select(0, rows)
      norms = self.row_norms(found).unsqueeze(1).to(7)
      factors = torch.div(torch.full_like(norms, max_norm), torch.add(norms, 1e-7)).to(6)
      torch.index_copy_(weight, 0, rows, torch.where(torch.gt(norms, max_norm), found.mul(factors), found))
    else:
      torch.embedding_renorm_(weight, indices.contiguous(), max_norm, norm_type)

  def embedding(self, weight: Tensor, indices: Tensor, padding_idx: int, scale_grad_by_freq: bool) -> Tensor:
    return torch.embedding(weight, indices, padding_idx, scale_grad_by_freq, False)
