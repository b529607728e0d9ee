package io.github.torchrnn.jit;

import io.github.torchrnn.jit.Emitter.Scope;
import io.github.torchrnn.jit.Loop.Carried;
import io.github.torchrnn.jit.Loop.Kind;
import io.github.torchrnn.jit.Loop.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code for} of a loop's forward. What has to outlast a turn is appended to a list, for which
 * the backward asks when it is written.
 */
final class LoopForward {

  private final Scope scope;

  private final TurnLists lists = new TurnLists();

  private LoopForward(Scope scope) {
    this.scope = scope;
  }

  /** The scope of the body. */
  Scope scope() {
    return scope;
  }

  static LoopForward write(Emitter out, Loop loop) {
    loop.operation().inputs().forEach(out::name); // zeros are made here, not in the body
    LoopForward forward = new LoopForward(out.open());
    Block before = new Block();
    forward.enter(out, loop, before);
    loop.body().forEach(out::write);
    out.block().add(forward.lists.appends());
    carry(out, loop);
    out.close();
    out.block().add(before);
    out.block().add(forward.lists.declarations());
    out.line("for %s in range(%s):".formatted(loop.index(), loop.count()));
    out.block().addBody(forward.scope.block());
    loop.results().forEach(result -> forward.result(out, loop, result));
    return forward;
  }

  private void enter(Emitter out, Loop loop, Block before) {
    scope.names().add(loop.index());
    for (Carried carried : loop.carried()) {
      String initial = out.name(carried.initial());
      before.line(out.declared(carried.entry()) + " = " + initial);
    }
    loop.elements()
        .forEach(
            element -> {
              String row = out.fresh("row");
              before.line(row + " = " + out.text(element.of()));
              out.define(element.value(), "%s[%s]".formatted(row, loop.index()));
            });
  }

  private static void carry(Emitter out, Loop loop) {
    List<String> entries = new ArrayList<>();
    List<String> next = new ArrayList<>();
    for (Carried carried : loop.carried()) {
      entries.add(out.name(carried.entry()));
      next.add(out.name(carried.next()));
    }
    if (!entries.isEmpty()) {
      out.line(String.join(", ", entries) + " = " + String.join(", ", next));
    }
  }

  private void result(Emitter out, Loop loop, Result result) {
    if (result.kind() == Kind.LAST) {
      out.define(result.value(), out.name(loop.carriedAs(result.of()).orElseThrow().entry()));
      return;
    }
    String list = list(out.name(result.of()));
    if (result.reversed()) {
      list = TurnLists.reversed(out, list);
    }
    String join = result.kind() == Kind.STACK ? "torch.stack(%s, %s)" : "torch.cat(%s, %s)";
    out.define(result.value(), join.formatted(list, result.axis()));
  }

  /** Whether a variable is another one at each turn. */
  boolean has(String variable) {
    return scope.names().contains(variable);
  }

  /** The list of what a variable was, turn by turn. */
  String list(String variable) {
    return lists.of(variable);
  }
}
