# The part of the functions that computes weights from others: weight and spectral norms.

def weight_norm(self, v: Tensor, g: Tensor, dim: int) -> Tensor:
  return torch._weight_norm(v, g, dim)

def norm_except_dim(self, v: Tensor, dim: int) -> Tensor:
  return torch.norm_except_dim(torch.detach(v), 2, dim)

# The weight with the indices of an axis as rows.
def as_matrix(self, weight: Tensor, dim: int) -> Tensor:
  return torch.flatten(torch.movedim(weight, dim, 0), 1)

def unit_(self, out: Tensor, x: Tensor, eps: float) -> None:
  torch.copy_(out, torch.div(x, torch.clamp_min(torch.linalg_vector_norm(x, 2., [0], True), eps)))

def draw_units_(self, u: Tensor, v: Tensor, eps: float) -> None:
  torch.normal_(u, 0., 1.)
  torch.normal_(v, 0., 1.)
  self.unit_(u, torch.clone(u), eps)
  self.unit_(v, torch.clone(v), eps)

def power_iteration_(self, weight: Tensor, u: Tensor, v: Tensor, dim: int, times: int, eps: float) -> None:
  matrix = self.as_matrix(torch.detach(weight), dim)
  for i in range(times):
    self.unit_(u, torch.mv(matrix, v), eps)
    self.unit_(v, torch.mv(torch.t(matrix), u), eps)

# The next iteration changes u and v, which the graph keeps.
def spectral_norm(self, weight: Tensor, u: Tensor, v: Tensor, dim: int) -> Tensor:
  sigma = torch.dot(torch.clone(u), torch.mv(self.as_matrix(weight, dim), torch.clone(v)))
  return torch.div(weight, sigma)
