package io.github.torchrnn.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.github.torchrnn.Torch;
import io.github.torchrnn.internal.Functions;
import io.github.torchrnn.internal.Held;
import io.github.torchrnn.internal.LibTorch;
import io.github.torchrnn.internal.Tensors;
import io.github.torchrnn.internal.TorchText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link LBFGS} knows of the steps that it made: how often it computed the loss, the last
 * direction, and the changes of parameters and gradients from which it estimates the curvature.
 */
final class LbfgsState {

  private static final String FUNC_EVALS = "func_evals";
  private static final String N_ITER = "n_iter";
  private static final String AL = "al";
  private static final String D = "d";
  private static final String PREV_FLAT_GRAD = "prev_flat_grad";

  /** The lists of the history, under the names of the functions' arguments. */
  private static final List<String> HISTORY = List.of("old_dirs", "old_stps", "ro");

  private final List<NDArray> params;

  /** The direction and the last gradient, or nothing; see lbfgs.py. */
  private Held vectors = Held.tensors(List.of());

  private Map<String, Held> history = emptyHistory();

  private Held al = Held.tensors(List.of());

  /** The length of torch's {@code al}, which has None where nothing was computed; 0 if not made. */
  private long alSize;

  private boolean begun;
  private long funcEvals;
  private long iterations;

  /** The last step's length; null before the first. */
  private @Nullable Scalar step;

  /** The scale of the first Hessian; null before the first step. */
  private @Nullable Scalar scale;

  /** The loss of the iteration before; null before the first. */
  private @Nullable Double previousLoss;

  LbfgsState(List<NDArray> params) {
    this.params = params;
  }

  private static Map<String, Held> emptyHistory() {
    Map<String, Held> history = new LinkedHashMap<>();
    HISTORY.forEach(name -> history.put(name, Held.tensors(List.of())));
    return history;
  }

  /** Whether torch would have an entry. */
  boolean isBegun() {
    return begun;
  }

  /** Counts computations of the loss. */
  void evaluated(long times) {
    begun = true;
    funcEvals += times;
  }

  /** Whether the iteration that {@link #direct} began is the very first. */
  boolean isFirstIteration() {
    return iterations == 1;
  }

  /** Begins an iteration: finds the direction to go in, from the gradient and the history. */
  void direct(NDArray gradient, long historySize) {
    iterations++;
    if (iterations == 1) {
      replaceHistory(emptyHistory());
      scale = Scalar.of(1);
      Functions.updateRecorded("lbfgs_begin", gradient, vectors);
      return;
    }
    if (step == null || scale == null) {
      throw new IllegalStateException(
          "the state of this LBFGS was loaded without the last direction and its length");
    }
    if (alSize == 0) {
      alSize = historySize;
    }
    double[] grown =
        Functions.call(
                LibTorch.manager(),
                "lbfgs_direct",
                gradient,
                vectors,
                history.get("old_dirs"),
                history.get("old_stps"),
                history.get("ro"),
                al,
                step.value(),
                scale.value(),
                historySize)
            .toDoubleArray();
    if (grown[0] == 1) {
      scale = new Scalar(grown[1], gradient.getDataType());
    }
  }

  /** The derivative of the loss along the direction. */
  Scalar slope(NDArray gradient) {
    return number(gradient, "lbfgs_slope", gradient, vectors);
  }

  /** The largest change of a parameter by a step of some length. */
  Scalar moved(NDArray gradient, Scalar length) {
    return number(gradient, "lbfgs_moved", vectors, length.value());
  }

  static Scalar number(NDArray gradient, String function, Object... arguments) {
    NDArray number = Functions.call(LibTorch.manager(), function, arguments);
    return new Scalar(number.toDoubleArray()[0], gradient.getDataType());
  }

  /** The direction and the last gradient, as a function's argument. */
  Held vectors() {
    return vectors;
  }

  /** The last step's length. */
  Scalar length() {
    return step;
  }

  /** Remembers a step's length. */
  void stepped(Scalar length) {
    step = length;
  }

  /** Remembers the loss before a step. */
  void left(double loss) {
    previousLoss = loss;
  }

  // ---- state dict

  /** The entry of torch's state dict. */
  Map<String, @Nullable Object> write() {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put(FUNC_EVALS, funcEvals);
    entry.put(N_ITER, iterations);
    if (alSize > 0) {
      List<@Nullable Object> padded = new ArrayList<>(copies(al));
      while (padded.size() < alSize) {
        padded.add(null);
      }
      entry.put(AL, padded);
    }
    List<NDArray> both = copies(vectors);
    if (!both.isEmpty()) {
      NDArray gradient = both.get(1);
      entry.put(D, both.get(0));
      entry.put("t", plain(step, gradient));
      history.forEach((name, list) -> entry.put(name, copies(list)));
      entry.put("H_diag", scale.type() == null ? (Object) 1L : plain(scale, gradient));
      entry.put(PREV_FLAT_GRAD, gradient);
      entry.put("prev_loss", previousLoss);
    }
    return entry;
  }

