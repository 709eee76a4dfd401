package io.rein4j.study;

import java.util.List;

/**
 * How a study or a suite is run.
 *
 * @param fresh whether to throw away what an earlier call left in its folder, and start anew
 * @param commandLine the arguments of the program, for the provenance
 */
public record StudyOptions(boolean fresh, List<String> commandLine) {

  /** Goes on with what there is. */
  public static final StudyOptions DEFAULTS = new StudyOptions(false, List.of());

  public StudyOptions {
    commandLine = List.copyOf(commandLine);
  }
}
