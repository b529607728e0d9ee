package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HostileFilesTest {

  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  /** The most seconds of a processor that a file may cost. */
  private static final double MAX_SECONDS = 5;

  private static final double FREE_MIB = 200e6 / (1 << 20);
  private static final int TIMES = 4;

  @TempDir private Path folder;

  /** Loads files, and prints what was not as it should be, and how many there were. */
  static final class Loading {
    public static void main(String[] args) throws IOException {
      List<Path> files = HostileFiles.write(Path.of(args[0]));
      boolean tell = args.length > 1;
      try (Scope warm = Torch.scope()) {
        Torch.zeros(1).toFloatArray();
      }
      for (Path file : files) {
        String fault = fault(file, tell);
        if (fault != null) {
          System.out.println(file.getFileName() + ": " + fault);
        }
        Files.delete(file);
      }
      System.out.println(files.size() > 600 ? "done" : files.size() + " files");
    }

    private static String fault(Path file, boolean tell) throws IOException {
      double most = FREE_MIB + TIMES * Files.size(file) / (double) (1 << 20);
      Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak begins anew
      double before = status("VmRSS:");
      long start = THREAD.getCurrentThreadCpuTime();
      String how = "loaded";
      try (Scope scope = Torch.scope()) {
        if (file.toString().endsWith(".pt")) {
          Pt.load(file);
        } else {
          Safetensors.loadFile(file);
        }
      } catch (TorchFormatException refused) {
        how = refused.getMessage();
        if (!how.startsWith(file + ": ")
            || !how.chars().allMatch(c -> c >= ' ' && c < 0x2028)
            || how.length() > file.toString().length() + 400) {
          return "a bad message: " + how;
        }
      } catch (RuntimeException | Error e) {
        return e.toString().substring(0, Math.min(200, e.toString().length()));
      }
      double seconds = (THREAD.getCurrentThreadCpuTime() - start) / 1e9;
      double taken = status("VmHWM:") - before;
      if (tell) {
        System.out.printf(
            "%-50s %6.2f s %6.0f MiB of %6.0f  %s%n",
            file.getFileName(), seconds, taken, most, how.replace(file + ": ", ""));
      }
      return seconds > MAX_SECONDS
          ? seconds + " s"
          : taken > most ? taken + " MiB of " + most : null;
    }

    private static double status(String name) throws IOException {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
      throw new IOException("no " + name);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void everyHostileFileIsLoadedOrRefusedInOneLineInSecondsAndLittleMemory() throws Exception {
    assertEquals(
        new ChildJvm.Result(0, "done\n"),
        new ChildJvm().option("-Xmx512m").run(Loading.class, folder.toString()));
  }
}
