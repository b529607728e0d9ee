package io.github.torchrnn.badcalls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.ChildJvm;
import io.github.torchrnn.ChildJvm.Result;
import org.junit.jupiter.api.Test;

/** No call of the public API ends the JVM, or fails with native text. */
class BadCallsTest {

  @Test
  void twentyThousandBadCallsAreRefusedInJava() throws Exception {
    Result result =
        new ChildJvm()
            .option("-Xmx512m")
            .option("-Dorg.slf4j.simpleLogger.defaultLogLevel=off")
            .run(BadCalls.class, "1", "20000");
    System.out.print(result.output());
    assertEquals(0, result.code(), result.output());
    assertTrue(result.output().contains("calls 20000, "), result.output());
    assertTrue(result.output().endsWith("faults 0, crashes 0\n"), result.output());
  }
}
