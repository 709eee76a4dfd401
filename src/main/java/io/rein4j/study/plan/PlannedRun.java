package io.rein4j.study.plan;

import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.RunConfig;
import org.jspecify.annotations.Nullable;

/**
 * One run of a study or suite, before it is trained.
 *
 * @param cell the run's cell
 * @param config everything that determines the run; its name is the cell's
 * @param start the checkpoint of another run whose weights it starts from, or null
 */
public record PlannedRun(Cell cell, RunConfig config, @Nullable ChosenCheckpoint start) {

  /**
   * Plans a run that starts from weights of its own.
   *
   * @param cell the run's cell
   * @param config everything that determines the run
   */
  public PlannedRun(Cell cell, RunConfig config) {
    this(cell, config, null);
  }

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
    return "%s, seed %s".formatted(cell.label(), seed());
  }
}
