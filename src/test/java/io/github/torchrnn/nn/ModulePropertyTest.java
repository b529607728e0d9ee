package io.github.torchrnn.nn;

import ai.djl.ndarray.types.DataType;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.Transformer;

/** Modules that are registered, shared, replaced, saved, loaded, moved and closed in any order. */
class ModulePropertyTest {

  private static final int MOST_CALLS = 20;
  private static final int MANY = 1000;

  @Property(tries = 300, seed = "1")
  void modulesDoWhatTheirModelDoes(@ForAll("calls") ActionChain<ModuleModel> calls) {
    calls.withInvariant(ModuleModel::check).run().end();
  }

  @Provide
  ActionChainArbitrary<ModuleModel> calls() {
    return ActionChain.startWith(ModuleModel::new)
        .withAction(
            4, of((net, name) -> change("register " + name, model -> model.register(net, name))))
        .withAction(4, of(numbers(), ModulePropertyTest::share))
        .withAction(1, of((net, name) -> change("None as " + name, m -> m.none(net, name))))
        .withAction(2, of((net, name) -> change("save", model -> model.save(net))))
        .withAction(2, of((net, name) -> change("load", model -> model.load(net))))
        .withAction(
            1, of((net, name) -> change("to float64", model -> model.move(net, DataType.FLOAT64))))
        .withAction(
            1, of((net, name) -> change("to float32", model -> model.move(net, DataType.FLOAT32))))
        .withAction(
            1, of((net, name) -> change("freeze", model -> model.freeze(net, name.equals("a")))))
        .withAction(
            1, of((net, name) -> change("train", model -> model.train(net, name.equals("a")))))
        .withAction(1, of((net, name) -> change("close", model -> model.close(net))))
        .withMaxTransformations(MOST_CALLS);
  }

  private static Transformer<ModuleModel> share(int net, String name, int part) {
    return change("share as " + name, model -> model.share(net, name, part));
  }

  private static Transformer<ModuleModel> change(String name, Consumer<ModuleModel> change) {
    return Transformer.mutate(name, change);
  }

  private static Arbitrary<Integer> numbers() {
    return Arbitraries.integers().between(0, MANY);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of("a", "b", "c");
  }

  /** An action on a network and one of its names. */
  private static Action<ModuleModel> of(
      BiFunction<Integer, String, Transformer<ModuleModel>> action) {
    return of(numbers(), (net, name, unused) -> action.apply(net, name));
  }

  private static Action<ModuleModel> of(
      Arbitrary<Integer> third,
      Combinators.F3<Integer, String, Integer, Transformer<ModuleModel>> change) {
    Action.Independent<ModuleModel> action =
        () -> Combinators.combine(numbers(), names(), third).as(change);
    return action;
  }
}
