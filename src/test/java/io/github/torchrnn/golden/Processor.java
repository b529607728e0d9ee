package io.github.torchrnn.golden;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The processor as far as the last bits of LibTorch's results depend on it, as {@code
 * make_golden.py} names it.
 *
 * @param text architecture, vendor and kernels, for example {@code x86_64 AuthenticAMD AVX512}, and
 *     what the environment forbids
 */
public record Processor(String text) {

  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  private static final Path RECORDER = Path.of("src/test/resources/golden/versions.json");

  /**
   * The one on which goldens, tutorials and the states of optimizers were recorded, all of them.
   */
  public static Processor recorder() {
    return recorder(RECORDER);
  }

  /** The one that a golden folder's {@code versions.json} names. */
  public static Processor recorder(Path versions) {
    try {
      return new Processor(
          JsonParser.parseString(Files.readString(versions))
              .getAsJsonObject()
              .get("processor")
              .getAsString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** This machine's. */
  public static Processor here() {
    String arch = System.getProperty("os.arch");
    List<String> lines = List.of();
    if (Files.exists(CPUINFO)) {
      try {
        lines = Files.readAllLines(CPUINFO);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String vendor = value(lines, "vendor_id", "unknown");
    return new Processor(
        "%s %s %s%s"
            .formatted(
                arch.equals("amd64") ? "x86_64" : arch,
                vendor,
                capability(value(lines, "flags", "")),
                limits(vendor)));
  }

  /**
   * Whether results are the same to the last bit. Without vector units they are not even on one
   * processor: the compilers of two builds of LibTorch round some functions differently.
   */
  public boolean roundsAs(Processor other) {
    return equals(other) && vectorised();
  }

  /** Whether LibTorch takes kernels with vector units, all of which draw and add alike. */
  public boolean vectorised() {
    return text.contains(" AVX");
  }

  /** Whether it is Intel's, on which LibTorch draws the masks of dropout with another library. */
  public boolean intel() {
    return text.contains("GenuineIntel");
  }

  /** What the environment forbids LibTorch's libraries. MKL's own limit is Intel's alone. */
  private static String limits(String vendor) {
    StringBuilder limits = new StringBuilder();
    for (String name : List.of("DNNL_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS")) {
      String limit = System.getenv(name);
      if (limit != null && (name.startsWith("DNNL") || vendor.equals("GenuineIntel"))) {
        limits.append(' ').append(name).append('=').append(limit);
      }
    }
    return limits.toString();
  }

  /** Which of its kernels LibTorch takes. */
  private static String capability(String flags) {
    String forced = System.getenv("ATEN_CPU_CAPABILITY");
    if (forced != null) {
      return forced.toUpperCase(Locale.ROOT);
    }
    Set<String> has = Set.copyOf(Arrays.asList(flags.split(" ")));
    if (has.containsAll(Set.of("avx512vl", "avx512bw", "avx512dq", "fma"))) {
      return "AVX512";
    }
    return has.containsAll(Set.of("avx2", "fma")) ? "AVX2" : "DEFAULT";
  }

  private static String value(List<String> lines, String name, String otherwise) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }

  @Override
  public String toString() {
    return text;
  }
}
