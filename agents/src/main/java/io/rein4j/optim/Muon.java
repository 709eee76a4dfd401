package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;
import io.rein4j.settings.StartsFrom;
import io.rein4j.settings.TypeName;
import io.rein4j.settings.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of Muon (Jordan et al. 2024), as PyTorch computes it, but in 32 bits instead of 16: a
 * matrix of parameters moves along its gradient's momentum, made orthogonal by five Newton–Schulz
 * steps. How long the gradient is makes no difference then, except among those that the momentum
 * averages. Vectors, such as biases, are changed by Adam, and so are the deviations of policies and
 * of noisy weights, whatever their shape. The matrices of output layers are moved as the others
 * are, though Jordan et al. leave them to Adam.
 *
 * @param learningRate the learning rate η, of matrices
 * @param momentum μ, decay of the mean of a matrix's gradients, in [0, 1)
 * @param nesterov whether a matrix moves along (1 − μ)·g + μ·m, the momentum after one more such
 *     gradient, instead of m
 * @param scale what a matrix's step is multiplied by: {@code match-rms-adamw}, 0.2·√max(inputs,
 *     outputs), with which Adam's learning rates fit; {@code original}, √max(1, outputs/inputs),
 *     whose learning rates are about 0.02
 * @param weightDecay λ, ≥ 0: every step first multiplies all matrices by 1 − η·λ
 * @param vectorLearningRate Adam's learning rate, of vectors; as {@code learning-rate} if absent
 * @param beta1 Adam's decay of the mean of a vector's gradients, in [0, 1)
 * @param beta2 Adam's decay of the mean of a vector's squared gradients, in [0, 1)
 * @param epsilon Adam's ε, ≥ 0
 */
@WithBuilder
@TypeName("muon")
public record Muon(
    Schedule learningRate,
    double momentum,
    boolean nesterov,
    Scale scale,
    double weightDecay,
    @StartsFrom("learning-rate") @Nullable Schedule vectorLearningRate,
    double beta1,
    double beta2,
    double epsilon)
    implements OptimizerSettings {

  /** What the step of a matrix with so many inputs and outputs is multiplied by. */
  public enum Scale {
    /** √max(1, outputs / inputs), of Jordan's code; learning rates are about 0.02 then. */
    ORIGINAL {
      @Override
      double factor(int inputs, int outputs) {
        return Math.sqrt(Math.max(1, (double) outputs / inputs));
      }
    },

    /** 0.2·√max(inputs, outputs), with which Adam's learning rates fit (Liu et al. 2025). */
    MATCH_RMS_ADAMW {
      @Override
      double factor(int inputs, int outputs) {
        return 0.2 * Math.sqrt(Math.max(inputs, outputs));
      }
    };

    abstract double factor(int inputs, int outputs);
  }

  /** PyTorch's for matrices but for the scale and the weight decay, and its Adam's for vectors. */
  public static final Muon DEFAULTS =
      new Muon(
          Schedule.constant(1e-3), 0.95, true, Scale.MATCH_RMS_ADAMW, 0, null, 0.9, 0.999, 1e-8);

  public Muon {
    Optimizers.requireLearningRate(learningRate);
    Optimizers.setting("momentum").shareBelowOne(momentum);
    Optimizers.setting("weight-decay").notNegativeFloat(weightDecay);
    if (vectorLearningRate != null) {
      Schedules.require(
          Optimizers.setting("vector-learning-rate"),
          vectorLearningRate,
          Setting::notNegativeFloat);
    }
    Optimizers.setting("beta1").shareBelowOne(beta1);
    Optimizers.setting("beta2").shareBelowOne(beta2);
    Optimizers.setting("epsilon").notNegativeFloat(epsilon);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static MuonBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public MuonBuilder toBuilder() {
    return MuonBuilder.from(this);
  }

  @Override
  public boolean scaleInvariant() {
    return true;
  }

  @Override
  public List<Schedule> learningRates() {
    return vectorLearningRate == null
        ? List.of(learningRate)
        : List.of(learningRate, vectorLearningRate);
  }

  /**
   * {@return two, the means and the squares} What the Newton–Schulz steps are computed in is left
   * out: up to seven times as many numbers as the largest matrix has.
   */
  @Override
  public int numbersPerParameter() {
    return 2;
  }

  @Override
  public Optimizer bind(ParameterLayout layout) {
    return new MuonOptimizer(this, layout);
  }
}
