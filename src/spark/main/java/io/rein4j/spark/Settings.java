package io.rein4j.spark;

import java.util.Optional;
import java.util.regex.Pattern;

/** The names of this program's settings among Spark's. */
final class Settings {

  /**
   * The Python of environments of Gymnasium that name none, on a worker that has no other; absent
   * if there are no such environments.
   */
  static final String PYTHON = "spark.rein4j.python";

  /** The Pythons that such environments name, as a {@link Line}; absent if they name none. */
  static final String PYTHONS = "spark.rein4j.pythons";

  /** The store's folder of all runs; absent if there is none. */
  static final String STORE = "spark.rein4j.store";

  /** What the driver has found in that folder. */
  static final String PROBE = "spark.rein4j.probe";

  /** The argument of -Xmx of the processes that train; absent for a share of the machine. */
  static final String HEAP = "spark.rein4j.heap";

  private static final Pattern SIZE = Pattern.compile("[1-9]\\d*[kKmMgGtT]?");

  private Settings() {}

  /** {@return why processes cannot have a heap, as a sentence; nothing if they can} */
  static Optional<String> refuseHeap(String heap) {
    return heap.isEmpty() || SIZE.matcher(heap).matches()
        ? Optional.empty()
        : Optional.of(
            "'%s' is the largest heap of a process that trains, such as 512m or 4g, but is '%s'."
                .formatted(HEAP, heap));
  }
}
