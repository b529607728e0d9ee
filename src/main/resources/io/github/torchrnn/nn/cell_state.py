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

