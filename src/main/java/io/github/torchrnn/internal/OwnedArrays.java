package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The open scopes of one thread, which let no array that the thread makes lie in Java's memory.
 *
 * <p>DJL makes an array of Java's data, and of the number in {@code x.mul(3)}, over a direct buffer
 * that it forgets when the array is closed. LibTorch's graph, views and detached copies then read
 * memory that the garbage collector has given away, and gradients are wrong without a word. Every
 * array passes DJL's innermost scope when it is made; there it gets a copy of its data in
 * LibTorch's memory, before anything else sees it. {@code NDArray.set} lays an existing array over
 * a buffer, which no scope sees: such an array is found when the next few arrays are made, when
 * this library is handed it, before a backward and when its scope closes.
 */
@SuppressWarnings("serial") // nothing writes the scopes of a thread to a stream
public final class OwnedArrays extends ArrayDeque<NDScope> {

  /** How many arrays back {@code set} is looked for: it mostly follows the making of an array. */
  private static final int RECENT = 16;

  private final NDArray[] recent = new NDArray[RECENT];
  private int made;

  private OwnedArrays() {}

  /** Sees to it that the arrays which this thread makes from now on lie in LibTorch's memory. */
  public static void watch() {
    ofThread();
  }

  private static OwnedArrays ofThread() {
    Deque<NDScope> scopes = Jni.SCOPES.get();
    if (scopes instanceof OwnedArrays watched) {
      return watched;
    }
    OwnedArrays watched = new OwnedArrays();
    Jni.SCOPES.set(watched);
    new NDScope().suppressNotUsedWarning(); // the lowest, for arrays made outside of any
    scopes.forEach(watched::addLast);
    return watched;
  }

  /** Moves what {@code set} has put into this thread's arrays to LibTorch's memory. */
  static void ownAll() {
    for (NDScope scope : ofThread()) {
      if (Jni.resources(scope) instanceof Inside arrays) {
        arrays.ownAll();
      }
    }
  }

  /** Takes an array out of all open scopes of this thread. */
  static void takeOut(NDArray array) {
    own(array);
    for (NDScope scope : ofThread()) {
      Jni.resources(scope).remove(array);
    }
  }

  /** Takes all arrays out of a scope of this thread; each is freed when it is dropped. */
  static List<NDArray> release(NDScope scope) {
    List<NDArray> arrays = List.copyOf(Jni.resources(scope).keySet());
    Jni.resources(scope).clear();
    arrays.forEach(LooseArrays::add);
    return arrays;
  }

  /** Moves an array's data to LibTorch's memory, if they lie in Java's. */
  static void own(NDArray array) {
    if (Jni.javaData(array) != null) {
      moveToLibTorch(array, array);
    }
  }

  @Override
  public void addLast(NDScope scope) {
    IdentityHashMap<NDArray, NDArray> arrays = isEmpty() ? new Outside() : new Inside();
    IdentityHashMap<NDArray, NDArray> before = Jni.resources(scope);
    Jni.setResources(scope, arrays);
    before.keySet().forEach(array -> arrays.put(array, array));
    super.addLast(scope);
  }

  private void seen(NDArray array) {
    if (Jni.javaData(array) != null) {
      copyToLibTorch(array);
    }
    for (NDArray other : recent) {
      if (other != null && Jni.javaData(other) != null) {
        recent[made % RECENT] = array;
        moveToLibTorch(other, recent);
      }
    }
    recent[made++ % RECENT] = array;
  }

  /** Gives an array that nobody has seen yet a tensor of its own. */
  private static void copyToLibTorch(NDArray array) {
    ByteBuffer data = Jni.javaData(array);
    long borrowed = Jni.address(array).get();
    Jni.address(array).set(Operators.copy(borrowed));
    JniUtils.deleteNDArray(borrowed);
    Jni.forgetJavaData(array);
    Reference.reachabilityFence(data);
  }

  /**
   * Gives a tensor which a graph may have seen other memory, and its views among some arrays too.
   */
  private static void moveToLibTorch(NDArray array, NDArray... views) {
    synchronized (array) { // another thread may find it as well
      ByteBuffer data = Jni.javaData(array);
      if (data != null) {
        Jni.forgetJavaData(array);
        Kernels.moveData(array, views);
        Reference.reachabilityFence(data);
      }
    }
  }

  /** The arrays of a scope, which it closes. */
  private final class Inside extends IdentityHashMap<NDArray, NDArray> {

    @Override
    public NDArray put(NDArray array, NDArray same) {
      seen(array);
      return super.put(array, same);
    }

    /** What DJL asks for to close the arrays, which a graph may outlive. */
    @Override
    public Set<NDArray> keySet() {
      ownAll();
      super.keySet().removeIf(Parameters::isOwned); // by a module that another thread made
      return super.keySet();
    }

    private void ownAll() {
      for (NDArray array : super.keySet()) {
        if (Jni.javaData(array) != null) {
          moveToLibTorch(array, super.keySet().toArray(new NDArray[0]));
        }
      }
    }
  }

  /** The arrays outside of any scope, which are freed when they are dropped. */
  private final class Outside extends IdentityHashMap<NDArray, NDArray> {

    @Override
    public NDArray put(NDArray array, NDArray same) {
      seen(array);
      LooseArrays.add(array);
      return null;
    }
  }
}
