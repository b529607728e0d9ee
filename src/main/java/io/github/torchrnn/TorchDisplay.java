package io.github.torchrnn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.internal.NotebookKernel;
import io.github.torchrnn.internal.Picture;
import java.awt.image.BufferedImage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a notebook shows of a cell's last value: what Python shows.
 *
 * <pre>{@code
 * TorchDisplay.install();   // in the cell of the imports
 *
 * Torch.ones(2, 3)          // tensor([[1., 1., 1.],
 *                           //         [1., 1., 1.]])
 * net.stateDict()           // OrderedDict({'weight': tensor(...), 'bias': tensor(...)})
 * x.getShape()              // torch.Size([2, 3])
 * Plots.loss(losses)        // the picture
 * }</pre>
 *
 * <p>Without it, a kernel shows DJL's text of an array. Shown in Python's way are arrays (long ones
 * summarised, as torch does), shapes, types, devices, modules, and collections that hold such: a
 * map of nothing but arrays as an OrderedDict as Python prints it from 3.12 on, any other as a
 * dict. All else keeps Java's text.
 */
public final class TorchDisplay {

  private static final Logger LOGGER = LoggerFactory.getLogger(TorchDisplay.class);

  private static final List<Class<?>> TYPES =
      List.of(
          NDArray.class,
          NDArray[].class,
          Shape.class,
          DataType.class,
          Device.class,
          Collection.class,
          Map.class,
          Map.Entry.class);

  /** The kernel that has the displays already. */
  private static @Nullable NotebookKernel installed;

  private TorchDisplay() {}

  /**
   * Has the notebook's kernel, IJava or JJava, show values as Python shows them. A second call does
   * nothing, and so does a call where no such kernel runs, in jshell or a program, but for a line
   * of the log: {@link #text} is there for these.
   */
  public static synchronized void install() {
    Optional<NotebookKernel> found = NotebookKernel.find();
    if (found.isEmpty()) {
      LOGGER.warn("No notebook's kernel (IJava, JJava) is here: values are shown as before");
    } else if (!found.get().equals(installed)) {
      installed = found.get();
      try {
        install(installed);
      } catch (RuntimeException e) {
        LOGGER.warn("The notebook's kernel is not as IJava's and JJava's are", e);
      }
    }
  }

  private static void install(NotebookKernel kernel) {
    String[] text = {"text/plain"};
    TYPES.forEach(type -> kernel.show(type, text, value -> Map.of(text[0], text(value))));
    kernel.show(
        BufferedImage.class, Picture.MIMES, image -> Picture.contents((BufferedImage) image));
  }

  /**
   * The text that a notebook shows of a value: Python's {@code repr} of torch's values and of what
   * holds them, Java's {@code toString()} of others.
   */
  public static String text(@Nullable Object value) {
    return PythonText.isTorch(value) ? PythonText.repr(value) : String.valueOf(value);
  }
}
