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

  def set_data(self, x: Tensor, data: Tensor) -> None:
    torch.set_data(x, data)
