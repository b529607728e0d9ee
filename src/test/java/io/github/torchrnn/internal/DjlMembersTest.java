package io.github.torchrnn.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.util.NativeResource;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The private members of DJL that this library works with, all of them in {@link DjlMembers}. A new
 * version of DJL may move them; each failure here says what hangs on the member, and where to look.
 */
class DjlMembersTest {

  @Test
  void everyFieldIsWhereWeReachForIt() {
    require(
        NDScope.class,
        "SCOPE_STACK",
        ThreadLocal.class,
        true,
        "OwnedArrays puts its own stack of scopes there, to see each array that a thread makes."
            + " Look for where NDScope.register finds the innermost scope now");
    require(
        NDScope.class,
        "resources",
        IdentityHashMap.class,
        false,
        "OwnedArrays replaces the map of each scope, whose put sees the array. Look for where"
            + " NDScope.register puts it now");
    require(
        PtNDArray.class,
        "dataRef",
        ByteBuffer.class,
        false,
        "it tells OwnedArrays that an array lies in Java's memory. If DJL copies the data instead,"
            + " OwnedArrays has nothing left to do: see GradientTest without it");
    require(
        NativeResource.class,
        "handle",
        AtomicReference.class,
        false,
        "OwnedArrays replaces the tensor of a new array, and NativeMemory frees dropped ones");
    require(
        PtNDArray.class,
        "dataType",
        DataType.class,
        false,
        "LibTorch.setData makes DJL forget the type that it remembers");
    require(
        PtNDArray.class,
        "shape",
        Shape.class,
        false,
        "LibTorch.setData makes DJL forget the shape that it remembers");
    require(
        PtNDArray.class,
        "device",
        Device.class,
        false,
        "LibTorch.setData makes DJL forget the device that it remembers");
    require(
        Parameter.class,
        "array",
        NDArray.class,
        false,
        "TorchModule.setParameter puts another array there, where layers and DJL find it");
    require(
        Parameter.class,
        "id",
        String.class,
        false,
        "two parameters of one array have one id, by which DJL's ParameterStore tells them apart");
    try {
      require(
          Class.forName("ai.djl.pytorch.engine.PtGradientCollector"),
          "isCollecting",
          AtomicBoolean.class,
          true,
          "Autograd asks it whether DJL's Trainer records in this process");
    } catch (ClassNotFoundException e) {
      fail("PtGradientCollector has moved: DjlMembers.COLLECTING");
    }
  }

  private static void require(
      Class<?> owner, String name, Class<?> type, boolean isStatic, String why) {
    try {
      Field field = owner.getDeclaredField(name);
      assertEquals(type, field.getType(), owner + "." + name + ": " + why);
      assertEquals(isStatic, Modifier.isStatic(field.getModifiers()), owner + "." + name);
    } catch (NoSuchFieldException e) {
      fail(owner.getName() + "." + name + " has moved: " + why);
    }
  }

  @Test
  void aNewArrayPassesItsScopeAsTheLastOfItsConstructor() {
    try (var scope = Torch.scope()) {
      NDArray array = Torch.tensor(1f, 2f);
      assertEquals(null, DjlMembers.javaData(array), "a copy was made while the array was made");
      assertEquals(2f, array.toFloatArray()[1]);
    }
  }

  @Test
  void scopesThatWereOpenBeforeTheThreadMetTheLibraryStayOpen() throws Exception {
    Deque<Object> seen = new ArrayDeque<>();
    NDManager manager = LibTorch.manager();
    Thread raw =
        new Thread(
            () -> {
              try (NDScope before = new NDScope()) {
                NDArray array = manager.create(new float[] {1, 2});
                before.suppressNotUsedWarning();
                seen.add(DjlMembers.javaData(array) != null);
                Torch.ones(1);
                seen.add(DjlMembers.javaData(array) == null);
                seen.add(DjlMembers.resources(before).containsKey(array));
              }
              seen.add(DjlMembers.SCOPES.get().size());
            });
    raw.start();
    raw.join();
    assertEquals("[true, true, true, 1]", seen.toString());
  }

  @Test
  void whateverANativeFunctionThrowsIsThrownUnchecked() {
    var refusal = new IllegalArgumentException("refused");
    assertSame(refusal, DjlMembers.unchecked(refusal));
    var checked = new IOException("no file");
    RuntimeException wrapped = DjlMembers.unchecked(checked);
    assertEquals("a function of DJL failed: java.io.IOException: no file", wrapped.getMessage());
    assertSame(checked, wrapped.getCause());
    var error = new AssertionError("an error");
    assertSame(error, assertThrows(AssertionError.class, () -> DjlMembers.unchecked(error)));
  }
}
