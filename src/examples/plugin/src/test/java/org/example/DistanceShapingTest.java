package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Env;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.contract.WrapperContract;
import io.rein4j.env.wrap.Wrapper;
import org.junit.jupiter.api.Test;

class DistanceShapingTest extends WrapperContract {

  private static final double GAMMA = 0.9;
  private static final float FORTH = 2;

  @Override
  protected Wrapper wrapper() {
    return new DistanceShaping(1);
  }

  @Override
  protected Env innermost() {
    return new TaskEnv(new Docking());
  }

  @Test
  void reward_ofAStep_paysForTheWayThatItCameCloser() {
    try (Env env = new ShapedEnv(innermost(), 10, GAMMA)) {
      float[] before = new float[2];
      float[] after = new float[2];
      env.reset(1, before, 0);

      double reward = env.step(new float[] {FORTH}, 0, after, 0);

      double expected =
          -1 - GAMMA * 10 * Math.hypot(after[0], after[1]) + 10 * Math.hypot(before[0], before[1]);
      assertThat(reward).isCloseTo(expected, within(1e-6));
    }
  }
}
