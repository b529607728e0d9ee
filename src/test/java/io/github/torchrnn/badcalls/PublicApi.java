package io.github.torchrnn.badcalls;

import io.github.torchrnn.Torch;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The types that a user of the library sees, and what can be called of them. */
final class PublicApi {

  private static final String ROOT = Torch.class.getPackageName();

  /** Methods that would end the harness itself, or that DJL calls. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "enableGrad",
          "noGrad",
          "setGradEnabled",
          "scope",
          "setNumThreads",
          "loadParameters",
          "saveParameters",
          "initialize",
          "logDir");

  /** Doors between packages, public for Java and hidden in the Javadoc. */
  private static final Set<String> HIDDEN =
      Set.of("InternalModules", "InternalOptimizers", "InternalPrograms", "StepKernel");

  /** Types whose constructors make folders where a text says. */
  private static final Set<String> NOT_CONSTRUCTED = Set.of("SummaryWriter");

  private PublicApi() {}

  /** The public types of all packages but {@code internal}, nested ones too, in order of name. */
  static List<Class<?>> types() throws IOException, URISyntaxException {
    Path classes = Path.of(Torch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes.resolve(ROOT.replace('.', '/')))) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("internal"))
          .map(name -> name.replaceAll("\\.class$", "").replaceAll("[/\\\\]", "."))
          .<Class<?>>map(PublicApi::load)
          .filter(PublicApi::isPublic)
          .filter(type -> !HIDDEN.contains(type.getName().replaceAll(".*\\.|\\$.*", "")))
          .sorted(Comparator.comparing(Class::getName))
          .toList();
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApi.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
  }

  /** The public constructors and methods of a type, in the order of no one JDK. */
  static List<Executable> callables(Class<?> type) {
    List<Executable> callables = new ArrayList<>();
    if (!Modifier.isAbstract(type.getModifiers())
        && !NOT_CONSTRUCTED.contains(type.getSimpleName())) {
      callables.addAll(List.of(type.getConstructors()));
    }
    for (Method method : type.getMethods()) {
      boolean ours = method.getDeclaringClass().getName().startsWith(ROOT);
      if (ours && !method.isBridge() && !LEFT_OUT.contains(method.getName())) {
        callables.add(method);
      }
    }
    callables.sort(Comparator.comparing(Executable::toString));
    return callables;
  }

  /** Whether a call needs an object. */
  static boolean needsSubject(Executable callable) {
    return !(callable instanceof Constructor) && !Modifier.isStatic(callable.getModifiers());
  }
}
