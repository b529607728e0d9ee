# The part of the kernels for whole sequences: packed ones, recurrent layers, unrolled cells.

# Packed sequences. States are sorted like the sequences, and back; missing states are zeros.

def state(self, number: int, states: List[Tensor], x: Tensor, batch: int, layers: int, bidirectional: bool, size: int) -> Tensor:
  if number >= len(states):
    return torch.zeros([layers * (2 if bidirectional else 1), batch, size], dtype=x.dtype, device=x.device)
  return states[number]

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

def lstm_packed(self, data: Tensor, batch_sizes: Tensor, sorted: Optional[Tensor], unsorted: Optional[Tensor], states: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, way: int) -> List[Tensor]:
  given = self.permuted(states, sorted)
  batch = int(batch_sizes[0])
  h = self.state(0, given, data, batch, layers, bidirectional, w[1].size(1))
  c = self.state(1, given, data, batch, layers, bidirectional, w[1].size(0) // 4)
  if batch == int(batch_sizes[-1]) and w[1].size(0) == 4 * w[1].size(1):
    # Sequences of equal length: newer versions of torch run them as padded ones, with other last bits.
    x = data.view([batch_sizes.size(0), batch, data.size(1)])
    output, h_n, c_n = self.lstm_by(way, x, [h, c], w, bias, layers, dropout, train, bidirectional, False)
    output = output.view([data.size(0), output.size(2)])
  else:
    output, h_n, c_n = torch.lstm(data, batch_sizes, [h, c], w, bias, layers, dropout, train, bidirectional)
  return [output] + self.permuted([h_n, c_n], unsorted)

# The LSTM of lstm.py.

def lstm_by_list(self, way: int, x: Tensor, hx: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, batch_first: bool) -> List[Tensor]:
  output, h_n, c_n = self.lstm_by(way, x, hx, w, bias, layers, dropout, train, bidirectional, batch_first)
  return [output, h_n, c_n]

# Numbers between -1 and 1, not random ones: the generator belongs to the user.
def waves(self, sizes: List[int], frequency: float) -> Tensor:
  count = 1
  for size in sizes:
    count = count * size
  return torch.sin(torch.arange(1, count + 1, dtype=6) * frequency).view(sizes)

# The largest error of a way, compared with cells, over several cases of three steps. The sizes of
# a case are input_size, hidden_size, batch, and layers * directions: 1, or 4 for 2 * 2.
def lstm_error(self, way: int, sizes: List[int]) -> List[Tensor]:
  error = torch.zeros([])
  for i in range(len(sizes) // 4):
    inputs, hidden, batch, states = sizes[4 * i], sizes[4 * i + 1], sizes[4 * i + 2], sizes[4 * i + 3]
    layers = 2 if states == 4 else 1
    w = annotate(List[Tensor], [])
    for k in range(states):
      w.append(self.waves([4 * hidden, inputs if k * layers < states else 2 * hidden], 0.7 + k))
      w.append(self.waves([4 * hidden, hidden], 1.1 + k))
      w.append(self.waves([4 * hidden], 1.3 + k))
      w.append(self.waves([4 * hidden], 1.7 + k))
    x = self.waves([3, batch, inputs], 1.9)
    hx = [self.waves([states, batch, hidden], 2.3), self.waves([states, batch, hidden], 2.9)]
    got = self.lstm_by_list(way, x, hx, w, True, layers, 0., False, states == 4, False)
    output, h_n, c_n = self.lstm_of_cells(x, hx, w, True, layers, 0., False, states == 4, False)
    expected = [output, h_n, c_n]
    for k in range(3):
      error = torch.maximum(error, torch.max(torch.abs(got[k] - expected[k])))
  return [error]

# Cells over whole sequences: bit for bit a loop over the cell.

def rnn_tanh_cell_unrolled(self, xs: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
  outputs = annotate(List[Tensor], [])
  for x in torch.unbind(xs):
    h = torch.rnn_tanh_cell(x, h, w_ih, w_hh, b_ih, b_hh)
    outputs.append(h)
  return [torch.stack(outputs), h]

def rnn_relu_cell_unrolled(self, xs: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
  outputs = annotate(List[Tensor], [])
  for x in torch.unbind(xs):
    h = torch.rnn_relu_cell(x, h, w_ih, w_hh, b_ih, b_hh)
    outputs.append(h)
  return [torch.stack(outputs), h]

def gru_cell_unrolled(self, xs: Tensor, h: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
  outputs = annotate(List[Tensor], [])
  for x in torch.unbind(xs):
    h = torch.gru_cell(x, h, w_ih, w_hh, b_ih, b_hh)
    outputs.append(h)
  return [torch.stack(outputs), h]

def lstm_cell_unrolled(self, xs: Tensor, h: Tensor, c: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Optional[Tensor], b_hh: Optional[Tensor]) -> List[Tensor]:
  outputs = annotate(List[Tensor], [])
  for x in torch.unbind(xs):
    h, c = torch.lstm_cell(x, [h, c], w_ih, w_hh, b_ih, b_hh)
    outputs.append(h)
  return [torch.stack(outputs), h, c]

# Recurrent layers.

# Only where the weights are on CUDA.
def flatten_weights(self, w: List[Tensor], input_size: int, mode: int, hidden_size: int, proj_size: int, layers: int, batch_first: bool, bidirectional: bool) -> Tensor:
  per_layer = len(w) // (layers * (2 if bidirectional else 1))
  return torch._cudnn_rnn_flatten_weight(w, per_layer, input_size, mode, hidden_size, proj_size, layers, batch_first, bidirectional)

# Sequences of several lengths.

def invert_permutation(self, permutation: Tensor) -> Tensor:
  output = torch.empty_like(permutation)
  places = torch.arange(permutation.numel(), device=permutation.device)
  return torch.scatter(output, 0, permutation, places)

def pack_padded(self, x: Tensor, lengths: Tensor, batch_first: bool, sorted: bool) -> List[Tensor]:
  if sorted:
    data, batch_sizes = torch._pack_padded_sequence(x, lengths, batch_first)
    return [data, batch_sizes]
  descending, order = torch.sort(lengths, descending=True)
  order = order.to(x.device)
  x = x.index_select(0 if batch_first else 1, order)
  data, batch_sizes = torch._pack_padded_sequence(x, descending, batch_first)
  return [data, batch_sizes, order, self.invert_permutation(order)]

def pad_packed(self, data: Tensor, batch_sizes: Tensor, unsorted: Optional[Tensor], batch_first: bool, padding_value: float, total_length: int) -> List[Tensor]:
  padded, lengths = torch._pad_packed_sequence(data, batch_sizes, batch_first, padding_value, total_length)
  if unsorted is None:
    return [padded, lengths]
  return [padded.index_select(0 if batch_first else 1, unsorted), lengths.index_select(0, unsorted.cpu())]

def pad_sequence(self, sequences: List[Tensor], batch_first: bool, padding_value: float, padding_side: str) -> Tensor:
  return torch.pad_sequence(sequences, batch_first, padding_value, padding_side)

def unpad_sequence(self, padded: Tensor, lengths: List[int], batch_first: bool) -> List[Tensor]:
  sequences = annotate(List[Tensor], [])
  places = torch.arange(padded.size(1 if batch_first else 0), device=padded.device)
  for i in range(len(lengths)):
    mask = annotate(List[Optional[Tensor]], [torch.lt(places, lengths[i])])
    sequences.append(torch.index(padded.select(0 if batch_first else 1, i), mask))
  return sequences
