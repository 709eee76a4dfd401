package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * Observations brought to mean 0 and deviation 1: (x − mean) / √(variance + epsilon), clipped. Mean
 * and variance run over the observations of all training environments, in the order in which they
 * come; evaluation uses them and leaves them as they are.
 *
 * @param clip the largest magnitude of an element that the agent sees, > 0
 * @param epsilon what is added to the variance, finite and > 0
 */
@TypeName("observation-normalization")
public record ObservationNormalization(double clip, double epsilon) implements Wrapper {

  /** Stable-Baselines3's. */
  public static final ObservationNormalization DEFAULTS = new ObservationNormalization(10, 1e-8);

  public ObservationNormalization {
    new Setting("clip").positiveOrInfinite(clip);
    new Setting("clip").notBelowFloats(clip);
    new Setting("epsilon").positive(epsilon);
  }

  @Override
  public boolean changesObservations() {
    return true;
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    Box box =
        env.observationSpace()
            .asBox()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The wrapper 'observation-normalization' needs observations that are numbers, but the environment's are %s."
                            .formatted(env.observationSpace())));
    return new ObservationEnv(
        env,
        new NormalizedObservation(
            box.shape(),
            context.statistics(box.size()),
            context.training(),
            (float) clip,
            epsilon));
  }

  /** Returns what it does where it learns nothing more. */
  ObservationScaling scaling(RunningStatistics statistics) {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int i = 0; i < statistics.size(); i++) {
      means.add(statistics.mean(i));
      deviations.add(Math.sqrt(statistics.variance(i) + epsilon));
    }
    return new ObservationScaling(means, deviations, clip);
  }
}
