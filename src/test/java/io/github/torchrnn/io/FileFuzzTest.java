package io.github.torchrnn.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.torchrnn.ChildJvm;
import org.junit.jupiter.api.Test;

class FileFuzzTest {

  @Test
  void twentyThousandMutatedFilesAreLoadedOrRefusedInOneLine() throws Exception {
    assertEquals(
        new ChildJvm.Result(0, "files 20000, faults 0\n"),
        new ChildJvm().option("-Xmx512m").run(FileFuzz.class, "20000", "1"));
  }
}
