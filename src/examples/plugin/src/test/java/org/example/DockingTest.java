package org.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Env;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.contract.EnvContract;
import org.junit.jupiter.api.Test;

class DockingTest extends EnvContract {

  private static final float BACK = 0;
  private static final float FORTH = 2;

  @Override
  protected Env make() {
    return new TaskEnv(new Docking());
  }

  @Test
  void episode_byTheFastestWay_endsAtThePort() {
    try (Env env = make()) {
      float[] observation = new float[2];
      env.reset(1, observation, 0);
      float towards = observation[0] > 0 ? BACK : FORTH;
      double middle = observation[0] / 2;
      int steps = 0;
      while (!env.terminated()) {
        boolean far = Math.abs(observation[0]) > Math.abs(middle);
        float[] thrust = {far ? towards : FORTH - towards};
        assertThat(env.step(thrust, 0, observation, 0)).isEqualTo(-1);
        steps++;
      }
      assertThat(observation[0]).isBetween(-0.1f, 0.1f);
      assertThat(observation[1]).isBetween(-0.15f, 0.15f);
      assertThat(steps).isBetween(10, 25);
    }
  }
}
