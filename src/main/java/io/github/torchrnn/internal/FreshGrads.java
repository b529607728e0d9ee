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
 * The gradients that were zeroed and that no backward has reached since, for which torch has None.
 *
 * <p>LibTorch counts the writes to a tensor, its version. Zeroing remembers the version, and a step
 * takes a gradient that still has it for None. The versions lie in native lists, one beside the
 * parameters of each optimizer's group; since a module zeroes gradients too, and may do so before
 * the optimizer is made, they are also kept for each parameter.
 *
 * <p>The lists are read and written without the optimizer's lock: who zeroes may hold another's
 * lock, or a module's, and two that waited for each other's would wait for ever. A list never
 * changes its length, and it is not freed during a call.
 */
public final class FreshGrads {

  /** What is known of a parameter, by where DJL keeps its address: arrays compare by content. */
  private static final Map<AtomicReference<Long>, Known> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private static final class Known {
    /** The version when a module last zeroed the gradient, or -1. */
    private long zeroed = -1;

    private final List<Place> places = new ArrayList<>();
  }

  /** Where a parameter stands in a list of versions. */
  private record Place(WeakReference<Versions> versions, int position) {

    /** Makes the list one whose optimizer tells others too; returns whether it is still there. */
    boolean share() {
      Versions list = versions.get();
      if (list != null) {
        list.shared = true;
      }
      return list != null;
    }
  }

  /** The versions of a group's parameters, as kernels read them. */
  public static final class Versions {
    private final Kernels.Held held;

    /** Whether another group has one of the parameters too. */
    private volatile boolean shared;

    private Versions(long[] versions) {
      held = Kernels.Held.longs(versions);
    }

    /** The versions, or null if the optimizer has been closed. */
    private long[] numbers() {
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
    public Kernels.Held held() {
      return held;
    }
  }

  private FreshGrads() {}

  /** The versions of a group's parameters. */
  public static Versions of(List<NDArray> params) {
    synchronized (KNOWN) {
      boolean shared = false;
      for (NDArray param : params) {
        List<Place> places = known(param).places;
        places.removeIf(place -> place.versions.refersTo(null));
        for (Place place : places) {
          shared |= place.share();
        }
      }
      // Read only now, when whoever zeroes a shared one waits to tell this list.
      Versions versions = new Versions(zeroed(params.toArray(new NDArray[0])));
      versions.shared = shared;
      for (int i = 0; i < params.size(); i++) {
        known(params.get(i)).places.add(new Place(new WeakReference<>(versions), i));
      }
      return versions;
    }
  }

  private static Known known(NDArray param) {
    return KNOWN.computeIfAbsent(Jni.address(param), address -> new Known());
  }

  /** The versions of the gradients of parameters when they were last zeroed, -1 where never. */
  public static long[] zeroed(NDArray... params) {
    long[] zeroed = new long[params.length];
    Map<Versions, Map<Integer, Integer>> positions = new LinkedHashMap<>();
    synchronized (KNOWN) {
      for (int i = 0; i < params.length; i++) {
        Known known = KNOWN.get(Jni.address(params[i]));
        zeroed[i] = known == null ? -1 : known.zeroed;
        for (Place place : known == null ? List.<Place>of() : known.places) {
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
    long[] versions = list.numbers();
    if (versions != null) {
      places.forEach((i, position) -> zeroed[i] = Math.max(zeroed[i], versions[position]));
    }
  }

  /** Zeroes gradients, for every optimizer. */
  public static void zero(Collection<NDArray> params) {
    NDArray[] arrays = params.toArray(new NDArray[0]);
    long[] versions = Kernels.callLongs("zero_grad", (Object) arrays);
    Map<Versions, Map<Integer, Long>> written = new LinkedHashMap<>();
    synchronized (KNOWN) {
      for (int i = 0; i < arrays.length; i++) {
        Known known = known(arrays[i]);
        known.zeroed = versions[i];
        for (Place place : known.places) {
          Versions list = place.versions.get();
          if (list != null) {
            Map<Integer, Long> ofList = written.computeIfAbsent(list, key -> new LinkedHashMap<>());
            ofList.put(place.position, versions[i]);
          }
        }
      }
    }
    written.forEach(FreshGrads::write);
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

  /** Zeroes the gradients of a group, whose parameters mostly no other group has. */
  public static void zero(List<NDArray> params, Kernels.Held heldParams, Versions versions) {
    if (versions.shared) {
      zero(params);
    } else {
      Kernels.update("zero_fresh_grad", heldParams, versions.held);
    }
  }
}
