package io.github.torchrnn.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The places of a graph's nodes, as Sugiyama's method finds them: each node in a layer below those
 * that it takes from, points where an edge passes a layer, an order in each layer that crosses few
 * edges, and places as near to the neighbours' as the widths allow. Lengths are in pixels.
 */
final class GraphLayout {

  private static final int SWEEPS = 40;

  /** A node, or a point of an edge on its way through a layer. */
  private static final class Spot {
    private final double width;
    private final int layer;
    private final List<Spot> above = new ArrayList<>();
    private final List<Spot> below = new ArrayList<>();
    private double x;

    private Spot(double width, int layer) {
      this.width = width;
      this.layer = layer;
    }

    private double middle(boolean ofAbove) {
      return middle((ofAbove ? above : below).stream());
    }

    private double middle(Stream<Spot> others) {
      return others.mapToDouble(spot -> spot.x).average().orElse(x);
    }

    private double wanted(boolean ofAbove, boolean ofAll) {
      return ofAll ? middle(Stream.concat(above.stream(), below.stream())) : middle(ofAbove);
    }
  }

  private final List<List<Integer>> inputs;
  private final double gap;
  private final int[] layers;
  private final List<Spot> spots = new ArrayList<>();
  private final List<List<Spot>> rows = new ArrayList<>();

  /** The points of the edge to each node from each of its inputs, both ends included. */
  private final List<List<List<Spot>>> edges = new ArrayList<>();

  /**
   * A layout.
   *
   * @param inputs the nodes that each takes from, all of which come before it
   * @param isOperation whether a node computes
   * @param gap between two nodes of a layer
   */
  GraphLayout(List<List<Integer>> inputs, boolean[] isOperation, double[] widths, double gap) {
    this.inputs = inputs;
    this.gap = gap;
    layers = layers(isOperation);
    int count = Arrays.stream(layers).max().orElse(0) + 1;
    IntStream.range(0, count).forEach(layer -> rows.add(new ArrayList<>()));
    for (int node = 0; node < widths.length; node++) {
      spots.add(added(widths[node], layers[node]));
    }
    for (int node = 0; node < widths.length; node++) {
      List<List<Spot>> ways = new ArrayList<>();
      for (int input : inputs.get(node)) {
        ways.add(way(spots.get(input), spots.get(node)));
      }
      edges.add(ways);
    }
    place();
  }

  /**
   * As early as can be, but for what only reads arguments: an element of a sequence stands above
   * the cell that takes it.
   */
  private int[] layers(boolean[] isOperation) {
    int count = inputs.size();
    int[] layer = new int[count];
    boolean[] given = new boolean[count];
    for (int node = 0; node < count; node++) {
      boolean reads = true;
      for (int input : inputs.get(node)) {
        layer[node] = Math.max(layer[node], layer[input] + 1);
        reads &= given[input] && !isOperation[input];
      }
      given[node] = reads;
    }
    int[] latest = new int[count];
    Arrays.fill(latest, Integer.MAX_VALUE);
    for (int node = count - 1; node >= 0; node--) {
      if (given[node] && latest[node] < Integer.MAX_VALUE) {
        layer[node] = latest[node];
      }
      for (int input : inputs.get(node)) {
        latest[input] = Math.min(latest[input], layer[node] - 1);
      }
    }
    int first = Arrays.stream(layer).min().orElse(0);
    return Arrays.stream(layer).map(it -> it - first).toArray();
  }

  private Spot added(double width, int layer) {
    Spot spot = new Spot(width, layer);
    rows.get(layer).add(spot);
    return spot;
  }

  private List<Spot> way(Spot from, Spot to) {
    List<Spot> way = new ArrayList<>(List.of(from));
    for (int layer = from.layer + 1; layer < to.layer; layer++) {
      way.add(added(0, layer));
    }
    way.add(to);
    for (int i = 1; i < way.size(); i++) {
      way.get(i - 1).below.add(way.get(i));
      way.get(i).above.add(way.get(i - 1));
    }
    return way;
  }

  private void place() {
    rows.forEach(row -> settle(row, new double[row.size()]));
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      boolean ordered = sweep >= SWEEPS / 2;
      for (int i = 0; i < rows.size(); i++) {
        List<Spot> row = rows.get(down ? i : rows.size() - 1 - i);
        if (!ordered) {
          row.sort(Comparator.comparingDouble(spot -> spot.middle(down)));
        }
        settle(row, row.stream().mapToDouble(spot -> spot.wanted(down, ordered)).toArray());
      }
    }
    double left = spots.stream().mapToDouble(spot -> spot.x - spot.width / 2).min().orElse(0);
    rows.forEach(row -> row.forEach(spot -> spot.x -= left));
  }

  /**
   * Gives a layer places as near to the wanted ones as its order and widths allow, by least
   * squares: where two would touch, they move as one, to where their means want to be.
   */
  private void settle(List<Spot> row, double[] wanted) {
    double[] offsets = new double[row.size()];
    List<double[]> blocks = new ArrayList<>(); // sum of what its spots want, and their number
    for (int i = 0; i < row.size(); i++) {
      if (i > 0) {
        double widths = row.get(i - 1).width + row.get(i).width;
        offsets[i] = offsets[i - 1] + widths / 2 + gap;
      }
      double[] block = {wanted[i] - offsets[i], 1};
      while (!blocks.isEmpty() && mean(blocks.get(blocks.size() - 1)) > mean(block)) {
        double[] before = blocks.remove(blocks.size() - 1);
        block[0] += before[0];
        block[1] += before[1];
      }
      blocks.add(block);
    }
    int next = 0;
    for (double[] block : blocks) {
      for (int end = next + (int) block[1]; next < end; next++) {
        row.get(next).x = mean(block) + offsets[next];
      }
    }
  }

  private static double mean(double[] block) {
    return block[0] / block[1];
  }

  /** The middle of a node. */
  double x(int node) {
    return spots.get(node).x;
  }

  int layer(int node) {
    return layers[node];
  }

  int layers() {
    return rows.size();
  }

  /** From the left of the first node to the right of the last one. */
  double width() {
    return rows.stream()
        .flatMap(List::stream)
        .mapToDouble(spot -> spot.x + spot.width / 2)
        .max()
        .orElse(0);
  }

  /** Where an edge passes the layers between a node and one of its inputs, from above. */
  double[] bends(int node, int input) {
    List<Spot> way = edges.get(node).get(input);
    return way.subList(1, way.size() - 1).stream().mapToDouble(spot -> spot.x).toArray();
  }
}
