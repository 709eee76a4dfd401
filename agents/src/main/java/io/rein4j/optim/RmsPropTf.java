package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.TypeName;

/**
 * Settings of RMSProp as TensorFlow 1 computed it, which A2C's published results rest on: θ ← θ −
 * η·g / √(v + ε), with the mean v of squared gradients starting at 1 (Stable-Baselines3's {@code
 * RMSpropTFLike}).
 *
 * @param learningRate the learning rate η
 * @param alpha decay of the mean of squared gradients, in [0, 1)
 * @param epsilon ε, added inside the root, ≥ 0
 */
@TypeName("rmsprop-tf")
public record RmsPropTf(Schedule learningRate, double alpha, double epsilon)
    implements OptimizerSettings {

  /** The defaults of Stable-Baselines3's A2C where it uses this optimizer. */
  public static final RmsPropTf DEFAULTS = new RmsPropTf(Schedule.constant(7e-4), 0.99, 1e-5);

  public RmsPropTf {
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
    return RmsPropOptimizer.inside(alpha, epsilon, layout);
  }
}
