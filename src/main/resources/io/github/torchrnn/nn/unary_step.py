# The forward of a layer of one array with a backward of its own.
def forward(self, input: Tensor) -> Tensor:
  recording = self.pause()
  output = self.output($value, recording)
  self.resume(recording)
  if recording:
    self.record([output], [input])
  return output

