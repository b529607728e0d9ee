package io.github.torchrnn.nn;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.internal.TorchText;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Parameters in a list: {@index torch.nn.ParameterList}. They are named "0", "1" and so on. An
 * array that is put in becomes a parameter: it is the array itself, no copy, and no scope frees it
 * any more.
 *
 * <pre>{@code
 * try (var parameters = new ParameterList(Torch.ones(2), Torch.zeros(2, 3))) {
 *   System.out.println(parameters);
 * }
 * // ParameterList(
 * //     (0): Parameter containing: [torch.float32 of size 2]
 * //     (1): Parameter containing: [torch.float32 of size 2x3]
 * // )
 * }</pre>
 */
public final class ParameterList extends TorchModule implements Iterable<NDArray> {

  /** A list of parameters: {@code torch.nn.ParameterList(values)}. */
  public ParameterList(NDArray... values) {
    extend(Arrays.asList(Objects.requireNonNull(values, "values is null")));
  }

  /** A list of parameters: {@code torch.nn.ParameterList(values)}. */
  public ParameterList(Iterable<? extends NDArray> values) {
    extend(values);
  }

  /**
   * Adds a parameter at the end: {@code append(value)}.
   *
   * @param value a floating array that was not computed from others under {@code enableGrad}, or
   *     another module's parameter
   * @return this list
   * @throws IllegalArgumentException with torch's message if it is of another kind
   */
  public ParameterList append(NDArray value) {
    put(Integer.toString(size()), value);
    return this;
  }

  private void put(String name, NDArray value) {
    registerParameter(name, ListedParameters.checked(value));
  }

  /**
   * Adds parameters at the end: {@code extend(values)}, or {@code list += values}.
   *
   * @return this list
   */
  public ParameterList extend(Iterable<? extends NDArray> values) {
    ModuleEdits.listed(values).forEach(this::append);
    return this;
  }

  /** The number of parameters: {@code len(parameters)}. */
  public int size() {
    return registry().presentParameters().size();
  }

  /**
   * One parameter: {@code parameters[index]}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException with torch's message if there is none
   */
  public NDArray get(int index) {
    return getParameter(Integer.toString(ModuleEdits.position(index, size())));
  }

  /**
   * Puts a parameter in another's place: {@code parameters[index] = value}.
   *
   * @param index its position, counted from the end if negative
   * @throws IndexOutOfBoundsException with torch's message if there is none
   */
  public void set(int index, NDArray value) {
    put(Integer.toString(ModuleEdits.position(index, size())), value);
  }

  /**
   * A list of some of the parameters, which both lists have: {@code parameters[start:end]}.
   *
   * @param start the first position, counted from the end if negative
   * @param end the first position after them, likewise
   */
  public ParameterList slice(int start, int end) {
    ModuleEdits.Slice slice = ModuleEdits.Slice.of(start, end, size());
    return new ParameterList(
        IntStream.range(slice.from(), slice.to()).mapToObj(this::get).toList());
  }

  @Override
  public Iterator<NDArray> iterator() {
    return parameters().iterator();
  }

  @Override
  protected String extraRepr() {
    return ListedParameters.lines(this, parameter -> TorchText.dtype(parameter.getDataType()));
  }
}
