# What the TorchScript of RNN, GRU and LSTM share: checks, in torch's words.
def is_batched(self, input: Tensor) -> bool:
  if input.dim() != 2 and input.dim() != 3:
    ops.prim.RaiseException(torch.format("$kind: Expected input to be 2D or 3D, got {}D$tensor instead", input.dim()), "builtins.ValueError")
  return input.dim() == 3

def checked(self, x: Tensor) -> Tensor:
  if x.dtype != self.weight_ih_l0.dtype:
    ops.prim.RaiseException("RNN input dtype does not match weight dtype", "builtins.ValueError")
  if x.size(2) != $input_size:
    ops.prim.RaiseException(torch.format("input.size(-1) must be equal to input_size. Expected {}, got {}", $input_size, x.size(2)))
  if x.size($seq_dim) == 0:
    ops.prim.RaiseException("Expected sequence length to be larger than 0 in RNN")
  if x.device != self.weight_ih_l0.device:
    ops.prim.RaiseException(torch.format("Input and parameter tensors are not at the same device, found input tensor at {} and parameter tensor at {}", x.device, self.weight_ih_l0.device))
  return x

def state(self, h: Tensor, x: Tensor, size: int, name: str) -> Tensor:
  expected = ($states, x.size($batch_dim), size)
  if h.size() != [$states, x.size($batch_dim), size]:
    ops.prim.RaiseException(torch.format("Expected hidden{} size {}, got {}", name, expected, h.size()))
  if h.dtype != x.dtype:
    ops.prim.RaiseException("Input and hidden tensors are not the same dtype")
  if h.device != x.device:
    ops.prim.RaiseException(torch.format("Input and hidden tensors are not at the same device, found input tensor at {} and hidden tensor at {}", x.device, h.device))
  return h
