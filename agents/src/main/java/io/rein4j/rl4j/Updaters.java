package io.rein4j.rl4j;

import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.Sgd;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeNames;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/** Optimizers as DL4J's updaters. */
final class Updaters {

  private Updaters() {}

  /**
   * Refuses an optimizer that DL4J computes otherwise.
   *
   * @throws IllegalArgumentException if there is no updater of DL4J's for it
   */
  static void requireKnown(OptimizerSettings optimizer) {
    if (optimizer instanceof Sgd sgd && sgd.momentum() != 0) {
      throw unknown("sgd with momentum");
    }
    if (optimizer.reset() != null) {
      throw new SettingException(
          "optimizer",
          "The 'optimizer' of an RL4J agent is DL4J's own, which has no 'reset': leave it out, or"
              + " choose an agent of type dqn, a2c or ppo.");
    }
    if (!(optimizer instanceof Adam || optimizer instanceof Sgd)) {
      throw unknown(TypeNames.nameOf(optimizer));
    }
  }

  private static IllegalArgumentException unknown(String optimizer) {
    return new SettingException(
        "optimizer",
        "The 'optimizer' of an RL4J agent is DL4J's own: adam, or sgd without momentum, but this is"
            + " %s.".formatted(optimizer));
  }

  /**
   * {@return DL4J's updater}
   *
   * @param optimizer one that is {@linkplain #requireKnown known}
   * @param progress the share of training that is done
   */
  static IUpdater of(OptimizerSettings optimizer, DoubleSupplier progress) {
    ISchedule learningRate = new Following(optimizer.learningRate(), progress);
    return optimizer instanceof Adam adam
        ? org.nd4j.linalg.learning.config.Adam.builder()
            .learningRateSchedule(learningRate)
            .beta1(adam.beta1())
            .beta2(adam.beta2())
            .epsilon(adam.epsilon())
            .build()
        : new org.nd4j.linalg.learning.config.Sgd(learningRate);
  }

  /** A schedule of ours, for DL4J. */
  // DL4J's schedules are Serializable, but networks are cloned without.
  @SuppressWarnings("serial")
  private record Following(Schedule schedule, DoubleSupplier progress) implements ISchedule {

    @Override
    public double valueAt(int iteration, int epoch) {
      return schedule.at(progress.getAsDouble());
    }

    @Override
    public ISchedule clone() {
      return this;
    }
  }
}
