# What layers with a backward of their own share.

def record(self, saved: List[Tensor]) -> None:
  self.tape.append(saved)
  self.order.append(self.number)

def grad(self, x: Tensor) -> Optional[Tensor]:
  return x.grad

def grad_or_zeros(self, x: Tensor) -> Tensor:
  g = self.grad(x)
  return g if g is not None else torch.zeros_like(x)

def send_back(self, x: Tensor, dx: Tensor) -> None:
  if x.requires_grad:
    torch.backward(x, dx, True)

