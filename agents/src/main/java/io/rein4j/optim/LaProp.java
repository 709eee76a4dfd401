package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * Settings of LaProp (Ziyin et al. 2020): v ← β₂·v + (1 − β₂)·g², m ← β₁·m + (1 − β₁)·g / (√v̂ +
 * ε), θ ← θ − η·m̂. It divides each gradient before it averages, where Adam divides the average: a
 * gradient that is large all at once moves parameters no further than any other. The learning rate
 * stands outside the average, as in DreamerV3's code (Hafner et al. 2023), which has η = 4·10⁻⁵ and
 * an ε of 10⁻²⁰ so as to add nothing.
 *
 * @param learningRate the learning rate η
 * @param beta1 decay of the mean of divided gradients, in [0, 1)
 * @param beta2 decay of the mean of squared gradients, in [0, 1)
 * @param epsilon ε, added to the root after bias correction, > 0; what is below √(2⁻¹²⁶/(1 − β₂)),
 *     with β₂ = 0.999 about 3.4·10⁻¹⁸, acts as that, since floats keep no smaller squares
 */
@TypeName("laprop")
public record LaProp(Schedule learningRate, double beta1, double beta2, double epsilon)
    implements OptimizerSettings {

  /** Those of the authors' code. */
  public static final LaProp DEFAULTS = new LaProp(Schedule.constant(4e-4), 0.9, 0.999, 1e-15);

  public LaProp {
    Optimizers.requireLearningRate(learningRate);
    Optimizers.setting("beta1").shareBelowOne(beta1);
    Optimizers.setting("beta2").shareBelowOne(beta2);
    Setting ofEpsilon = Optimizers.setting("epsilon");
    ofEpsilon.positive(epsilon);
    ofEpsilon.notNegativeFloat(epsilon);
    ofEpsilon.notBelowFloats(epsilon);
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
    return new LaPropOptimizer(this, layout);
  }
}
