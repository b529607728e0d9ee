package io.github.torchrnn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The lines of the table, and what each ratio is to be. */
final class Rows {

  private static final List<String> LAYERS = List.of("RNN", "LSTM", "GRU");
  private static final List<String> CELLS = List.of("RNNCell", "LSTMCell", "GRUCell");

  /** What two threads are to gain over one, of two. */
  private static final double IN_PARALLEL = 1 / 1.9;

  /** What two threads may lose on one. */
  private static final double NO_SLOWER = 1.03;

  /** What the README shows: faster, as fast and slower than Python. */
  static final Set<String> BRIEF =
      Set.of(
          "training step of hello-rnn",
          "compiled: hello-rnn",
          "forward: LSTMCell (1, 4) -> 2",
          "forward, backward: LSTM (35, 32, 64) -> 128",
          "process start to first output");

  private Rows() {}

  static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    training(rows);
    layers(rows);
    for (int tensors : new int[] {4, 40}) {
      rows.add(
          same("step of Adam, %d tensors".formatted(tensors), "AdamStep.step:" + tensors, 0.25));
      rows.add(
          same(
              "step of fused Adam, %d tensors".formatted(tensors),
              "AdamStep.fused:" + tensors,
              0.6));
    }
    rows.add(same("packed: 64 sequences of 1 to 100, RNN", "PackedSequences.forward", 1.0));
    String two = "SharedModule.twoThreads";
    rows.add(same("inference in 2 threads, one RNN", two, IN_PARALLEL));
    rows.add(
        Row.toJava(
            "inference in 2 threads, to 1 thread", two, "SharedModule.oneThread", IN_PARALLEL));
    wholes(rows);
    rows.add(same("process start to first output", StartUp.START, 0.5));
    rows.add(same("peak memory of that, MB", StartUp.MEMORY, 0.75));
    return rows;
  }

  private static void wholes(List<Row> rows) {
    rows.add(Row.alone("until the third step: hello-rnn", ThirdStep.HELLO_RNN, 100_000));
    rows.add(Row.alone("until the third step: RNNCell, 1,000 times", ThirdStep.CELL_LOOP, 400_000));
    rows.add(same("whole program: names --compiled", "WholePrograms.names", 0.65));
    rows.add(same("whole program: generate --compiled, 3 epochs", "WholePrograms.generate", 0.75));
    rows.add(same("whole program: forecast --compiled", "WholePrograms.forecast", 0.45));
    String epochs = " --compiled, 20,000 epochs";
    rows.add(same("whole program: hello-rnn" + epochs, "WholePrograms.hello-rnn", 0.22));
    rows.add(same("whole program: hello-cell" + epochs, "WholePrograms.hello-cell", 0.2));
  }

  private static void training(List<Row> rows) {
    rows.add(
        same("training step of hello-rnn", "HelloRnn.step", 0.6)
            .with("RawDjl.step", "DjlTrainer.step", "JavaCpp.step"));
    rows.add(
        Row.toJava(
            "training step of hello-rnn, to JavaCPP", "HelloRnn.step", "JavaCpp.step", 1.15));
    rows.add(
        same("training step of hello-cell", "HelloCell.step", 0.6)
            .with(null, null, "JavaCpp.cellStep"));
    rows.add(
        Row.toJava(
            "training step of hello-cell, to JavaCPP", "HelloCell.step", "JavaCpp.cellStep", 1.15));
    rows.add(Row.toPython("compiled: hello-rnn", "HelloRnn.compiled", "HelloRnn.step", 0.14));
    rows.add(Row.toPython("compiled: hello-cell", "HelloCell.compiled", "HelloCell.step", 0.12));
    rows.add(compiled("GRU (5, 1, 4) -> 4", "GRU-5x1x4x4", 0.2));
    rows.add(compiled("LSTM (5, 1, 4) -> 4", "LSTM-5x1x4x4", 0.2));
    rows.add(compiled("RNN (35, 32, 64) -> 128", "RNN-35x32x64x128", 0.5));
    rows.add(compiled("GRU (35, 32, 64) -> 128", "GRU-35x32x64x128", 0.7));
    rows.add(compiled("LSTM (35, 32, 64) -> 128", "LSTM-35x32x64x128", 0.8));
    rows.add(compiled("RNN (100, 64, 128) -> 256", "RNN-100x64x128x256", 0.75));
    rows.add(compiled("GRU (100, 64, 128) -> 256", "GRU-100x64x128x256", 0.85));
    rows.add(compiled("LSTM (100, 64, 128) -> 256", "LSTM-100x64x128x256", 1));
    rows.add(
        Row.toPython(
            "compiled: GRU, 64 packed sequences of 1 to 100",
            "PackedTraining.compiled",
            "PackedTraining.step",
            0.7));
    rows.add(
        Row.toPython(
            "compiled: LSTMCell with attention, 10 steps",
            "AttentionDecoder.compiled",
            "AttentionDecoder.step",
            0.3));
    shared(rows, "names", 0.6);
    shared(rows, "generate", 0.6);
    shared(rows, "LSTM512x64", 0.55);
    for (String size : List.of("64x4", "32x16", "64x8", "128x4", "512x4")) {
      shared(rows, "LSTM" + size, NO_SLOWER);
    }
    for (int length : new int[] {23, 191}) {
      rows.add(
          Row.toJava(
              "compiled: a cell of one's own, %d steps, to single calls".formatted(length),
              "GatedCell.compiled:" + length,
              "GatedCell.step:" + length,
              0.4));
    }
    for (String kind : List.of("LSTMCell", "GRUCell", "GRU")) {
      rows.add(
          Row.toPython(
              "compiled forward: " + kind + " " + size(kind),
              "CompiledLayers.forward:" + kind,
              "SmallLayers.forward:" + kind,
              0.6));
    }
  }

  /** A step on two threads, to the same on one. */
  private static void shared(List<Row> rows, String kind, double goal) {
    String work = "compiled: %s, two threads to one".formatted(kind);
    String name = "SharedSteps.step:" + kind;
    rows.add(Row.toJava(work, name + "-2", name + "-1", goal));
  }

  private static Row compiled(String layer, String name, double goal) {
    return Row.toPython(
        "compiled: " + layer, "LayerTraining.compiled:" + name, "LayerTraining.step:" + name, goal);
  }

  private static void layers(List<Row> rows) {
    List<String> small = new ArrayList<>(LAYERS);
    small.addAll(CELLS);
    for (String kind : small) {
      Row forward = same("forward: " + kind + " " + size(kind), "SmallLayers.forward:" + kind, 0.6);
      rows.add(kind.equals("RNN") ? forward.with(null, null, "JavaCpp.forward") : forward);
    }
    for (String kind : small) {
      String work = "forward, backward: " + kind + " " + size(kind);
      Row both = same(work, "SmallLayers.forwardBackward:" + kind, 0.8);
      rows.add(kind.equals("RNN") ? both.with(null, null, "JavaCpp.forwardBackward") : both);
    }
    for (String kind : LAYERS) {
      String layer = kind + " (35, 32, 64) -> 128";
      rows.add(same("forward: " + layer, "LargeLayers.forward:" + kind, 1.02));
      rows.add(same("forward, backward: " + layer, "LargeLayers.forwardBackward:" + kind, 1.02));
    }
  }

  private static String size(String kind) {
    return CELLS.contains(kind) ? "(1, 4) -> 2" : "(3, 1, 4) -> 2";
  }

  /** A work of one name in both languages. */
  private static Row same(String work, String name, double goal) {
    return Row.toPython(work, name, name, goal);
  }
}
