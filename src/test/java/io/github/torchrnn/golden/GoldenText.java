package io.github.torchrnn.golden;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A golden case as a person reads it: a program for the reference torch, and what it prints. */
final class GoldenText {

  /** Entries of a case that its Python function does not take, but returns or says. */
  private static final Set<String> RESULTS =
      Set.of("expected", "unrecorded", "message", "torch", "type", "text");

  /** Prints tensors as {@link #numbers} does: more than 48 numbers by every so many-th. */
  private static final String PRINT =
      """
      def show(expected):
          for name, tensor in expected.items():
              if tensor is not None:
                  flat = tensor.detach().numpy().reshape(-1)
                  some = flat[:: len(flat) // 48 + 1] if len(flat) > 48 else flat
                  print(name, str(tensor.dtype)[6:], list(tensor.shape), *some)""";

  private final String id;
  private final JsonObject golden;

  GoldenText(String id) throws IOException {
    this.id = id;
    golden = GoldenFiles.find(id);
  }

  /** The program. */
  String python() throws IOException {
    if (id.startsWith("print-")) {
      return printed();
    }
    String kind = golden.get("kind").getAsString();
    String module = module(kind);
    String function =
        switch (kind) {
          case "error" -> runner();
          case "repr" -> "build";
          default -> "compute";
        };
    PythonModules modules = new PythonModules();
    modules.take(function.startsWith("run_") ? runnerModule() : module, function);
    JsonObject given = new JsonObject();
    for (Map.Entry<String, JsonElement> entry : golden.entrySet()) {
      if (!RESULTS.contains(entry.getKey())) {
        given.add(entry.getKey(), entry.getValue());
      }
    }
    boolean tensors = function.equals("compute");
    return modules.source()
        + (tensors ? "\n\n\n" + PRINT : "")
        + "\n\n\ncase = "
        + PythonLiteral.dict(given)
        + "\ntorch.set_num_threads(1)\n"
        + call(kind, function);
  }

  private String call(String kind, String function) {
    if (kind.equals("error")) {
      return """
          try:
              %s(case)
          except Exception as e:
              print(f"{type(e).__name__}: {e}")
          """
          .formatted(function);
    } else if (kind.equals("repr")) {
      return "print(build(case[\"spec\"]))\n";
    }
    String unrecorded = "with torch.no_grad():\n    show(compute(case))\n";
    if (golden.has("record")) {
      return unrecorded;
    }
    return hasUnrecorded()
        ? "show(compute(case))\nprint(\"unrecorded:\")\n" + unrecorded
        : "show(compute(case))\n";
  }

  /**
   * The program's output where the goldens were made. Of the numbers without recording, those that
   * are the same as with it are left out.
   */
  String numbers() {
    StringBuilder lines = new StringBuilder();
    if (golden.has("message")) {
      JsonElement torchs = golden.get(golden.has("torch") ? "torch" : "message");
      lines.append("%s: %s\n".formatted(text("type"), torchs.getAsString()));
      if (golden.has("torch")) {
        lines.append("Java says: ").append(text("message")).append('\n');
      }
    } else if (golden.has("text")) {
      lines.append(text("text")).append('\n');
    } else {
      append(lines, "expected");
      if (hasUnrecorded()) {
        lines.append("unrecorded:\n");
        append(lines, "unrecorded");
      }
    }
    return lines.toString();
  }

  private void append(StringBuilder lines, String block) {
    golden
        .getAsJsonObject(block)
        .entrySet()
        .forEach(
            entry -> {
              JsonObject json = entry.getValue().getAsJsonObject();
              lines.append(entry.getKey()).append(' ').append(json.get("dtype").getAsString());
              lines.append(' ').append(Arrays.toString(GoldenCase.longs(json.get("shape"))));
              Expected expected = new Expected(entry.getKey(), json);
              for (double number : expected.numbers(expected.type())) {
                lines.append(' ').append(PythonLiteral.number(number, expected.type()));
              }
              lines.append('\n');
            });
  }

  /** A case of {@code make_print_golden.py}. */
  private String printed() {
    Expected data = new Expected("data", golden);
    JsonArray numbers = new JsonArray();
    for (double number : data.numbers(data.type())) {
      numbers.add(new JsonPrimitive(PythonLiteral.number(number, data.type())));
    }
    String list =
        String.join(", ", numbers.asList().stream().map(JsonElement::getAsString).toList());
    String operation = golden.get("operation").isJsonNull() ? "" : text("operation");
    String shown =
        switch (operation) {
          case "mul" -> "x * 2";
          case "tanh", "sum" -> "torch.%s(x)".formatted(operation);
          default -> "x";
        };
    return "import torch\nfrom math import inf, nan\n\nx = torch.tensor([%s], dtype=torch.%s)\n"
            .formatted(list, text("dtype"))
        + "x = x.reshape(%s)%s\nprint(%s)\n"
            .formatted(golden.get("shape"), operation.isEmpty() ? "" : ".requires_grad_()", shown);
  }

  private boolean hasUnrecorded() {
    return golden.has("unrecorded") && golden.getAsJsonObject("unrecorded").size() > 0;
  }

  private String text(String name) {
    return golden.get(name).getAsString();
  }

  /** The module of a case's function: one without recording is of another kind. */
  private String module(String kind) {
    String module = GoldenFiles.module(id);
    if (!module.equals("unrecorded")) {
      return module;
    } else if (kind.equals("layer")) {
      return "layers";
    }
    return kind.endsWith("Cell") ? "cells" : "recurrent";
  }

  private boolean isLayer() {
    return List.of("layer", "packed").contains(text("call"));
  }

  private String runnerModule() {
    return isLayer() ? "errors" : "refusals";
  }

  /** The function that makes the call of an error. */
  private String runner() throws IOException {
    return isLayer() ? "run_" + text("call") : PythonModules.named("refusals", text("call"));
  }
}
