package io.github.torchrnn.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import io.github.torchrnn.TorchDisplay;
import io.github.torchrnn.internal.NotebookKernel;
import io.github.torchrnn.jit.Log;
import io.github.torchrnn.plot.LiveChart;
import io.github.torchrnn.plot.Plots;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a notebook's kernel shows, found as the library finds IJava's and JJava's. */
class DisplayTest {

  private static List<String> texts(JavaKernel kernel, String cell) throws Exception {
    return kernel.shown(cell).stream()
        .map(data -> data.getData(MIMEType.TEXT_PLAIN).toString())
        .toList();
  }

  @Test
  void aCellShowsAnArrayAsPythonDoesOnceAskedTo() throws Exception {
    JavaKernel kernel = JavaKernel.start();
    try {
      kernel.shown(
          "import io.github.torchrnn.*; import io.github.torchrnn.nn.*; import java.util.*;");
      assertTrue(texts(kernel, "Torch.ones(2)").get(0).startsWith("ND: (2)"));
      assertEquals(List.of(), texts(kernel, "TorchDisplay.install();"));
      assertEquals(List.of("tensor([1., 1.])"), texts(kernel, "Torch.ones(2)"));
      assertEquals(
          List.of("OrderedDict({'w': tensor([0.])})"),
          texts(kernel, "new TreeMap<>(Map.of(\"w\", Torch.zeros(1)))"));
      assertEquals(
          List.of("[tensor([0]), tensor([1])]"), texts(kernel, "Torch.split(Torch.arange(2), 1)"));
      assertEquals(
          List.of("[tensor([0.])]"),
          texts(kernel, "new ai.djl.ndarray.NDArray[] {Torch.zeros(1)}"));
      assertEquals(List.of("torch.Size([2])"), texts(kernel, "Torch.ones(2).getShape()"));
      assertEquals(List.of("torch.float32"), texts(kernel, "Torch.ones(2).getDataType()"));
      assertEquals(List.of("device(type='cpu')"), texts(kernel, "Torch.ones(2).getDevice()"));
      assertEquals(
          List.of("('w', tensor([0.]))"), texts(kernel, "Map.entry(\"w\", Torch.zeros(1))"));
      assertEquals(List.of("Tanh()"), texts(kernel, "new Tanh()"));
      assertEquals(List.of("[1, 2]"), texts(kernel, "List.of(1, 2)"));
    } finally {
      kernel.onShutdown(false);
    }
  }

  @Test
  void aPictureIsWhole() throws Exception {
    JavaKernel kernel = JavaKernel.start();
    try {
      kernel.shown("import io.github.torchrnn.*; import io.github.torchrnn.plot.*;");
      kernel.shown("TorchDisplay.install();");
      List<DisplayData> shown = kernel.shown("Plots.loss(java.util.List.of(2.0, 1.0))");
      assertEquals("picture", shown.get(0).getData(MIMEType.TEXT_PLAIN));
      String png = (String) shown.get(0).getData(MIMEType.IMAGE_PNG);
      // The last chunk is IEND with its check sum; the kernel's own base64 cuts that.
      byte[] bytes = Base64.getDecoder().decode(png);
      assertEquals((byte) 0x82, bytes[bytes.length - 1]);
    } finally {
      kernel.onShutdown(false);
    }
  }

  /** What the library uses of IJava and JJava, and what it has called. */
  public static final class Screen extends Renderer {

    public final Screen display = this;
    private final List<String> calls = new ArrayList<>();

    public Renderer getRenderer() {
      return this;
    }

    @Override
    public <T> RenderRegistration<T> createRegistration(Class<T> type) {
      calls.add("register " + type.getSimpleName());
      return super.createRegistration(type);
    }

    public Screen getIO() {
      return this;
    }

    public void display(DisplayData data) {
      calls.add("display " + data.getDisplayId());
    }

    public void updateDisplay(DisplayData data) {
      assertTrue(data.hasDataForType(MIMEType.IMAGE_PNG));
      calls.add("update " + data.getDisplayId());
    }
  }

  @Test
  void installedTwiceIsInstalledOnce() {
    Screen screen = new Screen();
    BaseKernel.serve(screen);
    try {
      TorchDisplay.install();
      TorchDisplay.install();
    } finally {
      BaseKernel.serve(null);
    }
    assertTrue(screen.calls.contains("register NDArray"), screen.calls.toString());
    assertEquals(Set.copyOf(screen.calls).size(), screen.calls.size());
  }

  @Test
  void anotherKernelIsWarnedOf() throws ReflectiveOperationException {
    BaseKernel.serve("a text, without a renderer");
    try {
      List<String> log = Log.of(TorchDisplay.class, TorchDisplay::install);
      assertEquals("The notebook's kernel is not as IJava's and JJava's are", log.get(0));
      assertTrue(log.get(1).endsWith("Exception: java.lang.String has no getRenderer"), log.get(1));
    } finally {
      BaseKernel.serve(null);
    }
  }

  /** A kernel with all methods, none of which does what IJava's does. */
  public static final class HalfKernel {

    public @Nullable Object getRenderer() {
      return null;
    }

    public void display(String data) {
      throw new AssertionError("nothing could be given to it: " + data);
    }
  }

  @Test
  void halfAKernelIsWarnedOfToo() throws ReflectiveOperationException {
    BaseKernel.serve(new HalfKernel());
    try {
      List<String> log = Log.of(TorchDisplay.class, TorchDisplay::install);
      assertEquals("The notebook's kernel is not as IJava's and JJava's are", log.get(0));
      log =
          Log.of(
              LiveChart.class,
              () -> {
                try (LiveChart live = Plots.live("loss")) {
                  live.add(1);
                }
              });
      assertEquals("The chart is not shown any more", log.get(0));
    } finally {
      BaseKernel.serve(null);
    }
  }

  @Test
  void aLiveChartIsOnePictureThatChanges() {
    Screen screen = new Screen();
    BaseKernel.serve(screen);
    try (LiveChart live = Plots.live("loss")) {
      live.add(2);
      live.add(1);
    } finally {
      BaseKernel.serve(null);
    }
    String id = screen.calls.get(0).replaceFirst("display ", "");
    assertEquals(36, id.length(), "a random UUID");
    assertEquals(List.of("display " + id, "update " + id, "update " + id), screen.calls);
    assertEquals(Optional.empty(), NotebookKernel.find());
  }
}
