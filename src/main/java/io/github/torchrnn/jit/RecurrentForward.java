package io.github.torchrnn.jit;

import io.github.torchrnn.internal.RecurrentOptions;
import java.util.ArrayList;
import java.util.List;

/** A recurrent operator as one call of LibTorch's: where nothing is recorded, and in exports. */
final class RecurrentForward {

  private RecurrentForward() {}

  static void write(Emitter out, RecurrentStack stack) {
    Operation operation = stack.operation();
    if (stack.isPacked()) {
      out.line(
          "%s = self.%s(%s)"
              .formatted(
                  out.declared(operation.outputs()),
                  operation.name(),
                  out.texts(operation.arguments())));
      return;
    }
    RecurrentOptions o = operation.constant(3);
    boolean lstm = operation.name().equals("lstm");
    List<Object> arguments = new ArrayList<>();
    arguments.add(operation.value(0));
    arguments.add(lstm ? operation.values(1) : operation.values(1).get(0));
    arguments.add(operation.values(2));
    arguments.addAll(
        List.of(
            o.bias(),
            (long) o.layers(),
            o.dropout(),
            o.training(),
            o.bidirectional(),
            o.batchFirst()));
    out.line(
        "%s = torch.%s(%s)"
            .formatted(out.declared(operation.outputs()), operation.name(), out.texts(arguments)));
  }
}