  private static Object plain(Scalar number, NDArray gradient) {
    return number.type() == null
        ? (Object) number.value()
        : SavedValues.toArrays(
            new SavedValues.Tensor(number.value(), gradient.getDataType(), new Shape()));
  }

  private static List<NDArray> copies(Held list) {
    return Arrays.asList(Functions.callList(LibTorch.manager(), "lbfgs_copies", list));
  }

  /** The numbers and vectors to look at. */
  Map<String, NDArray> views() {
    Map<String, NDArray> views = new LinkedHashMap<>();
    views.put(FUNC_EVALS, Torch.tensor(new long[] {funcEvals}, new long[0]));
    views.put(N_ITER, Torch.tensor(new long[] {iterations}, new long[0]));
    List<NDArray> both = copies(vectors);
    if (!both.isEmpty()) {
      views.put(D, both.get(0));
      views.put(PREV_FLAT_GRAD, both.get(1));
    }
    return views;
  }

  /** Checks an entry of a state dict, which the result takes over when it runs. */
  Runnable reader(String owner, Map<?, ?> entry) {
    if (entry.isEmpty()) {
      return () -> {
        replaceHistory(emptyHistory());
        replaceVectors(List.of(), List.of());
        begun = false;
        funcEvals = 0;
        iterations = 0;
        alSize = 0;
      };
    }
    long evals = SavedValues.count(name(owner, FUNC_EVALS), entry.get(FUNC_EVALS));
    long iters = SavedValues.count(name(owner, N_ITER), entry.get(N_ITER));
    List<?> saved = entry.get(AL) == null ? List.of() : list(owner, AL, entry);
    List<NDArray> found = new ArrayList<>();
    for (Object value : saved) {
      if (value != null) {
        found.add(array(name(owner, AL), value, 1));
      }
    }
    Map<String, List<NDArray>> lists = new LinkedHashMap<>();
    List<NDArray> both = new ArrayList<>();
    Scalar length = entry.get("t") == null ? null : scalar(owner, "t", entry);
    Scalar factor = entry.get("H_diag") == null ? null : scalar(owner, "H_diag", entry);
    Double loss =
        entry.get("prev_loss") == null
            ? null
            : (Double) SavedValues.number(name(owner, "prev_loss"), entry.get("prev_loss"));
    if (entry.get(D) != null) {
      both.add(array(name(owner, D), entry.get(D), size()));
      both.add(array(name(owner, PREV_FLAT_GRAD), entry.get(PREV_FLAT_GRAD), size()));
      for (String name : HISTORY) {
        List<NDArray> arrays = new ArrayList<>();
        for (Object value : list(owner, name, entry)) {
          arrays.add(array(name(owner, name), value, name.equals("ro") ? 1 : size()));
        }
        lists.put(name, arrays);
      }
      requireEquallyMany(owner, lists);
    }
    return () -> {
      Map<String, Held> read = emptyHistory();
      lists.forEach((name, arrays) -> fill(read.get(name), arrays));
      replaceHistory(read);
      replaceVectors(both, found);
      begun = true;
      funcEvals = evals;
      iterations = iters;
      alSize = saved.size();
      step = length;
      scale = factor;
      previousLoss = loss;
    };
  }

  private static String name(String owner, String key) {
    return owner + "[\"" + key + "\"]";
  }

  private static List<?> list(String owner, String key, Map<?, ?> entry) {
    return SavedValues.list(name(owner, key), entry.get(key));
  }

  /** The number of elements of all parameters. */
  private long size() {
    return params.stream().mapToLong(NDArray::size).sum();
  }

  private static NDArray array(String name, @Nullable Object value, long size) {
    if (!(value instanceof NDArray array)) {
      throw SavedValues.wrong(name, "a tensor", value);
    }
    if (Tensors.usable(name, array).size() != size) {
      throw new IllegalArgumentException(
          "loaded state dict has %s of %s for parameters of %s elements"
              .formatted(name, TorchText.size(array.getShape()), size));
    }
    return array;
  }

  private Scalar scalar(String owner, String key, Map<?, ?> entry) {
    double number = SavedValues.number(name(owner, key), entry.get(key));
    return entry.get(key) instanceof NDArray
        ? new Scalar(number, params.get(0).getDataType())
        : Scalar.of(number);
  }

  private static void requireEquallyMany(String owner, Map<String, List<NDArray>> lists) {
    if (lists.values().stream().mapToInt(List::size).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "loaded state dict: old_dirs, old_stps and ro of " + owner + " are not of one length");
    }
  }

  private void fill(Held list, List<NDArray> arrays) {
    Functions.updateRecorded("lbfgs_fill", list, arrays.toArray(new NDArray[0]), params.get(0));
  }

  private void replaceHistory(Map<String, Held> replacement) {
    history.values().forEach(Held::close);
    history = replacement;
  }

  private void replaceVectors(List<NDArray> both, List<NDArray> found) {
    vectors.close();
    vectors = Held.tensors(List.of());
    fill(vectors, both);
    al.close();
    al = Held.tensors(List.of());
    fill(al, found);
  }

  /** Frees the vectors. */
  void close() {
    history.values().forEach(Held::close);
    vectors.close();
    al.close();
  }
}
