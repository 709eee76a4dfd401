package io.rein4j.env.gym;

import java.util.function.Consumer;

/**
 * A host's policy for environments that it lost: how often each is made again, and what is said of
 * it.
 */
final class LossPolicy {

  private final int restarts;
  private final Consumer<String> notices;
  private String last = "";
  private boolean resumedInexactly;

  /**
   * Starts with none.
   *
   * @param restarts how many times in a row an environment is made again
   * @param notices hears a sentence for every loss
   */
  LossPolicy(int restarts, Consumer<String> notices) {
    this.restarts = restarts;
    this.notices = notices;
  }

  /**
   * Tells of the loss of one environment.
   *
   * @param inARow how many losses of it there were without a whole episode between
   * @throws GymException if that is too many
   */
  void lost(LostException loss, int inARow) throws GymException {
    if (inARow > restarts) {
      throw new GymException(
          "%s The environment has been lost %s times in a row and is given up (gym.restarts: %s)."
              .formatted(loss.getMessage(), inARow, restarts),
          loss);
    }
    // All the environments of a process are lost together; one sentence tells it.
    notify(
        "%s The episode is truncated there, and the next one starts in a new environment (loss %s, at most %s in a row)."
            .formatted(loss.getMessage(), inARow, restarts));
  }

  void resumedInexactly(String why) {
    resumedInexactly = true;
    notify(
        "An episode cannot be gone on with as it was: %s It is truncated there, and the next one starts."
            .formatted(why));
  }

  boolean isResumedInexactly() {
    return resumedInexactly;
  }

  void notify(String sentence) {
    if (!sentence.equals(last)) {
      last = sentence;
      notices.accept(sentence);
    }
  }
}
