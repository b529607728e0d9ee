package io.github.torchrnn.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The kernels that Java's code names are there, with as many arguments: LibTorch says so only when
 * one is called.
 */
class KernelsTest {

  private static final Path RESOURCES = Path.of("src/main/resources/io/github/torchrnn/internal");

  private static final Pattern CALL =
      Pattern.compile(
          "\\bKernels\\s*\\.\\s*(call|callList|callBoolean|callLongs|callOrInferList|inferList|"
              + "update|updateOutsideInference)\\(|\\b(Held\\.result)\\((?=\\s*\")");

  private static final Pattern FUNCTION =
      Pattern.compile("\\bFunctions\\s*\\.\\s*(call|callList|callBoolean|update)\\(");

  private static final Pattern KERNEL = Pattern.compile("def (\\w+)\\(self(.*)\\) -> .*:");

  /** How many arguments each kernel takes, and how many it must. */
  private record Arguments(int all, int required) {}

  private static Map<String, Arguments> kernels() throws IOException {
    return methods(KernelFiles.KERNELS);
  }

  private static Map<String, Arguments> methods(List<String> resources) throws IOException {
    Map<String, Arguments> kernels = new HashMap<>();
    for (String file : resources) {
      for (String line : Files.readAllLines(RESOURCES.resolve(file))) {
        Matcher kernel = KERNEL.matcher(line.strip());
        if (kernel.matches()) {
          String arguments = kernel.group(2);
          int all = arguments.length() - arguments.replace(":", "").length();
          int optional = arguments.length() - arguments.replace("=", "").length();
          kernels.put(kernel.group(1), new Arguments(all, all - optional));
        }
      }
    }
    return kernels;
  }

  @Test
  void everyKernelThatJavaNamesTakesThatManyArguments() throws IOException {
    Set<String> called = called(CALL, kernels());
    assertTrue(called.size() > 35, called.toString());
  }

  @Test
  void everyFunctionThatJavaNamesTakesThatManyArguments() throws IOException {
    Set<String> called = called(FUNCTION, methods(KernelFiles.FUNCTIONS));
    assertTrue(called.size() > 35, called.toString());
  }

  private static Set<String> called(Pattern pattern, Map<String, Arguments> kernels)
      throws IOException {
    Set<String> called = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file).replaceAll("//.*|(?s:/\\*.*?\\*/)", "");
        Matcher call = pattern.matcher(source);
        while (call.find()) {
          List<String> arguments = arguments(source, call.end());
          String kind = call.group(1) == null ? "" : call.group(1);
          int at = kind.matches("call|callList|callOrInferList|inferList") ? 1 : 0;
          if (at < arguments.size() && arguments.get(at).matches("\"\\w+\"")) {
            String name = arguments.get(at).replace("\"", "");
            called.add(name);
            assertTrue(kernels.containsKey(name), file + " calls " + name);
            check(
                file + ": " + name, kernels.get(name), arguments.subList(at + 1, arguments.size()));
          }
        }
      }
    }
    return called;
  }

  private static void check(String where, Arguments kernel, List<String> given) {
    boolean known = given.stream().noneMatch(argument -> argument.equals("arguments.toArray()"));
    if (known && given.size() != 1) { // one may be an array of them
      assertTrue(given.size() >= kernel.required && given.size() <= kernel.all, where + given);
    }
  }

  /** The arguments of a call that begin at a place, as they are written. */
  private static List<String> arguments(String source, int start) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int begin = start;
    boolean text = false;
    for (int i = start; ; i++) {
      char c = source.charAt(i);
      text ^= c == '"' && source.charAt(i - 1) != '\\';
      if (!text && depth == 0 && (c == ',' || c == ')')) {
        String argument = source.substring(begin, i).strip();
        if (!argument.isEmpty()) {
          arguments.add(argument);
        }
        begin = i + 1;
        if (c == ')') {
          return arguments;
        }
      } else if (!text) {
        depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
      }
    }
  }

  /** Kernels that are looked up by a module's kind or by a primitive: in tables, by whole names. */
  @Test
  void kernelsInTablesTakeAsManyArgumentsAsTheirCallers() throws IOException {
    Map<String, Arguments> kernels = kernels();
    Set<String> missing =
        new TreeSet<>(
            Set.of(
                "rnn_tanh_packed", "rnn_relu_packed", "gru_packed", "lstm_packed", "lstm_error"));
    Pattern named = Pattern.compile("\"(\\w+_packed|\\w+_cell_unrolled|lstm_error)\"");
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher names = named.matcher(Files.readString(file));
        while (names.find()) {
          String name = names.group(1);
          int expected =
              switch (name) {
                case "rnn_tanh_packed", "rnn_relu_packed", "gru_packed" -> 11;
                case "lstm_packed" -> 12;
                case "lstm_cell_unrolled" -> 7;
                case "lstm_error" -> 2;
                default -> 6; // another cell
              };
          if (!name.equals("pad_packed")) {
            assertEquals(new Arguments(expected, expected), kernels.get(name), file + ": " + name);
            missing.remove(name);
          }
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  /** LibTorch would take the last of them. */
  @Test
  void noKernelIsWrittenTwice() throws IOException {
    List<String> names = new ArrayList<>();
    for (String file : KernelFiles.KERNELS) {
      for (String line : Files.readAllLines(RESOURCES.resolve(file))) {
        Matcher kernel = KERNEL.matcher(line.strip());
        if (kernel.matches()) {
          names.add(kernel.group(1));
        }
      }
    }
    assertEquals(new TreeSet<>(names).size(), names.size());
  }
}
