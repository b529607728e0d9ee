def run(self, x: Tensor, h: Tensor) -> Tuple[Tensor, Tensor]:
  recording = self.pause()
  layer_input = torch.transpose(x, 0, 1) if $batch_first else x
  saved = annotate(List[Tensor], [])
  last = annotate(List[Tensor], [])
  for layer in range($num_layers):
    outputs = annotate(List[Tensor], [])
    for direction in range($directions):
      k = layer * $directions + direction
      kept = self.direction(layer_input, torch.select(h, 0, k), self.of_direction(k), $reverse)
      outputs.append(kept[0])
      last.append(torch.select(kept[0], 0, 0 if $reverse else -1))
      saved.append(layer_input)
      saved.extend(kept)
    layer_input = outputs[0] if $directions == 1 else torch.cat(outputs, 2)
  output = self.output(torch.transpose(layer_input, 0, 1) if $batch_first else torch.detach(layer_input), recording)
  h_n = self.output(self.stacked(last), recording)
  self.resume(recording)
  if recording:
    self.record([output, h_n], [x, h] + saved)
  return output, h_n

def backward(self, saved: List[Tensor]) -> List[Tensor]:
  output, h_n, x, h = saved[0], saved[1], saved[2], saved[3]
  dy = self.grad_or_zeros(output)
  if $batch_first:
    dy = torch.transpose(dy, 0, 1)
  dh_n = self.grad(h_n)
  each = (len(saved) - 4) // ($num_layers * $directions)
  to_x = self.receiver(x)
  to_h = self.receiver(h)
  grads = annotate(List[Tensor], [])
  dh_0 = annotate(List[Tensor], [])
  for i in range($num_layers):
    layer = $num_layers - 1 - i
    layer_grads = annotate(List[Tensor], [])
    dx = annotate(List[Tensor], [])
    first = annotate(List[Tensor], [])
    for direction in range($directions):
      k = layer * $directions + direction
      at = 4 + k * each
      part = dy if $directions == 1 else torch.narrow(dy, 2, direction * $hidden_size, $hidden_size)
      start = torch.select(dh_n, 0, k) if dh_n is not None else None
      weights = self.of_direction(k)
      back = self.direction_back(saved[at:at + each], torch.select(h, 0, k), weights, $reverse, part, start, to_h >= 0)
      first.append(back[0])
      if layer > 0 or to_x >= 0:
        dx.append(torch.matmul(back[1], weights[0]))
      layer_grads.extend(back[2:])
    grads = layer_grads + grads
    dh_0 = first + dh_0
    if len(dx) > 0:
      dy = dx[0] if $directions == 1 else torch.add(dx[0], dx[1])
  if to_x >= 0:
    self.send_back(to_x, x, torch.transpose(dy, 0, 1) if $batch_first else dy)
  if to_h >= 0:
    self.send_back(to_h, h, self.stacked(dh_0))
  return grads

