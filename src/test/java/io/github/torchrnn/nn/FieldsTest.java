package io.github.torchrnn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scoped;
import io.github.torchrnn.Torch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Layers in fields of modules, registered or not. */
@Scoped
class FieldsTest {

  private static final class Forgetful extends TorchModule {
    private final Linear a = register("a", new Linear(2, 2));
    private final Linear b = new Linear(2, 2);

    NDArray forward(NDArray x) {
      return b.forward(a.forward(x));
    }
  }

  private static final class Careful extends TorchModule {
    private final Linear a = register("a", new Linear(2, 2));
    private final Linear alias = a;
    private final MSELoss criterion = new MSELoss();
    @Unregistered private final Linear teacher;
    private TorchModule parent;
    private Linear later;

    Careful(Linear teacher) {
      this.teacher = teacher;
    }

    NDArray forward(NDArray x) {
      NDArray taught = teacher.forward(x);
      return criterion.forward(later == null ? alias.forward(x) : later.forward(x), taught);
    }
  }

  @Test
  void aLayerInAFieldThatWasNeverRegisteredIsRefused() {
    Forgetful net = new Forgetful();
    String message =
        "the field b of io.github.torchrnn.nn.FieldsTest$Forgetful holds a Linear that was never"
            + " registered, so that it would be neither trained nor saved: write b ="
            + " register(\"b\", ...), or mark the field with @Unregistered if the layer is not part"
            + " of the module";
    assertEquals(4, net.forward(Torch.ones(2, 2)).size());
    Sequential around = new Sequential(net);
    for (Executable use :
        List.<Executable>of(
            net::parameters,
            net::stateDict,
            net::toString,
            () -> net.to(Device.cpu()),
            () -> net.loadStateDict(Map.of()),
            around::parameters,
            around::stateDict,
            around::toString)) {
      assertEquals(message, assertThrows(IllegalStateException.class, use).getMessage());
    }
    net.close();
  }

  @Test
  void aFieldMayHoldWhatIsRegisteredElsewhereOrNotPartOfTheModule() {
    try (Linear teacher = new Linear(2, 2);
        Careful net = new Careful(teacher);
        Sequential parent = new Sequential(net)) {
      net.parent = parent;
      assertEquals(2, net.parameters().size());
      assertEquals(1, net.forward(Torch.ones(2, 2)).size());
      net.later = new Linear(2, 2);
      assertThrows(IllegalStateException.class, net::parameters);
      net.later.close();
      net.later = null;
      assertSame(parent, net.parent);
    }
  }
}
