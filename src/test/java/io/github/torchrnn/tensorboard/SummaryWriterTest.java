package io.github.torchrnn.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import io.github.torchrnn.Scope;
import io.github.torchrnn.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.framework.DataType;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.framework.Summary;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/** TensorFlow's own definitions of events read what is written. */
class SummaryWriterTest {

  @TempDir private Path folder;
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Torch.scope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  /** The events of the files of a folder, in the order of the files' names. */
  private static List<Event> events(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(file));
        records.order(ByteOrder.LITTLE_ENDIAN);
        while (records.hasRemaining()) {
          byte[] length = checked(records, Long.BYTES);
          long bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
          events.add(Event.parseFrom(checked(records, (int) bytes)));
        }
      }
    }
    return events;
  }

  /** Bytes and their masked checksum, as TensorFlow's record_writer.cc defines it. */
  private static byte[] checked(ByteBuffer records, int count) {
    byte[] bytes = new byte[count];
    records.get(bytes);
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    int crc = (int) checksum.getValue();
    assertEquals((crc >>> 15 | crc << 17) + 0xa282ead8, records.getInt());
    return bytes;
  }

  private List<Event> summaries() throws IOException {
    return events(folder).stream().filter(Event::hasSummary).toList();
  }

  private Summary.Value only() throws IOException {
    List<Event> summaries = summaries();
    assertEquals(1, summaries.size());
    assertEquals(1, summaries.get(0).getSummary().getValueCount());
    return summaries.get(0).getSummary().getValue(0);
  }

  @Test
  void aFileBeginsWithItsVersionAndHasTensorBoardsName() throws IOException {
    double before = System.currentTimeMillis() / 1000.0;
    new SummaryWriter(folder).close();
    List<Event> events = events(folder);
    assertEquals(1, events.size());
    assertEquals("brain.Event:2", events.get(0).getFileVersion());
    assertTrue(events.get(0).getWallTime() >= before);
    try (Stream<Path> files = Files.list(folder)) {
      String name = files.findFirst().orElseThrow().getFileName().toString();
      String end = "." + LogDir.host() + "." + ProcessHandle.current().pid();
      assertTrue(name.matches("events\\.out\\.tfevents\\.\\d{10}\\..*\\.\\d+"), name);
      assertTrue(name.contains(end), name);
    }
  }

  @Test
  void scalarsHaveTheirStepsAndNumbers() throws IOException {
    double[] values = {0.25, 0, -1e30, Double.NaN, 0.1};
    long[] steps = {0, 1, 300, 1L << 40, -1};
    try (SummaryWriter writer = new SummaryWriter(folder.toString())) {
      for (int i = 0; i < values.length; i++) {
        writer.addScalar("loss/träin", values[i], steps[i]);
      }
      writer.addScalar("of array", Torch.tensor(new double[][] {{1.5}}));
    }
    List<Event> summaries = summaries();
    for (int i = 0; i < values.length; i++) {
      Summary.Value value = summaries.get(i).getSummary().getValue(0);
      assertEquals("loss/träin", value.getTag());
      assertEquals(Summary.Value.ValueCase.SIMPLE_VALUE, value.getValueCase());
      assertEquals((float) values[i], value.getSimpleValue());
      assertEquals(steps[i], summaries.get(i).getStep());
    }
    Summary.Value last = summaries.get(values.length).getSummary().getValue(0);
    assertEquals(1.5f, last.getSimpleValue());
    assertEquals(0, summaries.get(values.length).getStep());
  }

  @Test
  void curvesOfOneChartAreRunsOfTheirOwn() throws IOException {
    Map<String, Object> curves = new LinkedHashMap<>();
    curves.put("train", 1);
    curves.put("test", Torch.tensor(0.5));
    try (SummaryWriter writer = new SummaryWriter(folder)) {
      writer.addScalars("loss/epoch", curves, 7);
    }
    for (String run : new String[] {"train", "test"}) {
      List<Event> events = events(folder.resolve("loss_epoch_" + run));
      assertEquals(2, events.size());
      assertEquals(7, events.get(1).getStep());
      Summary.Value value = events.get(1).getSummary().getValue(0);
      assertEquals("loss/epoch", value.getTag());
      assertEquals(run.equals("train") ? 1f : 0.5f, value.getSimpleValue());
    }
  }

  /** {@code make_histogram} of torch 2.13, with its default bins. */
  @Test
  void histogramsHaveTorchsBins() throws IOException {
    try (SummaryWriter writer = new SummaryWriter(folder)) {
      writer.addHistogram("weights", Torch.tensor(1.0, 1.05, 1.3), 2);
    }
    HistogramProto histogram = only().getHisto();
    assertEquals(1.0, histogram.getMin());
    assertEquals(1.2999999523162842, histogram.getMax());
    assertEquals(3.0, histogram.getNum());
    assertEquals(3.3499999046325684, histogram.getSum(), 1e-14);
    assertEquals(3.7924997758865413, histogram.getSumSquares(), 1e-14);
    assertArrayEquals(
        new double[] {
          0.917246389039776,
          1.0089710279437536,
          1.109868130738129,
          1.220854943811942,
          1.3429404381931362
        },
        numbers(histogram.getBucketLimitList()));
    assertArrayEquals(new double[] {0, 1, 1, 0, 1}, numbers(histogram.getBucketList()));
  }

  @Test
  void histogramsTakeBinsOfOnesOwn() throws IOException {
    double[] bins = {0, 1, 2, 3, 4, 5};
    try (SummaryWriter writer = new SummaryWriter(folder)) {
      writer.addHistogram("a", Torch.tensor(0, 0.5, 1, 1, 2, 3), 0, bins);
      writer.addHistogram("b", Torch.tensor(2L, 2L, 9L), 0, bins);
      writer.addHistogram("c", Torch.tensor(5.0), 0, new double[] {0, 1});
    }
    List<HistogramProto> histograms =
        summaries().stream().map(event -> event.getSummary().getValue(0).getHisto()).toList();
    assertArrayEquals(
        new double[] {0, 1, 2, 3, 4}, numbers(histograms.get(0).getBucketLimitList()));
    assertArrayEquals(new double[] {0, 2, 2, 1, 1}, numbers(histograms.get(0).getBucketList()));
    assertArrayEquals(new double[] {2, 3}, numbers(histograms.get(1).getBucketLimitList()));
    assertArrayEquals(new double[] {0, 2}, numbers(histograms.get(1).getBucketList()));
    assertArrayEquals(new double[] {1}, numbers(histograms.get(2).getBucketLimitList()));
    assertArrayEquals(new double[] {0}, numbers(histograms.get(2).getBucketList()));
  }

  private static double[] numbers(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void textsAreTensorsOfStrings() throws IOException {
    try (SummaryWriter writer = new SummaryWriter(folder)) {
      writer.addText("notes", "größe | *x*", 3);
    }
    Summary.Value value = only();
    assertEquals("notes/text_summary", value.getTag());
    assertEquals("text", value.getMetadata().getPluginData().getPluginName());
    assertEquals(DataType.DT_STRING, value.getTensor().getDtype());
    assertEquals("größe | *x*", value.getTensor().getStringVal(0).toStringUtf8());
    assertEquals(1, value.getTensor().getTensorShape().getDimCount());
    assertEquals(1, value.getTensor().getTensorShape().getDim(0).getSize());
  }

  @Test
  void eventsAreThereAfterAFlushOrWhenTheQueueIsFull() throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder().logDir("" + folder).maxQueue(3).build()) {
      writer.addScalar("x", 1.0);
      writer.addScalar("x", 2.0);
      assertEquals(0, summaries().size());
      writer.flush();
      assertEquals(2, summaries().size());
      for (int i = 0; i < 3; i++) {
        writer.addScalar("x", i, i);
      }
      assertEquals(5, summaries().size());
    }
  }

  @Test
  void aClosedWriterBeginsANewFile() throws IOException {
    SummaryWriter writer =
        SummaryWriter.builder().logDir("" + folder).filenameSuffix(".a").purgeStep(5).build();
    writer.close();
    writer.close();
    writer.addScalar("x", 1.0, 6);
    writer.close();
    List<Event> events = events(folder);
    assertEquals(5, events.size());
    assertEquals(5, events.get(1).getStep());
    assertEquals(SessionLog.SessionStatus.START, events.get(2).getSessionLog().getStatus());
    assertEquals(5, events.get(2).getStep());
    assertEquals("brain.Event:2", events.get(3).getFileVersion());
    assertEquals(6, events.get(4).getStep());
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.allMatch(file -> file.toString().endsWith(".a")));
    }
  }

  @Test
  void aRunWithoutAFolderIsNamedByItsStart() {
    Path run = LogDir.of(LocalDateTime.of(2026, 5, 4, 22, 14, 54), "LR_0.1");
    assertEquals("runs/May04_22-14-54_" + LogDir.host() + "LR_0.1", run.toString());
    assertFalse(LogDir.host().isEmpty());
  }

  @Test
  void refusesWhatTorchRefuses() throws IOException {
    try (SummaryWriter writer = new SummaryWriter(folder)) {
      NDArray two = Torch.ones(1, 2, 1);
      refuses(
          "Tensor should contain one element (0 dimensions).             Was given size: 2 and 1"
              + " dimensions.",
          () -> writer.addScalar("x", two));
      refuses("The input has no element.", () -> writer.addHistogram("x", Torch.ones(0)));
      refuses(
          "The histogram is empty, please file a bug report.",
          () -> writer.addHistogram("x", Torch.tensor(Double.NaN)));
      refuses(
          "`bins` must increase monotonically, when an array",
          () -> writer.addHistogram("x", two, 0, new double[] {1, 0}));
      refuses(
          "Got String, but numpy array or torch tensor are expected.",
          () -> writer.addScalars("x", Map.of("a", "b")));
      assertEquals(folder, writer.logDir());
    }
    assertEquals(0, summaries().size());
  }

  private static void refuses(String message, org.junit.jupiter.api.function.Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
