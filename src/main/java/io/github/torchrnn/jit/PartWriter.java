package io.github.torchrnn.jit;

import io.github.torchrnn.jit.Partition.Packing;
import io.github.torchrnn.jit.ProgramWriter.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The TorchScript of a step in parts: {@code before(inputs)} draws for the whole batch, {@code
 * part(inputs, extras, bounds, k)} computes the results and gradients of the k-th part, and {@code
 * update(inputs, bounds, part, part, ...)} adds them in order and makes the optimizer's step.
 */
final class PartWriter {

  private static final String INTO = " = self.part_";

  private final Partition partition;
  private final Training training;
  private final boolean graph;

  private PartWriter(Partition partition, Training training, boolean graph) {
    this.partition = partition;
    this.training = training;
    this.graph = graph;
  }

  /**
   * The class of a step in parts, with {@code take} as that of {@link ProgramWriter#step}.
   *
   * @param threads the most parts
   */
  static ScriptClass step(Partition partition, Training training, boolean graph, int threads) {
    PartWriter writer = new PartWriter(partition, training, graph);
    ScriptClass made = new ScriptClass();
    ProgramWriter.declare(made, training);
    if (partition.draws()) {
      made.method("before(self, inputs: List[Tensor]) -> List[Tensor]", writer.before());
    }
    made.method(
        "part(self, inputs: List[Tensor], extras: List[Tensor], bounds: List[int], k: int) -> List[Tensor]",
        ProgramWriter.FIRST_CALL + "\n" + writer.part());
    String parts =
        IntStream.range(0, threads)
            .mapToObj(", part%s: List[Tensor]"::formatted)
            .collect(Collectors.joining());
    made.method(
        "update(self, inputs: List[Tensor], bounds: List[int]%s) -> List[Tensor]".formatted(parts),
        ProgramWriter.FIRST_CALL + "\n" + writer.update(threads));
    return made;
  }

  private String before() {
    ProgramWriter writer = new ProgramWriter(partition.whole(), Place.HERE);
    writer.begin(writer.params(training));
    partition.whole().operations().forEach(writer.out()::write);
    writer.out().line("return " + writer.out().text(partition.whole().outputs()));
    return writer.out().toString();
  }

  private String part() {
    Program program = partition.part();
    ProgramWriter writer = new ProgramWriter(program, graph ? Place.IN_GRAPH : Place.HERE);
    Emitter out = writer.out();
    int given = partition.whole().inputs().size();
    int end = given + partition.whole().outputs().size();
    writer.unpackInputs(program.inputs().subList(0, given), "inputs");
    writer.bind(writer.params(training));
    if (partition.draws()) {
      writer.unpackInputs(program.inputs().subList(given, end), "extras");
    } else {
      partition.whole().operations().forEach(out::write); // each part for itself: it is little
    }
    cut(out, program.inputs().subList(0, end));
    writer.forwardAndBackward(training, graph);
    List<String> results = new ArrayList<>();
    program.outputs().forEach(output -> results.add(ProgramWriter.result(out.name(output), graph)));
    out.line("return [%s] + self.kept(grads)".formatted(String.join(", ", results)));
    return out.toString();
  }

  private void cut(Emitter out, List<Value> inputs) {
    List<Packing> packings = partition.packings();
    out.line("start, end, batch = bounds[k], bounds[k + 1], bounds[-1]");
    out.line("share0 = float(end - start) / float(batch)");
    if (!packings.isEmpty()) {
      out.line("of" + INTO + "of(bounds, %s)".formatted(sorted(out, packings.get(0))));
      out.line("members" + INTO + "members(of, k)");
    }
    out.name(partition.shares().get(0), "share0");
    for (int i = 0; i < packings.size(); i++) {
      cut(out, packings.get(i), i);
    }
    List<String> cuts = inputs.stream().map(input -> cut(out, input)).toList();
    for (int i = 0; i < cuts.size(); i++) {
      if (partition.rows().of(inputs.get(i)) != null) {
        out.name(inputs.get(i), out.assign("c", cuts.get(i)));
      }
    }
    for (Packing packing : packings) {
      List<Value> all = partition.part().inputs();
      int number = packings.indexOf(packing);
      out.name(all.get(packing.sizes()), "sizes_of%s".formatted(number));
      if (packing.isSorted()) {
        out.name(all.get(packing.sorted()), "order_of%s".formatted(number));
        out.name(all.get(packing.sorted() + 1), "back_of%s".formatted(number));
      }
    }
  }

