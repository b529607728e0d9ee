package io.github.torchrnn;

import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;

/** Java as a notebook runs it, one cell after the other in jshell, in this process. */
public final class JavaShell implements AutoCloseable {

  /** The value that a cell ends with: the shell itself only tells its text. */
  public static Object value;

  private final JShell shell = JShell.builder().executionEngine("local").build();

  /**
   * Runs a cell.
   *
   * @return the value of the expression that it ends with, or null
   * @throws JShellException what the code throws, an {@code EvalException} mostly
   * @throws IllegalArgumentException if it does not compile, or uses what nothing defines
   */
  public Object run(String code) throws JShellException {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    String valued = null;
    CompletionInfo next = analysis.analyzeCompletion(code);
    while (next.completeness() != Completeness.EMPTY) {
      if (!next.completeness().isComplete()) {
        throw new IllegalArgumentException("not a whole statement: " + next.remaining());
      }
      valued = null;
      for (SnippetEvent event : shell.eval(next.source())) {
        check(event);
        if (event.causeSnippet() == null) {
          valued = valued(event.snippet());
        }
      }
      next = analysis.analyzeCompletion(next.remaining());
    }
    shell
        .snippets()
        .filter(
            snippet ->
                shell.status(snippet) == Status.RECOVERABLE_DEFINED
                    || shell.status(snippet) == Status.RECOVERABLE_NOT_DEFINED)
        .forEach(this::refuse);
    if (valued == null) {
      return null;
    }
    shell.eval(JavaShell.class.getName() + ".value = " + valued + ";").forEach(e -> {});
    return value;
  }

  private void check(SnippetEvent event) throws JShellException {
    if (event.exception() != null) {
      throw event.exception();
    }
    if (event.status() == Status.REJECTED) {
      throw new IllegalArgumentException(
          shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList()
              + " in "
              + event.snippet().source());
    }
  }

  private void refuse(Snippet snippet) {
    throw new IllegalArgumentException(
        shell.unresolvedDependencies((DeclarationSnippet) snippet).toList()
            + " is missing in "
            + snippet.source());
  }

  /** The name that holds an expression's value, or null for other code. */
  private static String valued(Snippet snippet) {
    return switch (snippet.subKind()) {
      case TEMP_VAR_EXPRESSION_SUBKIND -> ((VarSnippet) snippet).name();
      case VAR_VALUE_SUBKIND -> snippet.source();
      default -> null;
    };
  }

  @Override
  public void close() {
    shell.close();
  }
}
