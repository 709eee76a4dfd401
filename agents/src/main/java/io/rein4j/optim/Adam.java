package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Settings of Adam (Kingma and Ba 2015, algorithm 1), as PyTorch computes it: θ ← θ − η·m̂ / (√v̂ +
 * ε).
 *
 * @param learningRate the learning rate η
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of squared gradients, in [0, 1)
 * @param epsilon ε, added to the root after bias correction, ≥ 0
 * @param reset when the optimizer starts anew; never if absent
 */
@WithBuilder
@TypeName("adam")
public record Adam(
    Schedule learningRate,
    double beta1,
    double beta2,
    double epsilon,
    @Nullable OptimizerReset reset)
    implements OptimizerSettings {

  /** PyTorch's defaults. Stable-Baselines3's PPO has ε = 10⁻⁵ instead. */
  public static final Adam DEFAULTS = new Adam(Schedule.constant(1e-3), 0.9, 0.999, 1e-8);

  public Adam {
    Optimizers.requireLearningRate(learningRate);
    Optimizers.setting("beta1").shareBelowOne(beta1);
    Optimizers.setting("beta2").shareBelowOne(beta2);
    Optimizers.setting("epsilon").notNegativeFloat(epsilon);
  }

  /**
   * Makes the settings of an Adam that never starts anew.
   *
   * @param learningRate the learning rate η
   * @param beta1 decay of the mean of gradients, in [0, 1)
   * @param beta2 decay of the mean of squared gradients, in [0, 1)
   * @param epsilon ε, added to the root after bias correction, ≥ 0
   */
  public Adam(Schedule learningRate, double beta1, double beta2, double epsilon) {
    this(learningRate, beta1, beta2, epsilon, null);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static AdamBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public AdamBuilder toBuilder() {
    return AdamBuilder.from(this);
  }

  @Override
  public boolean scaleInvariant() {
    return true;
  }

  @Override
  public boolean keepsSecondMoments() {
    return true;
  }

  @Override
  public int numbersPerParameter() {
    return 2;
  }

  @Override
  public Optimizer bind(ParameterLayout layout) {
    return new AdamOptimizer(beta1, beta2, epsilon, 0, layout);
  }
}
