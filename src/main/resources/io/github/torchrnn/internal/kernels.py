# The LibTorch operators that DJL lacks, as TorchScript: read by LibTorch's interpreter, not by
# Python. Kernels.java loads it. Each method does what the torch function that it names does.
class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def none(self) -> Optional[Tensor]:
    return None

  # What an array is.

  def requires_grad(self, x: Tensor) -> bool:
    return x.requires_grad

  def is_leaf(self, x: Tensor) -> bool:
    return torch.is_leaf(x)

  # Arrays.

  def clone(self, x: Tensor) -> Tensor:
    return torch.clone(x)

  def detach(self, x: Tensor) -> Tensor:
    return torch.detach(x)

  def copy_(self, x: Tensor, source: Tensor) -> None:
    torch.copy_(x, source)

  def set_data(self, x: Tensor, data: Tensor) -> None:
    torch.set_data(x, data)

  def randn(self, sizes: List[int]) -> Tensor:
    return torch.randn(sizes)

  def rand(self, sizes: List[int]) -> Tensor:
    return torch.rand(sizes)

  def uniform_(self, x: Tensor, low: float, high: float) -> None:
    torch.uniform_(x, low, high)

  # Gradients.

  def backward(self, loss: Tensor) -> bool:
    if loss.requires_grad:
      torch.backward(loss)
      return True
    return False

  def zero_grad(self, parameters: List[Tensor]) -> None:
    for p in parameters:
      g = p.grad
      if g is not None:
        torch.zero_(g)

  # Recurrent layers. Each takes a batch or one sequence, and states or none for zeros.

  def batched(self, x: Tensor, batch_first: bool) -> Tensor:
    if x.dim() == 3:
      return x
    return x.unsqueeze(0 if batch_first else 1)

  def unbatched(self, results: List[Tensor], x: Tensor, batch_first: bool) -> List[Tensor]:
    if x.dim() == 3:
      return results
    squeezed = [results[0].squeeze(0 if batch_first else 1)]
    for state in results[1:]:
      squeezed.append(state.squeeze(1))
    return squeezed

  # The state of the given number, of (layers * directions, batch, the columns of matrix).
  def state(self, number: int, states: List[Tensor], x: Tensor, batch: int, layers: int, bidirectional: bool, size: int) -> Tensor:
    if number >= len(states):
      return torch.zeros([layers * (2 if bidirectional else 1), batch, size], dtype=x.dtype, device=x.device)
    h = states[number]
    return h if h.dim() == 3 else h.unsqueeze(1)

  def rnn_tanh(self, x: Tensor, states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, batch_first: bool) -> List[Tensor]:
    batch = self.batched(x, batch_first)
    h = self.state(0, states, x, batch.size(0 if batch_first else 1), layers, bidirectional, w[1].size(1))
    output, h_n = torch.rnn_tanh(batch, h, w, bias, layers, dropout, train, bidirectional, batch_first)
    return self.unbatched([output, h_n], x, batch_first)

  def rnn_relu(self, x: Tensor, states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, batch_first: bool) -> List[Tensor]:
    batch = self.batched(x, batch_first)
    h = self.state(0, states, x, batch.size(0 if batch_first else 1), layers, bidirectional, w[1].size(1))
    output, h_n = torch.rnn_relu(batch, h, w, bias, layers, dropout, train, bidirectional, batch_first)
    return self.unbatched([output, h_n], x, batch_first)

  def gru(self, x: Tensor, states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, batch_first: bool) -> List[Tensor]:
    batch = self.batched(x, batch_first)
    h = self.state(0, states, x, batch.size(0 if batch_first else 1), layers, bidirectional, w[1].size(1))
    output, h_n = torch.gru(batch, h, w, bias, layers, dropout, train, bidirectional, batch_first)
    return self.unbatched([output, h_n], x, batch_first)

  def lstm(self, x: Tensor, states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, batch_first: bool) -> List[Tensor]:
    batch = self.batched(x, batch_first)
    size = batch.size(0 if batch_first else 1)
    h = self.state(0, states, x, size, layers, bidirectional, w[1].size(1))
    c = self.state(1, states, x, size, layers, bidirectional, w[1].size(0) // 4)
    output, h_n, c_n = torch.lstm(batch, [h, c], w, bias, layers, dropout, train, bidirectional, batch_first)
    return self.unbatched([output, h_n, c_n], x, batch_first)

  # The same on packed sequences: states are sorted as the sequences were, and back.

  def permuted(self, states: List[Tensor], indices: Optional[Tensor]) -> List[Tensor]:
    if indices is None:
      return states
    permuted = annotate(List[Tensor], [])
    for state in states:
      permuted.append(state.index_select(1, indices))
    return permuted

  def rnn_tanh_packed(self, data: Tensor, batch_sizes: Tensor, sorted: Optional[Tensor], unsorted: Optional[Tensor], states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool) -> List[Tensor]:
    h = self.state(0, self.permuted(states, sorted), data, int(batch_sizes[0]), layers, bidirectional, w[1].size(1))
    output, h_n = torch.rnn_tanh(data, batch_sizes, h, w, bias, layers, dropout, train, bidirectional)
    return [output] + self.permuted([h_n], unsorted)

  def rnn_relu_packed(self, data: Tensor, batch_sizes: Tensor, sorted: Optional[Tensor], unsorted: Optional[Tensor], states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool) -> List[Tensor]:
    h = self.state(0, self.permuted(states, sorted), data, int(batch_sizes[0]), layers, bidirectional, w[1].size(1))
    output, h_n = torch.rnn_relu(data, batch_sizes, h, w, bias, layers, dropout, train, bidirectional)
    return [output] + self.permuted([h_n], unsorted)

  def gru_packed(self, data: Tensor, batch_sizes: Tensor, sorted: Optional[Tensor], unsorted: Optional[Tensor], states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool) -> List[Tensor]:
    h = self.state(0, self.permuted(states, sorted), data, int(batch_sizes[0]), layers, bidirectional, w[1].size(1))
    output, h_n = torch.gru(data, batch_sizes, h, w, bias, layers, dropout, train, bidirectional)
    return [output] + self.permuted([h_n], unsorted)

  def lstm_packed(self, data: Tensor, batch_sizes: Tensor, sorted: Optional[Tensor], unsorted: Optional[Tensor], states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool) -> List[Tensor]:
    given = self.permuted(states, sorted)
    batch = int(batch_sizes[0])
    h = self.state(0, given, data, batch, layers, bidirectional, w[1].size(1))
    c = self.state(1, given, data, batch, layers, bidirectional, w[1].size(0) // 4)
    output, h_n, c_n = torch.lstm(data, batch_sizes, [h, c], w, bias, layers, dropout, train, bidirectional)
    return [output] + self.permuted([h_n, c_n], unsorted)

  # Cells. Each takes a batch or one example, and states or none for zeros.

  def rows(self, x: Tensor) -> Tensor:
    return x if x.dim() == 2 else x.unsqueeze(0)

  def as_given(self, results: List[Tensor], x: Tensor) -> List[Tensor]:
    if x.dim() == 2:
      return results
    squeezed = annotate(List[Tensor], [])
    for result in results:
      squeezed.append(result.squeeze(0))
    return squeezed

  def cell_state(self, number: int, states: List[Tensor], x: Tensor, w_hh: Tensor) -> Tensor:
    if number < len(states):
      return self.rows(states[number])
    return torch.zeros([x.size(0), w_hh.size(1)], dtype=x.dtype, device=x.device)

  def rnn_tanh_cell(self, x: Tensor, states: List[Tensor], w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
    rows = self.rows(x)
    h = self.cell_state(0, states, rows, w_hh)
    return self.as_given([torch.rnn_tanh_cell(rows, h, w_ih, w_hh, b_ih, b_hh)], x)

  def rnn_relu_cell(self, x: Tensor, states: List[Tensor], w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
    rows = self.rows(x)
    h = self.cell_state(0, states, rows, w_hh)
    return self.as_given([torch.rnn_relu_cell(rows, h, w_ih, w_hh, b_ih, b_hh)], x)

  def gru_cell(self, x: Tensor, states: List[Tensor], w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
    rows = self.rows(x)
    h = self.cell_state(0, states, rows, w_hh)
    return self.as_given([torch.gru_cell(rows, h, w_ih, w_hh, b_ih, b_hh)], x)

  def lstm_cell(self, x: Tensor, states: List[Tensor], w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
    rows = self.rows(x)
    h = self.cell_state(0, states, rows, w_hh)
    c = self.cell_state(1, states, rows, w_hh)
    h_next, c_next = torch.lstm_cell(rows, [h, c], w_ih, w_hh, b_ih, b_hh)
    return self.as_given([h_next, c_next], x)

  # What modules keep of a user's array.

  def detached_clone(self, x: Tensor) -> Tensor:
    return torch.clone(torch.detach(x))

  # Linear and Embedding, and how they are drawn.

  def normal_(self, x: Tensor, mean: float, std: float) -> None:
    torch.normal_(x, mean, std)

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
    torch.embedding_renorm_(weight, indices.contiguous(), max_norm, norm_type)

  def embedding(self, weight: Tensor, indices: Tensor, padding_idx: int, scale_grad_by_freq: bool) -> Tensor:
    return torch.embedding(weight, indices, padding_idx, scale_grad_by_freq, False)

  # Functions.

  def to(self, x: Tensor, dtype: int) -> Tensor:
    return x.to(dtype)

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

  # Losses. A reduction is 0 for none, 1 for mean, 2 for sum.

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
