package io.github.torchrnn.notebook;

import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.torchrnn.JavaShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java kernel for Jupyter, for the tests: {@code JavaKernel CONNECTION_FILE}. What a notebook
 * asks Maven for is on its class path already, so it skips {@code %maven} lines. It shows values by
 * the renderer that IJava has.
 */
public final class JavaKernel extends BaseKernel {

  private final JavaShell shell = new JavaShell();

  /** What the running cell has shown before its value. */
  private final List<DisplayData> displayed = new ArrayList<>();

  private JavaKernel() {}

  /** A kernel that code finds where it finds IJava's. */
  static JavaKernel start() {
    JavaKernel kernel = new JavaKernel();
    IJava.serve(kernel);
    return kernel;
  }

  /** Runs a cell, and returns all that it shows: what it displays, and its value. */
  List<DisplayData> shown(String cell) throws Exception {
    displayed.clear();
    DisplayData value = eval(cell);
    if (value != null) {
      displayed.add(value);
    }
    return List.copyOf(displayed);
  }

  @Override
  public void display(DisplayData data) {
    displayed.add(data);
    super.display(data);
  }

  @Override
  public DisplayData eval(String cell) throws Exception {
    Object value = shell.run(cell.replaceAll("(?m)^%maven .*$", ""));
    return value == null ? null : getRenderer().render(value);
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("java")
        .version(Runtime.version().toString())
        .mimetype("text/x-java-source")
        .fileExtension(".jshell")
        .pygments("java")
        .codemirror("java")
        .build();
  }

  @Override
  public void onShutdown(boolean isRestarting) {
    IJava.serve(null);
    shell.close();
  }

  /** Serves until Jupyter says that it is enough. */
  public static void main(String[] args) throws Exception {
    KernelConnectionProperties properties =
        KernelConnectionProperties.parse(Files.readString(Path.of(args[0])));
    JupyterConnection connection = new JupyterConnection(properties);
    start().becomeHandlerForConnection(connection);
    connection.connect();
    connection.waitUntilClose();
  }
}
