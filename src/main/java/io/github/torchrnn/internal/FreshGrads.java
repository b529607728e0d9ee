package io.github.torchrnn.internal;

import ai.djl.ndarray.NDArray;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The gradients that were zeroed and that no backward has reached since: in torch, which sets them
 * to None, such parameters are left alone by a step.
 *
 * <p>LibTorch counts the writes to a tensor: its version. Zeroing remembers the version, and a step
 * treats a gradient that still has it as None. The versions are kept in native lists, one beside
 * the parameters of each optimizer's group. Since a module zeroes gradients too, perhaps before the
 * optimizer is made, they are also kept for each parameter.
 *
 * <p>The lists are read and written without the optimizer's lock: the thread that zeroes may hold
 * the lock of another optimizer or of a module, and two such threads could wait for each other
 * forever. A list never changes its length, and it is not freed during a call.
 */
public final class FreshGrads {

  /** The state of each parameter, by DJL's reference to its address: arrays compare by content. */
  private static final Map<AtomicReference<Long>, ParameterState> STATES =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** The gradient of one parameter, and the lists that have its version. */
  private static final class ParameterState {
    /** The gradient's version when a module last zeroed it, or -1. */
    private long zeroedVersion = -1;

    private final List<Place> places = new ArrayList<>();
  }

  /** A parameter's position in a list of versions. */
  private record Place(WeakReference<Versions> versions, int position) {

    /**
     * Marks the list as one of several that have the parameter; returns whether it still exists.
     */
    boolean share() {
      Versions list = versions.get();
      if (list != null) {
        list.shared = true;
      }
      return list != null;
    }
  }

  /** The versions of a group's parameters, as a list that kernels read. */
  public static final class Versions {
    private final Held held;

    /** Whether another group also has one of the parameters. */
    private volatile boolean shared;

    private Versions(long[] versions) {
      held = Held.longs(versions);
    }

    /** The elements, or null if the optimizer has been closed. */
    private long[] toLongs() {
      try {
        return held.isOpen() ? held.toLongs() : null;
      } catch (IllegalStateException e) {
        if (held.isOpen()) {
          throw e;
        }
        return null; // closed by another thread meanwhile
      }
    }

    /** The native list. */
    public Held held() {
      return held;
    }
  }

  private FreshGrads() {}

  /** The versions of a group's parameters. */
  public static Versions of(List<NDArray> params) {
    synchronized (STATES) {
      boolean shared = false;
      for (NDArray param : params) {
        List<Place> places = state(param).places;
        places.removeIf(place -> place.versions.refersTo(null));
        for (Place place : places) {
          shared |= place.share();
        }
      }
      // Only now, in the lock: from here on, zeroing a shared parameter also writes to this list.
      Versions versions = new Versions(zeroedVersions(params.toArray(new NDArray[0])));
      versions.shared = shared;
      for (int i = 0; i < params.size(); i++) {
        state(params.get(i)).places.add(new Place(new WeakReference<>(versions), i));
      }
      return versions;
    }
  }

  private static ParameterState state(NDArray param) {
    return STATES.computeIfAbsent(DjlMembers.address(param), address -> new ParameterState());
  }

  /** The versions that parameters' gradients had when last zeroed, or -1 if they never were. */
  public static long[] zeroedVersions(NDArray... params) {
    long[] zeroed = new long[params.length];
    Map<Versions, Map<Integer, Integer>> positions = new LinkedHashMap<>();
    synchronized (STATES) {
      for (int i = 0; i < params.length; i++) {
        ParameterState state = STATES.get(DjlMembers.address(params[i]));
        zeroed[i] = state == null ? -1 : state.zeroedVersion;
        for (Place place : state == null ? List.<Place>of() : state.places) {
          Versions list = place.versions.get();
          if (list != null) {
            positions.computeIfAbsent(list, key -> new LinkedHashMap<>()).put(i, place.position);
          }
        }
      }
    }
    positions.forEach((list, places) -> read(list, places, zeroed));
    return zeroed;
  }

  private static void read(Versions list, Map<Integer, Integer> places, long[] zeroed) {
    long[] versions = list.toLongs();
    if (versions != null) {
      places.forEach((i, position) -> zeroed[i] = Math.max(zeroed[i], versions[position]));
    }
  }

  /** Zeroes gradients, and tells every optimizer that has the parameters. */
  public static void zero(Collection<NDArray> params) {
    NDArray[] arrays = params.toArray(new NDArray[0]);
    letGoOfGraphs(params);
    long[] versions = Kernels.callLongs("zero_grad", (Object) arrays);
    Map<Versions, Map<Integer, Long>> writes = new LinkedHashMap<>();
    synchronized (STATES) {
      for (int i = 0; i < arrays.length; i++) {
        ParameterState state = state(arrays[i]);
        state.zeroedVersion = versions[i];
        for (Place place : state.places) {
          Versions list = place.versions.get();
          if (list != null) {
            Map<Integer, Long> ofList = writes.computeIfAbsent(list, key -> new LinkedHashMap<>());
            ofList.put(place.position, versions[i]);
          }
        }
      }
    }
    writes.forEach(FreshGrads::write);
  }

  private static void write(Versions list, Map<Integer, Long> versions) {
    try {
      if (list.held.isOpen()) {
        Kernels.update(
            "write_versions",
            list.held,
            versions.keySet().stream().mapToLong(Integer::longValue).toArray(),
            versions.values().stream().mapToLong(Long::longValue).toArray());
      }
    } catch (IllegalStateException e) {
      if (list.held.isOpen()) {
        throw e;
      } // else closed by another thread meanwhile
    }
  }

  /** Zeroes the gradients of a group, in one call unless another group shares a parameter. */
  public static void zero(List<NDArray> params, Held heldParams, Versions versions) {
    if (versions.shared) {
      zero(params);
    } else {
      letGoOfGraphs(params);
      Kernels.update("zero_fresh_grad", heldParams, versions.held);
    }
  }

  /** Takes gradients out of the graphs that recorded them, and that hold their parameters. */
  private static void letGoOfGraphs(Collection<NDArray> params) {
    if (Autograd.hasRecordedGradients()) {
      Kernels.updateOutsideInference("detach_grads", (Object) params.toArray(new NDArray[0]));
    }
  }
}