  private void cut(Emitter out, Packing packing, int number) {
    List<Value> inputs = partition.part().inputs();
    String sizes = out.name(inputs.get(packing.sizes()));
    String sorted = sorted(out, packing);
    out.line("sorted_of%s".formatted(number) + INTO + "sorted(of, %s)".formatted(sorted));
    out.line(
        "rows_of%s".formatted(number) + INTO + "rows(sorted_of%s, %s, k)".formatted(number, sizes));
    out.line(
        "sizes_of%s".formatted(number)
            + INTO
            + "batch_sizes(sorted_of%s, %s, k)".formatted(number, sizes));
    if (packing.isSorted()) {
      out.line("order_of%s".formatted(number) + INTO + "order(of, %s, k)".formatted(sorted));
      out.line("back_of%s".formatted(number) + INTO + "inverse(order_of%s)".formatted(number));
    }
    out.line(
        "share%s = float(rows_of%s.size(0)) / float(%s.size(0))"
            .formatted(number + 1, number, out.name(inputs.get(packing.data()))));
    out.name(partition.shares().get(number + 1), "share%s".formatted(number + 1));
  }

  private String sorted(Emitter out, Packing packing) {
    return packing.isSorted() ? out.name(partition.part().inputs().get(packing.sorted())) : "None";
  }

  /** The expression of what a part has of an input. */
  private String cut(Emitter out, Value input) {
    Rows rows = partition.rows().of(input);
    if (rows == null) {
      return "";
    }
    String x = out.name(input);
    if (rows.packing() >= 0) {
      int number = rows.packing();
      Packing packing = partition.packings().get(number);
      String data = out.name(partition.part().inputs().get(packing.data()));
      return "self.part_pick(%s, %s, torch.size(%s, 0), rows_of%s)"
          .formatted(x, rows.axis(), data, number);
    }
    boolean isPacked = !partition.packings().isEmpty();
    String which = isPacked ? "members" : "start, end";
    String how = isPacked ? "pick" : "slice";
    return rows.isPlain()
        ? "self.part_%s(%s, %s, batch, %s)".formatted(how, x, rows.axis(), which)
        : "self.part_%s_merged(%s, %s, batch, %s, %s)"
            .formatted(how, x, rows.axis(), which, rows.outer() > 1 ? "True" : "False");
  }

  private String update(int threads) {
    ProgramWriter writer = new ProgramWriter(partition.whole(), Place.HERE);
    Emitter out = writer.out();
    writer.unpackInputs(partition.whole().inputs(), "inputs");
    String all =
        IntStream.range(0, threads).mapToObj("part%s"::formatted).collect(Collectors.joining(", "));
    out.line("parts" + INTO + "lists([%s])".formatted(all));
    List<Value> outputs = partition.part().outputs();
    out.line(
        "grads"
            + INTO
            + "gradients(parts, %s, %s)"
                .formatted(outputs.size(), ProgramWriter.allParams(training)));
    List<String> results = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) { // what is refused here is refused before the step
      results.add(out.assign("y", joined(out, outputs.get(i), i)));
    }
    training.clip().write(out);
    ProgramWriter.update(out, training);
    if (training.clip() instanceof Clip.Norm) {
      results.add("norm");
    }
    out.line(
        "return [%s]%s"
            .formatted(
                String.join(", ", results),
                training.keepsGradients() ? " + self.kept(grads)" : ""));
    return out.toString();
  }

  private String joined(Emitter out, Value output, int number) {
    Rows rows = partition.rows().of(output);
    String parts = "self.part_results(parts, %s)".formatted(number);
    if (rows == null) {
      return "parts[0][%s]".formatted(number);
    } else if (rows.isPartial()) {
      return "self.part_sum(%s)".formatted(parts);
    }
    List<Packing> packings = partition.packings();
    if (packings.isEmpty()) {
      return rows.outer() == 1
          ? "torch.cat(%s, %s)".formatted(parts, rows.axis())
          : "self.part_join_outer(%s, %s, bounds)".formatted(parts, rows.axis());
    }
    String of =
        out.shared("of", "self.part_of(bounds, %s)".formatted(sorted(out, packings.get(0))));
    if (rows.packing() >= 0) {
      Packing packing = packings.get(rows.packing());
      String sizes = out.name(partition.part().inputs().get(packing.sizes()));
      of =
          out.shared(
              "of",
              "torch.index_select(self.part_sorted(%s, %s), 0, self.part_sequences(%s))"
                  .formatted(of, sorted(out, packing), sizes));
    }
    return "self.part_join_packed(%s, %s, %s)".formatted(parts, rows.axis(), of);
  }
}
