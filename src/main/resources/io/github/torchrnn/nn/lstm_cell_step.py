# In a compiled step a cell is a layer over a sequence, of one step where the cell is called.

def zeros(self, batch: int, x: Tensor) -> Tensor:
  zeros = torch.zeros([batch, $hidden_size], dtype=x.dtype, device=x.device)
  self.given.append(zeros)
  return zeros

def check_state(self, name: str, xs: Tensor, h: Tensor) -> None:
  if xs.size(2) != $input_size:
    ops.prim.RaiseException(torch.format("input has inconsistent input_size: got {} expected {}", xs.size(2), $input_size))
  if h.size(0) != xs.size(1):
    ops.prim.RaiseException(torch.format("Input batch size {} doesn't match {} batch size {}", xs.size(1), name, h.size(0)))
  if h.dim() != 2:
    ops.prim.RaiseException("Dimension out of range (expected to be in range of [-1, 0], but got 1)")
  if h.size(1) != $hidden_size:
    ops.prim.RaiseException(torch.format("{} has inconsistent hidden_size: got {}, expected {}", name, h.size(1), $hidden_size))

def step(self, x: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor]:
  outputs, _, c_n = self.steps(x.unsqueeze(0), h, c)
  return outputs.squeeze(0), c_n

def steps(self, xs: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  self.check_state("hidden0", xs, h)
  self.check_state("hidden1", xs, c)
  outputs, h_n, c_n = self.run(xs, h.unsqueeze(0), c.unsqueeze(0))
  return outputs, h_n.squeeze(0), c_n.squeeze(0)

