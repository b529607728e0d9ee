package io.github.torchrnn.io;

import io.github.torchrnn.internal.Shown;
import java.util.Set;

/**
 * A Python class or function that a pickle names and that is none of torch's for tensors: a name
 * alone, which stands for nothing that could run.
 *
 * @param name {@code mypkg.Net} for example
 */
record PythonName(String name) {

  /**
   * Modules that files of models have no use for, and programs that attack the reader have. Here
   * nothing of them would run; the file is refused so that its reader learns of it before Python
   * does.
   */
  private static final Set<String> REFUSED_MODULES =
      Set.of(
          "_pickle",
          "_posixsubprocess",
          "asyncio",
          "bdb",
          "builtins",
          "__builtin__",
          "code",
          "codeop",
          "commands",
          "cPickle",
          "cProfile",
          "ctypes",
          "ftplib",
          "http",
          "imp",
          "importlib",
          "io",
          "_io",
          "marshal",
          "multiprocessing",
          "nt",
          "operator",
          "os",
          "pdb",
          "pickle",
          "pip",
          "platform",
          "posix",
          "profile",
          "pty",
          "requests",
          "runpy",
          "shelve",
          "shutil",
          "signal",
          "smtplib",
          "socket",
          "ssl",
          "subprocess",
          "sys",
          "tempfile",
          "threading",
          "timeit",
          "trace",
          "urllib",
          "urllib2",
          "webbrowser");

  /** The classes of Python itself that are data. */
  private static final Set<String> BUILTIN_CLASSES =
      Set.of(
          "bool", "dict", "float", "int", "list", "long", "object", "range", "slice", "str",
          "tuple", "type", "unicode", "xrange");

  /** The name in a module. */
  static PythonName of(String module, String name) throws TorchFormatException {
    String root = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    boolean builtin = root.equals("builtins") || root.equals("__builtin__");
    boolean refused = builtin ? !BUILTIN_CLASSES.contains(name) : REFUSED_MODULES.contains(root);
    if (refused || module.isEmpty() || name.isEmpty() || module.startsWith("torch.hub")) {
      throw new TorchFormatException(
          "refers to " + Shown.name(module + "." + name) + ", which weight files may not contain");
    }
    return new PythonName(module + "." + name);
  }

  /** What {@code getattr} finds in it: again a name. */
  PythonName attribute(String attribute) {
    return new PythonName(name + "." + attribute);
  }
}
