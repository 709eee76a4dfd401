package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Goldens;
import io.rein4j.schedule.Schedule;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Where ND4J's updaters mean the same formula, the same gradients lead to the same parameters. */
class Nd4jUpdatersTest {

  private static final int SIZE = 20;
  private static final Schedule RATE = Schedule.constant(0.01);

  @Test
  void adam_withNegligibleEpsilon_agrees() {
    compare(
        new Adam(RATE, 0.9, 0.99, 1e-12),
        new org.nd4j.linalg.learning.config.Adam(0.01, 0.9, 0.99, 1e-12));
  }

  @Test
  void rmsProp_withNegligibleEpsilon_agrees() {
    compare(
        new RmsProp(RATE, 0.9, 1e-12),
        new org.nd4j.linalg.learning.config.RmsProp(0.01, 0.9, 1e-12));
  }

  @Test
  void sgd_withoutMomentum_agrees() {
    compare(new Sgd(RATE, 0, false), new org.nd4j.linalg.learning.config.Sgd(0.01));
  }

  @Test
  void sgd_withNesterovMomentum_agrees() {
    compare(new Sgd(RATE, 0.9, true), new Nesterovs(0.01, 0.9));
  }

  private static void compare(OptimizerSettings settings, IUpdater updater) {
    SplittableRandom random = new SplittableRandom(3);
    Optimizer optimizer =
        settings.bind(ParameterLayout.builder().add("q/dense0/weight", SIZE).build());
    long state = updater.stateSize(SIZE);
    GradientUpdater<?> theirs =
        updater.instantiate(state == 0 ? null : Nd4j.zeros(DataType.FLOAT, 1, state), true);
    float[] parameters = new float[SIZE];
    INDArray others = Nd4j.zeros(DataType.FLOAT, 1, SIZE);
    for (int step = 0; step < 10; step++) {
      float[] gradient = new float[SIZE];
      for (int i = 0; i < SIZE; i++) {
        gradient[i] = (float) (random.nextDouble(0.1, 1) * (random.nextBoolean() ? 1 : -1));
      }
      optimizer.step(parameters, gradient, 0.01);
      INDArray update = Nd4j.create(gradient, new long[] {1, SIZE}, 'c');
      theirs.applyUpdater(update, step, 0);
      others.subi(update);
      Goldens.checkClose("step " + step, parameters, others.data().asFloat(), 2e-5, 1e-6);
    }
  }
}
