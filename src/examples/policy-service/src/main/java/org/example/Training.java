package org.example;

import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.env.wrap.ObservationNormalization;
import io.rein4j.optim.Adam;
import io.rein4j.run.Run;
import io.rein4j.schedule.Schedule;
import io.rein4j.train.RunSummary;
import java.io.IOException;
import java.nio.file.Path;

/** The training of a policy for the {@link Room}. */
final class Training {

  private static final String ENVIRONMENT = "Room";

  private Training() {}

  /**
   * Trains a policy.
   *
   * @param run the run's own folder, which must not exist
   * @param policy the file that the policy is written to
   * @return what came of the run
   */
  static RunSummary train(Path run, Path policy) throws IOException {
    RunSummary summary =
        Run.of(
                PpoSettings.builder()
                    .clipping(ClippingSettings.of(new GlobalNorm(0.5)))
                    .optimizer(new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-5))
                    .rolloutSteps(128)
                    .batchSize(256)
                    .build())
            .on(ENVIRONMENT, Room::env)
            .environments(8)
            .timeLimit(Room.STEPS_A_DAY)
            .wrappers(ObservationNormalization.DEFAULTS) // the policy has it, too
            .steps(40_960)
            .seed(1)
            .into(run)
            .train();
    Run.resume(run).on(ENVIRONMENT, Room::env).exportPolicy(policy);
    return summary;
  }
}
