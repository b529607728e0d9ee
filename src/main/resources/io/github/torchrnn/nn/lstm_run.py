def run(self, x: Tensor, h: Tensor, c: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  output, h_n, c_n = torch.$kernel(x, [h, c], $weights, $bias, $num_layers, $dropout, self.training, $bidirectional, $batch_first)
  return output, h_n, c_n

