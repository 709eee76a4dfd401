package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;

/**
 * Settings of RMSProp (Hinton 2012, lecture 6e) as PyTorch computes it: θ ← θ − η·g / (√v + ε),
 * with the mean v of squared gradients starting at 0.
 *
 * @param learningRate the learning rate η
 * @param alpha decay of the mean of squared gradients, in [0, 1)
 * @param epsilon ε, added outside the root, ≥ 0
 */
@TypeName("rmsprop")
public record RmsProp(Schedule learningRate, double alpha, double epsilon)
    implements OptimizerSettings {

  /** PyTorch's defaults. Stable-Baselines3's A2C has learning rate 7·10⁻⁴ and ε = 10⁻⁵ instead. */
  public static final RmsProp DEFAULTS = new RmsProp(Schedule.constant(1e-2), 0.99, 1e-8);

  public RmsProp {
    Optimizers.requireLearningRate(learningRate);
    Optimizers.setting("alpha").shareBelowOne(alpha);
    Optimizers.setting("epsilon").notNegativeFloat(epsilon);
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
    return 1;
  }

  @Override
  public Optimizer bind(ParameterLayout layout) {
    return RmsPropOptimizer.outside(alpha, epsilon, layout);
  }
}
