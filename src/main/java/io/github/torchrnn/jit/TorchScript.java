package io.github.torchrnn.jit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Script;
import io.github.torchrnn.internal.archive.AtomicFile;
import io.github.torchrnn.internal.archive.PickleWriter.PyObject;
import io.github.torchrnn.internal.archive.ScriptArchive;
import io.github.torchrnn.nn.TorchModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * TorchScript archives: {@code torch.jit}. A saved module runs without this library: in Python by
 * {@code torch.jit.load(path)}, in DJL and DJL Serving by {@code Criteria} with the engine PyTorch,
 * and in C++ by {@code torch::jit::load}.
 *
 * <p>The exported layers have these methods:
 *
 * <pre>{@code
 * RNN, GRU          forward(input: Tensor, hx: Optional[Tensor]=None) -> Tuple[Tensor, Tensor]
 * LSTM              forward(input: Tensor, hx: Optional[Tuple[Tensor, Tensor]]=None)
 *                       -> Tuple[Tensor, Tuple[Tensor, Tensor]]
 * RNNCell, GRUCell  forward(input: Tensor, hx: Optional[Tensor]=None) -> Tensor
 * LSTMCell          forward(input: Tensor, hx: Optional[Tuple[Tensor, Tensor]]=None)
 *                       -> Tuple[Tensor, Tensor]
 * all others        forward(input: Tensor) -> Tensor
 * }</pre>
 *
 * <p>Inputs and results have the shapes of the Java methods' ones, and wrong inputs are refused in
 * torch's words. Packed sequences are not supported. DJL passes a tuple as two arrays that are both
 * named {@code hx()}, and returns nested tuples as one flat list.
 */
public final class TorchScript {

  private TorchScript() {}

  /**
   * Writes a module as a TorchScript archive: {@code torch.jit.save(torch.jit.script(module),
   * path)}. The saved module is in evaluation mode and on the CPU; the given one is not changed.
   * Parameters and buffers keep their names, so that Python's {@code state_dict()} of the loaded
   * module is this module's. The file is complete or, after an error, the old one. Other threads
   * may use the module meanwhile, as {@link io.github.torchrnn.io.Pt#save} says of arrays.
   *
   * @param module layers of this library, or networks of them that override {@link
   *     TorchModule#torchScript}
   * @throws UnsupportedOperationException naming the class of a module that has no TorchScript
   * @throws IllegalArgumentException if a network's own TorchScript does not compile, or if modules
   *     are nested more than 100 deep
   * @throws IllegalStateException if the module has been closed
   * @throws IOException if the file cannot be written
   */
  public static void save(TorchModule module, Path path) throws IOException {
    Objects.requireNonNull(module, "module is null");
    Objects.requireNonNull(path, "path is null");
    ModuleClasses classes = ModuleClasses.toExport(module);
    PyObject root = classes.object(module);
    try (NDArray empty = LibTorch.manager().create(new Shape(0))) {
      ByteArrayOutputStream withoutWeights = new ByteArrayOutputStream();
      ScriptArchive.write(classes.sources(), ModuleClasses.without(root, empty), withoutWeights);
      Script.load(withoutWeights.toByteArray()).close();
    }
    AtomicFile.write(path, out -> ScriptArchive.write(classes.sources(), root, out));
  }
}
