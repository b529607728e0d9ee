def check_sequence(self, input: Tensor) -> None:
  if input.dim() != 2 and input.dim() != 3:
    ops.prim.RaiseException(torch.format("$kind.unroll: Expected input to be 2D or 3D, got {}D instead", input.dim()), "builtins.ValueError")
  if input.size(0) == 0:
    ops.prim.RaiseException("Expected sequence length to be larger than 0 in RNN")

