def run(self, x: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  recording = self.pause()
  layer_input = torch.transpose(x, 0, 1) if $batch_first else x
  saved = annotate(List[Tensor], [])
  last_h = annotate(List[Tensor], [])
  last_c = annotate(List[Tensor], [])
  for layer in range($num_layers):
    outputs = annotate(List[Tensor], [])
    for direction in range($directions):
      k = layer * $directions + direction
      kept = self.direction(layer_input, torch.select(h, 0, k), torch.select(c, 0, k), self.of_direction(k), $reverse)
      outputs.append(kept[0])
      last_h.append(torch.select(kept[0], 0, 0 if $reverse else -1))
      last_c.append(torch.select(kept[1], 0, 0 if $reverse else -1))
      saved.append(layer_input)
      saved.extend(kept)
    layer_input = outputs[0] if $directions == 1 else torch.cat(outputs, 2)
  output = self.output(torch.transpose(layer_input, 0, 1) if $batch_first else torch.detach(layer_input), recording)
  h_n = self.output(self.stacked(last_h), recording)
  c_n = self.output(self.stacked(last_c), recording)
  self.resume(recording)
  if recording:
    self.record([output, h_n, c_n], [x, h, c] + saved)
  return output, h_n, c_n

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  output, h_n, c_n, x, h, c = saved[0], saved[1], saved[2], saved[3], saved[4], saved[5]
  dy = self.grad_or_zeros(output)
  if $batch_first:
    dy = torch.transpose(dy, 0, 1)
  dh_n = self.grad(h_n)
  dc_n = self.grad_or_zeros(c_n)
  each = (len(saved) - 6) // ($num_layers * $directions)
  to_x = self.receiver(x)
  to_h = self.receiver(h)
  to_c = self.receiver(c)
  grads = annotate(List[Tensor], [])
  dh_0 = annotate(List[Tensor], [])
  dc_0 = annotate(List[Tensor], [])
  for i in range($num_layers):
    layer = $num_layers - 1 - i
    layer_grads = annotate(List[Tensor], [])
    dx = annotate(List[Tensor], [])
    first_h = annotate(List[Tensor], [])
    first_c = annotate(List[Tensor], [])
    for direction in range($directions):
      k = layer * $directions + direction
      at = 6 + k * each
      part = dy if $directions == 1 else torch.narrow(dy, 2, direction * $hidden_size, $hidden_size)
      start = torch.select(dh_n, 0, k) if dh_n is not None else None
      weights = self.of_direction(k)
      back = self.direction_back(saved[at:at + each], torch.select(h, 0, k), torch.select(c, 0, k), weights, $reverse, part, start, torch.select(dc_n, 0, k), to_h >= 0)
      first_h.append(back[0])
      first_c.append(back[1])
      if layer > 0 or to_x >= 0:
        dx.append(torch.matmul(back[2], weights[0]))
      layer_grads.extend(back[3:])
    grads = layer_grads + grads
    dh_0 = first_h + dh_0
    dc_0 = first_c + dc_0
    if len(dx) > 0:
      dy = dx[0] if $directions == 1 else torch.add(dx[0], dx[1])
  if to_x >= 0:
    self.send_back(to_x, x, torch.transpose(dy, 0, 1) if $batch_first else dy)
  if to_h >= 0:
    self.send_back(to_h, h, self.stacked(dh_0))
  if to_c >= 0:
    self.send_back(to_c, c, self.stacked(dc_0))
  return grads

# x, h, c, W, reverse -> all h_t, all c_t, i, f, g and o, tanh c_t
def direction(self, x: Tensor, h: Tensor, c: Tensor, weights: List[Tensor], reverse: bool) -> List[Tensor]:
  size = $hidden_size
  gates = self.input_product(x, weights)
  transposed = torch.t(weights[1])
  states = torch.empty([x.size(0), x.size(1), size], dtype=x.dtype, device=x.device)
  cells = torch.empty_like(states)
  tanhs = torch.empty_like(states)
  parts, hs, cs, ts = torch.unbind(gates), torch.unbind(states), torch.unbind(cells), torch.unbind(tanhs)
  length = len(parts)
  for step in range(length):
    t = length - 1 - step if reverse else step
    gate = torch.add_(parts[t], $product)
    torch.sigmoid_(torch.narrow(gate, 1, 0, 2 * size))
    g = torch.tanh_(torch.narrow(gate, 1, 2 * size, size))
    o = torch.sigmoid_(torch.narrow(gate, 1, 3 * size, size))
    i, f = torch.narrow(gate, 1, 0, size), torch.narrow(gate, 1, size, size)
    c = torch.addcmul(torch.mul(f, c), i, g, out=cs[t])
    h = torch.mul(o, torch.tanh(c, out=ts[t]), out=hs[t])
  return [states, cells, gates, tanhs]

# What direction kept, h, c, W, reverse, dy, dh_n, dc_n, whether dh_0 is asked for
# -> dh_0, dc_0, the gradient of the gates, weights' gradients
def direction_back(self, kept: List[Tensor], h: Tensor, c: Tensor, weights: List[Tensor], reverse: bool, dy: Tensor, dh: Optional[Tensor], dc: Tensor, to_h: bool) -> List[Tensor]:
  x, states, cells = kept[0], kept[1], kept[2]
  gates, tanhs = torch.unbind(kept[3]), torch.unbind(kept[4])
  previous = torch.unbind(self.before(c, cells, reverse))
  dz = torch.empty_like(kept[3])
  parts, dys = torch.unbind(dz), torch.unbind(dy)
  carry = dh
  length = len(dys)
  for step in range(length):
    t = step if reverse else length - 1 - step
    d = torch.add(dys[t], carry) if carry is not None else dys[t]
    i, f, g, o = torch.chunk(gates[t], 4, 1)
    dc = torch.add(dc, torch.tanh_backward(torch.mul(d, o), tanhs[t]))
    di = torch.sigmoid_backward(torch.mul(dc, g), i)
    df = torch.sigmoid_backward(torch.mul(dc, previous[t]), f)
    dg = torch.tanh_backward(torch.mul(dc, i), g)
    do = torch.sigmoid_backward(torch.mul(d, tanhs[t]), o)
    torch.cat([di, df, dg, do], 1, out=parts[t])
    dc = torch.mul(dc, f)
    if to_h or step < length - 1:
      carry = torch.mm(parts[t], weights[1])
  first = carry if carry is not None else h
  return [first, dc, dz] + self.weight_grads(x, self.before(h, states, reverse), dz, dz)
