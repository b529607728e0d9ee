# torch.lstm on padded batches, by one of the ways that Primitive.java lists, where oneDNN's
# inference primitive is wrong. Only for inference mode, which records nothing even while the
# gradient mode is on.
def lstm_by(self, way: int, x: Tensor, hx: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, batch_first: bool) -> Tuple[Tensor, Tensor, Tensor]:
  # Projections never go to oneDNN.
  if way == 0 or hx[0].size(2) != hx[1].size(2):
    output, h_n, c_n = torch.lstm(x, hx, w, bias, layers, dropout, train, bidirectional, batch_first)
    return output, h_n, c_n
  # oneDNN's training primitive.
  if way == 1:
    torch.set_grad_enabled(True)
    output, h_n, c_n = torch.lstm(x, hx, w, bias, layers, dropout, train, bidirectional, batch_first)
    torch.set_grad_enabled(False)
    return output, h_n, c_n
  # LibTorch's own loop, which it uses for packed sequences.
  if way == 2:
    steps = (torch.transpose(x, 0, 1) if batch_first else x).contiguous()
    sizes = torch.full([steps.size(0)], steps.size(1), dtype=4)
    rows, h_n, c_n = torch.lstm(steps.flatten(0, 1), sizes, hx, w, bias, layers, dropout, train, bidirectional)
    output = torch.view(rows, [steps.size(0), steps.size(1), rows.size(1)])
    return torch.transpose(output, 0, 1) if batch_first else output, h_n, c_n
  return self.lstm_of_cells(x, hx, w, bias, layers, dropout, train, bidirectional, batch_first)

# A loop over LibTorch's own cells: the reference for the other ways.
def lstm_of_cells(self, x: Tensor, hx: List[Tensor], w: List[Tensor], bias: bool, layers: int, dropout: float, train: bool, bidirectional: bool, batch_first: bool) -> Tuple[Tensor, Tensor, Tensor]:
  layer_input = torch.transpose(x, 0, 1) if batch_first else x
  directions = 2 if bidirectional else 1
  each = 4 if bias else 2
  last_h = annotate(List[Tensor], [])
  last_c = annotate(List[Tensor], [])
  for layer in range(layers):
    outputs = annotate(List[Tensor], [])
    for direction in range(directions):
      k = layer * directions + direction
      h, c = torch.select(hx[0], 0, k), torch.select(hx[1], 0, k)
      b_ih = annotate(Optional[Tensor], None)
      b_hh = annotate(Optional[Tensor], None)
      if bias:
        b_ih, b_hh = w[k * each + 2], w[k * each + 3]
      xs = torch.unbind(layer_input)
      hs = annotate(List[Tensor], [])
      for step in range(len(xs)):
        h, c = torch.lstm_cell(xs[len(xs) - 1 - step if direction == 1 else step], [h, c], w[k * each], w[k * each + 1], b_ih, b_hh)
        hs.append(h)
      output = torch.stack(hs)
      outputs.append(torch.flip(output, [0]) if direction == 1 else output)
      last_h.append(h)
      last_c.append(c)
    layer_input = outputs[0] if directions == 1 else torch.cat(outputs, 2)
    if train and layer < layers - 1:
      layer_input = torch.dropout(layer_input, dropout, True)
  output = torch.transpose(layer_input, 0, 1) if batch_first else layer_input
  return output, torch.stack(last_h), torch.stack(last_c)
