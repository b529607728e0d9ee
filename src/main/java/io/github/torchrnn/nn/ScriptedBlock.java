package io.github.torchrnn.nn;

/** The methods of a module in TorchScript: the part of {@link TorchModule} that is compiled. */
abstract class ScriptedBlock extends DjlBlock {

  ScriptedBlock() {}

  /**
   * The methods of this module in TorchScript, {@code forward} among them: what {@link
   * io.github.torchrnn.jit.TorchScript#save} exports. The layers of this library have them; a
   * user's network overrides this to say what its Java {@code forward} does. Layers, parameters and
   * buffers are attributes under their names, and conditions are those of Python.
   *
   * <pre>{@code
   * public String torchScript() {
   *   return """
   *       def forward(self, input: Tensor, hx: Optional[Tensor]=None) -> Tensor:
   *         output, hidden = self.rnn.forward(input, hx)
   *         return self.linear.forward(output)
   *       """;
   * }
   * }</pre>
   *
   * @throws UnsupportedOperationException if this module has no TorchScript
   */
  public String torchScript() {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " has no TorchScript: leave it out of what is exported, or override torchScript() to"
            + " return its forward as TorchScript source");
  }

  /**
   * The methods of this module in TorchScript inside a {@link io.github.torchrnn.jit.CompiledStep}:
   * those of {@link #torchScript()}, unless a layer has a backward of its own, which the methods in
   * {@code internal/tape.py} serve. Such a layer's {@code forward} computes between {@code
   * self.pause()} and {@code self.resume(recording)}, passes what it returns through {@code
   * self.output}, and calls {@code self.record(outputs, saved)}. Its {@code backward(self, saved:
   * List[Tensor]) -> List[Tensor]} finds both lists in one, sends gradients back to what it was
   * computed from, if {@code self.receiver} knows where, and returns those of its own parameters in
   * their order.
   */
  public String stepScript() {
    return torchScript();
  }
}
