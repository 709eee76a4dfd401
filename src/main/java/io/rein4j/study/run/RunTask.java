package io.rein4j.study.run;

import io.rein4j.study.plan.PlannedRun;
import java.nio.file.Path;

/**
 * A run that an executor is to train.
 *
 * @param run the run, with everything that determines it
 * @param folder its folder, which holds its config and what it has done so far
 */
public record RunTask(PlannedRun run, Path folder) {

  /** {@return the name of the run's folder, by which executors know the run} */
  public String name() {
    return run.folderName();
  }
}
