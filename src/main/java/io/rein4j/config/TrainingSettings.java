package io.rein4j.config;

/**
 * How long an agent learns.
 *
 * @param steps environment steps over all environments together, ≥ 1
 */
public record TrainingSettings(long steps) {

  public TrainingSettings {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "Training must take at least 1 of its 'steps', but is given %d.".formatted(steps));
    }
  }
}
