package io.rein4j.study.run;

import java.util.Locale;
import java.util.Optional;

/**
 * What a worker says to whom it works for, a line if that is another process.
 *
 * @param kind what it says
 * @param text the rest of the line
 */
public record WorkerMessage(Kind kind, String text) {

  /** What a worker can say. */
  public enum Kind {
    /** It waits for the name of a run. */
    READY,
    /** Its run has got to a step. */
    STEP,
    /** Its run has finished. */
    DONE,
    /** Its run has failed, for this reason. */
    FAILED
  }

  static WorkerMessage of(Kind kind) {
    return new WorkerMessage(kind, "");
  }

  static WorkerMessage step(long step) {
    return new WorkerMessage(Kind.STEP, Long.toString(step));
  }

  static WorkerMessage failed(String sentence) {
    return new WorkerMessage(Kind.FAILED, sentence.replaceAll("\\s+", " ").strip());
  }

  /** {@return the message of a line; nothing if a library has printed it} */
  static Optional<WorkerMessage> parse(String line) {
    for (Kind kind : Kind.values()) {
      String word = word(kind);
      if (line.startsWith(word)) {
        return Optional.of(new WorkerMessage(kind, line.substring(word.length()).strip()));
      }
    }
    return Optional.empty();
  }

  /** {@return the line that says it} */
  public String line() {
    return word(kind) + " " + text;
  }

  /** The prefix tells our lines from what libraries print. */
  private static String word(Kind kind) {
    return "rein4j-worker " + kind.name().toLowerCase(Locale.ROOT);
  }
}
