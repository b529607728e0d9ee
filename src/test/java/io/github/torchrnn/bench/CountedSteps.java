package io.github.torchrnn.bench;

/** Steps that {@link NativeCallsTest} counts the native calls of, in a JVM of their own. */
final class CountedSteps {

  /** The first steps prepare what the later ones reuse. */
  private static final int TIMES = 3;

  private CountedSteps() {}

  public static void main(String[] args) throws Exception {
    HelloRnn helloRnn = new HelloRnn();
    HelloCell helloCell = new HelloCell();
    helloRnn.setUp();
    helloCell.setUp();
    SmallLayers layers = new SmallLayers();
    for (int i = 0; i < TIMES; i++) {
      helloRnnStep(helloRnn);
      helloRnnCompiled(helloRnn);
      helloCellStep(helloCell);
      helloCellCompiled(helloCell);
    }
    helloCell.tearDown();
    helloRnn.tearDown();
    for (String kind : new String[] {"RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"}) {
      layers.kind = kind;
      layers.setUp();
      for (int i = 0; i < TIMES; i++) {
        switch (kind) {
          case "RNN" -> forwardRnn(layers);
          case "LSTM" -> forwardLstm(layers);
          case "GRU" -> forwardGru(layers);
          case "RNNCell" -> forwardRnnCell(layers);
          case "LSTMCell" -> forwardLstmCell(layers);
          default -> forwardGruCell(layers);
        }
      }
      layers.tearDown();
    }
  }

  private static void helloRnnStep(HelloRnn work) {
    work.step();
  }

  private static void helloRnnCompiled(HelloRnn work) {
    work.compiled();
  }

  private static void helloCellStep(HelloCell work) {
    work.step();
  }

  private static void helloCellCompiled(HelloCell work) {
    work.compiled();
  }

  private static void forwardRnn(SmallLayers work) {
    work.forward();
  }

  private static void forwardLstm(SmallLayers work) {
    work.forward();
  }

  private static void forwardGru(SmallLayers work) {
    work.forward();
  }

  private static void forwardRnnCell(SmallLayers work) {
    work.forward();
  }

  private static void forwardLstmCell(SmallLayers work) {
    work.forward();
  }

  private static void forwardGruCell(SmallLayers work) {
    work.forward();
  }
}
