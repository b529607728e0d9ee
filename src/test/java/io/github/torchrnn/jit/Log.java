package io.github.torchrnn.jit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLogger;

/** What the package warns of, which the build's log level hides. */
final class Log {

  private static final int WARN = 30;

  private Log() {}

  /** The warnings of some work, without the thread, the level and the logger. */
  static List<String> of(Runnable work) throws ReflectiveOperationException {
    return of(Programs.class, work);
  }

  /** The warnings of a class. */
  static List<String> of(Class<?> source, Runnable work) throws ReflectiveOperationException {
    SimpleLogger logger = (SimpleLogger) LoggerFactory.getLogger(source);
    Field level = SimpleLogger.class.getDeclaredField("currentLogLevel");
    level.setAccessible(true);
    Object before = level.get(logger);
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      level.set(logger, WARN);
      System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      work.run();
    } finally {
      level.set(logger, before);
      System.setErr(err);
    }
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.substring(line.indexOf(" - ") + 3))
        .toList();
  }
}
