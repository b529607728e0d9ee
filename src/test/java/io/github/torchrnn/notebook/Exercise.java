package io.github.torchrnn.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.torchrnn.notebook.Notebook.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exercise of a notebook: a text, a cell to fill in, a cell that says whether it is solved, and
 * a folded answer.
 *
 * @param number from 1 on
 * @param fill the cell to fill in
 * @param check the cell that says whether it is solved
 * @param answer the Java that stands for the cell to fill in
 */
record Exercise(int number, Cell fill, Cell check, String answer) {

  private static final Pattern ANSWER =
      Pattern.compile(
          "<details><summary>(?:Answer|答案)</summary>\n\n```java\n(.*?)```\n.*</details>",
          Pattern.DOTALL);

  /** The exercises of a notebook, each by the ids of its four cells, which follow one another. */
  static List<Exercise> of(Notebook notebook) {
    List<String> ids = List.copyOf(notebook.sources().keySet());
    List<Exercise> exercises = new ArrayList<>();
    for (int number = 1; ids.contains("exercise-" + number); number++) {
      String id = "exercise-" + number;
      int first = ids.indexOf(id);
      assertEquals(
          List.of(id, id + "-code", id + "-check", id + "-answer"), ids.subList(first, first + 4));
      Matcher answer = ANSWER.matcher(notebook.sources().get(id + "-answer"));
      assertTrue(answer.matches(), () -> id + "-answer");
      exercises.add(
          new Exercise(
              number,
              cell(notebook, id + "-code"),
              cell(notebook, id + "-check"),
              answer.group(1)));
    }
    return exercises;
  }

  /** Whether a cell of this id belongs to an exercise. */
  static boolean isPart(String id) {
    return id.startsWith("exercise-");
  }

  private static Cell cell(Notebook notebook, String id) {
    return notebook.cells().stream()
        .filter(cell -> cell.id().equals(id))
        .findAny()
        .orElseThrow(() -> new AssertionError(id + " is no code cell"));
  }

  /** What the check shows once the exercise is solved. */
  String solved() {
    return "Exercise %d: solved\n".formatted(number);
  }

  /** What the check's output begins with before. */
  String unsolved() {
    return "Exercise %d: not yet: ".formatted(number);
  }
}
