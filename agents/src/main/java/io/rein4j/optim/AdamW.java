package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Settings of Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), as
 * PyTorch computes it: every step first multiplies all parameters by 1 − η·λ, then is Adam's.
 *
 * @param learningRate the learning rate η
 * @param beta1 decay of the mean of gradients, in [0, 1)
 * @param beta2 decay of the mean of squared gradients, in [0, 1)
 * @param epsilon ε, added to the root after bias correction, ≥ 0
 * @param weightDecay λ, ≥ 0
 * @param reset when the optimizer starts anew; never if absent
 */
@WithBuilder
@TypeName("adamw")
public record AdamW(
    Schedule learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    @Nullable OptimizerReset reset)
    implements OptimizerSettings {

  /** PyTorch's defaults. */
  public static final AdamW DEFAULTS = new AdamW(Schedule.constant(1e-3), 0.9, 0.999, 1e-8, 1e-2);

  /**
   * Makes the settings of an AdamW that never starts anew.
   *
   * @param learningRate the learning rate η
   * @param beta1 decay of the mean of gradients, in [0, 1)
   * @param beta2 decay of the mean of squared gradients, in [0, 1)
   * @param epsilon ε, added to the root after bias correction, ≥ 0
   * @param weightDecay λ, ≥ 0
   */
  public AdamW(
      Schedule learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    this(learningRate, beta1, beta2, epsilon, weightDecay, null);
  }

  public AdamW {
    Optimizers.requireLearningRate(learningRate);
    Optimizers.setting("beta1").shareBelowOne(beta1);
    Optimizers.setting("beta2").shareBelowOne(beta2);
    Optimizers.setting("epsilon").notNegativeFloat(epsilon);
    Optimizers.setting("weight-decay").notNegativeFloat(weightDecay);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static AdamWBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public AdamWBuilder toBuilder() {
    return AdamWBuilder.from(this);
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
    return new AdamOptimizer(beta1, beta2, epsilon, weightDecay, layout);
  }
}
