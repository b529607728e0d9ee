package consumer;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The address of the scores. */
@RestController
record ScoreController(Scorer scorer) {
  @PostMapping("/score")
  float[] score(@RequestBody float[][] steps) {
    return scorer.score(steps);
  }
}
