package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * Settings of stochastic gradient descent with momentum, as PyTorch computes it: b ← μ·b + g, θ ← θ
 * − η·b, or θ ← θ − η·(g + μ·b) with Nesterov's momentum (Sutskever et al. 2013).
 *
 * @param learningRate the learning rate η
 * @param momentum μ, in [0, 1); 0 is plain gradient descent
 * @param nesterov whether the momentum is Nesterov's; needs a momentum > 0
 */
@TypeName("sgd")
public record Sgd(Schedule learningRate, double momentum, boolean nesterov)
    implements OptimizerSettings {

  /** PyTorch's defaults. */
  public static final Sgd DEFAULTS = new Sgd(Schedule.constant(1e-3), 0, false);

  public Sgd {
    Optimizers.requireLearningRate(learningRate);
    Optimizers.setting("momentum").shareBelowOne(momentum);
    if (nesterov && momentum == 0) {
      throw new SettingException(
          List.of("nesterov", "momentum"),
          "An optimizer's 'nesterov' needs a 'momentum' > 0, but that is 0.");
    }
  }

  @Override
  public boolean scaleInvariant() {
    return false;
  }

  @Override
  public int numbersPerParameter() {
    return 1;
  }

  @Override
  public Optimizer bind(ParameterLayout layout) {
    return new SgdOptimizer(momentum, nesterov, layout);
  }
}
