package io.rein4j.study.plan;

import io.rein4j.train.RunConfig;

/**
 * One run of a study or suite, before it is trained.
 *
 * @param cell the run's cell
 * @param config everything that determines the run; its name is the cell's
 */
public record PlannedRun(Cell cell, RunConfig config) {

  /** {@return the seed} */
  public long seed() {
    return config.seed();
  }

  /** {@return the name of the run's folder, which no other run of the study has} */
  public String folderName() {
    return config.name() + "-" + config.seed();
  }

  /** {@return the environment steps that the run will take} */
  public long steps() {
    return config.lastStep();
  }

  /** {@return what people call the run} */
  public String label() {
    return "%s, %s%s, seed %s"
        .formatted(
            cell.level(),
            cell.environment(),
            cell.condition().isEmpty() ? "" : ", " + cell.condition(),
            seed());
  }
}
