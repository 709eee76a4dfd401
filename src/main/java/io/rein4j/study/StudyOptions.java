package io.rein4j.study;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a study or a suite is run. What others work on cannot be thrown away, and they cannot give
 * signs of life more often than several times a second: such options are refused.
 *
 * @param fresh whether to throw away what an earlier call left in its folder, and start anew
 * @param commandLine the arguments of the program, for the provenance
 * @param join how long another process that works on the same folder gives no sign of life until
 *     its runs are taken over; null to work on it alone
 */
public record StudyOptions(boolean fresh, List<String> commandLine, @Nullable Duration join) {

  private static final Duration LEAST_SILENCE = Duration.ofSeconds(1);

  /** Goes on with what there is, alone. */
  public static final StudyOptions DEFAULTS = new StudyOptions(false, List.of(), null);

  public StudyOptions {
    commandLine = List.copyOf(commandLine);
    if (join != null && fresh) {
      throw new IllegalArgumentException(
          "'--fresh' would delete what other processes are training, so it does not go with '--join'. Delete the folder yourself before the first process joins, or give another '--out'.");
    }
    if (join != null && join.compareTo(LEAST_SILENCE) < 0) {
      throw new IllegalArgumentException(
          "Runs are taken over from a process that is silent for a second or longer, not for %s."
              .formatted(join));
    }
  }
}
