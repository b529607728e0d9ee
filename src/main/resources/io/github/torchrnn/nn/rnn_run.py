def run(self, x: Tensor, h: Tensor) -> Tuple[Tensor, Tensor]:
  output, h_n = torch.$kernel(x, h, $weights, $bias, $num_layers, $dropout, self.training, $bidirectional, $batch_first)
  return output, h_n

