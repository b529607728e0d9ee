package io.github.torchrnn.bench;

/**
 * One line of the table: what this library's time is compared with, and how it is to compare.
 *
 * @param work what is done, in words
 * @param java the benchmark of this library
 * @param python Python's, by its name in {@code bench_works.py}, or null
 * @param other another of Java's that the ratio is to, where it is not to Python's, or null
 * @param goal the most that the ratio is to be
 * @param peers the benchmarks of raw DJL, of DJL's Trainer and of JavaCPP, or null for each
 */
record Row(String work, String java, String python, String other, double goal, Peers peers) {

  /** The same work with other libraries of Java, each null where there is none. */
  record Peers(String rawDjl, String djlTrainer, String javaCpp) {
    static final Peers NONE = new Peers(null, null, null);
  }

  static Row toPython(String work, String java, String python, double goal) {
    return new Row(work, java, python, null, goal, Peers.NONE);
  }

  static Row toJava(String work, String java, String other, double goal) {
    return new Row(work, java, null, other, goal, Peers.NONE);
  }

  /** Compared with nothing; the goal is in microseconds. */
  static Row alone(String work, String java, double goal) {
    return new Row(work, java, null, null, goal, Peers.NONE);
  }

  Row with(String rawDjl, String djlTrainer, String javaCpp) {
    return new Row(work, java, python, other, goal, new Peers(rawDjl, djlTrainer, javaCpp));
  }
}
