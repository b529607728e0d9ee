package io.github.torchrnn.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every notebook ends with exercises of one form, unsolved. That each answer solves its exercise is
 * tested by {@link NotebookTest}, which runs the notebooks.
 */
class ExercisesTest {

  @TestFactory
  Stream<DynamicTest> everyNotebookHasExercisesThatNobodyHasSolved() throws Exception {
    return NotebookTest.each(
        file -> {
          Notebook notebook = Notebook.read(file);
          List<Exercise> exercises = Exercise.of(notebook);
          assertTrue(exercises.size() >= 2 && exercises.size() <= 4, exercises.size() + " of them");
          // No cell of an exercise is left over, as one with a gap in the numbers would be.
          long cells = notebook.sources().keySet().stream().filter(Exercise::isPart).count();
          assertEquals(4 * exercises.size(), cells);
          for (Exercise exercise : exercises) {
            String shown = exercise.check().shows();
            assertTrue(exercise.fill().code().contains("// Yours."), exercise.fill().code());
            assertNotEquals(exercise.fill().code(), exercise.answer());
            assertTrue(shown.startsWith(exercise.unsolved()), shown);
            assertEquals(1, shown.lines().count(), shown);
            assertFalse(exercise.fill().shows().startsWith("stderr"), exercise.fill().shows());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aTranslationHasTheSameAnswers() throws Exception {
    return NotebookTest.each(
        file -> {
          Path original = NotebookTest.FOLDER.resolve(file.getFileName());
          assertEquals(Exercise.of(Notebook.read(original)), Exercise.of(Notebook.read(file)));
        });
  }
}
