package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The open scopes of one thread, which move every array that the thread makes from Java's memory to
 * LibTorch's.
 *
 * <p>DJL makes arrays of Java's data, and of the number in {@code x.mul(3)}, over a direct buffer
 * that it forgets when the array is closed. LibTorch's graph, views and detached copies then read
 * memory that the garbage collector has reused, and gradients are silently wrong. Every new array
 * passes DJL's innermost scope; there it gets a copy of its data in LibTorch's memory, before
 * anything else sees it. {@code NDArray.set} moves an existing array over a buffer unseen by any
 * scope: such an array is found when the next few arrays are made, when it is passed to this
 * library, before a backward, and when its scope closes.
 */
@SuppressWarnings("serial") // nothing writes the scopes of a thread to a stream
public final class OwnedArrays extends ArrayDeque<NDScope> {

  /** The number of latest arrays to check for {@code set}, which mostly follows their making. */
  private static final int RECENT = 16;

  private final NDArray[] recent = new NDArray[RECENT];
  private int count;

  private OwnedArrays() {}

  /** Keeps the arrays that this thread makes from now on in LibTorch's memory. */
  public static void watch() {
    ofThread();
  }

  private static OwnedArrays ofThread() {
    Deque<NDScope> scopes = DjlMembers.SCOPES.get();
    if (scopes instanceof OwnedArrays watched) {
      return watched;
    }
    OwnedArrays watched = new OwnedArrays();
    DjlMembers.SCOPES.set(watched);
    new NDScope().suppressNotUsedWarning(); // the bottom, for arrays made outside of any scope
    scopes.forEach(watched::addLast);
    return watched;
  }

  /** Moves the data that {@code set} gave to this thread's arrays to LibTorch's memory. */
  static void ownAll() {
    for (NDScope scope : ofThread()) {
      if (DjlMembers.resources(scope) instanceof Inside arrays) {
        arrays.ownAll();
      }
    }
  }

  /** Takes an array out of all open scopes of this thread. */
  static void takeOut(NDArray array) {
    own(array);
    for (NDScope scope : ofThread()) {
      DjlMembers.resources(scope).remove(array);
    }
  }

  /** Takes all arrays out of a scope of this thread; each is freed when it is dropped. */
  static List<NDArray> release(NDScope scope) {
    List<NDArray> arrays = List.copyOf(DjlMembers.resources(scope).keySet());
    DjlMembers.resources(scope).clear();
    arrays.forEach(LooseArrays::add);
    return arrays;
  }

  /** Moves an array's data to LibTorch's memory, if it is in Java's. */
  static void own(NDArray array) {
    if (DjlMembers.javaData(array) != null) {
      moveToLibTorch(array, array);
    }
  }

  @Override
  public void addLast(NDScope scope) {
    IdentityHashMap<NDArray, NDArray> arrays = isEmpty() ? new Outside() : new Inside();
    IdentityHashMap<NDArray, NDArray> before = DjlMembers.resources(scope);
    DjlMembers.setResources(scope, arrays);
    before.keySet().forEach(array -> arrays.put(array, array));
    super.addLast(scope);
  }

  private void check(NDArray array) {
    if (DjlMembers.javaData(array) != null) {
      copyToLibTorch(array);
    }
    for (NDArray other : recent) {
      if (other != null && DjlMembers.javaData(other) != null) {
        recent[count % RECENT] = array;
        moveToLibTorch(other, recent);
      }
    }
    recent[count++ % RECENT] = array;
  }

  /** Replaces the tensor of a new array, which nothing else has seen, by a copy. */
  private static void copyToLibTorch(NDArray array) {
    ByteBuffer data = DjlMembers.javaData(array);
    long borrowed = DjlMembers.address(array).get();
    DjlMembers.address(array).set(Operators.copy(borrowed));
    Handles.delete(borrowed);
    DjlMembers.forgetJavaData(array);
    Reference.reachabilityFence(data);
  }

  /**
   * Moves the memory of a tensor that a graph may have saved, along with its views among some
   * arrays.
   */
  private static void moveToLibTorch(NDArray array, NDArray... views) {
    synchronized (array) { // another thread may find it as well
      ByteBuffer data = DjlMembers.javaData(array);
      if (data != null) {
        DjlMembers.forgetJavaData(array);
        LibTorch.moveData(array, views);
        Reference.reachabilityFence(data);
      }
    }
  }

  /** The arrays of a scope, which closes them. */
  private final class Inside extends IdentityHashMap<NDArray, NDArray> {

    @Override
    public NDArray put(NDArray array, NDArray same) {
      check(array);
      return super.put(array, same);
    }

    /** The arrays that DJL is about to close, while a graph may still need their data. */
    @Override
    public Set<NDArray> keySet() {
      ownAll();
      super.keySet().removeIf(Parameters::isOwned); // by a module that another thread made
      return super.keySet();
    }

    private void ownAll() {
      for (NDArray array : super.keySet()) {
        if (DjlMembers.javaData(array) != null) {
          moveToLibTorch(array, super.keySet().toArray(new NDArray[0]));
        }
      }
    }
  }

  /** The arrays made outside of any scope, which are freed after they are dropped. */
  private final class Outside extends IdentityHashMap<NDArray, NDArray> {

    @Override
    public NDArray put(NDArray array, NDArray same) {
      check(array);
      LooseArrays.add(array);
      return null;
    }
  }
}
