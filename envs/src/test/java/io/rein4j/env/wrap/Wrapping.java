package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Env;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** What the tests of wrappers share. */
final class Wrapping {

  static final double GAMMA = 0.9;

  private Wrapping() {}

  static WrapperStack stack(long seed, Wrapper... wrappers) {
    return new WrapperStack(List.of(wrappers), GAMMA, new RandomStreams(seed));
  }

  static Env training(Env innermost, Wrapper... wrappers) {
    return stack(1, wrappers).forTraining(innermost, 0);
  }

  static Env evaluation(Env innermost, Wrapper... wrappers) {
    return stack(1, wrappers).forEvaluation(innermost);
  }

  /** The rewards of the next steps, with action 0; ended episodes are followed by others. */
  static double[] rewards(Env env, int steps) {
    float[] action = new float[env.actionSpace().size()];
    float[] observation = new float[env.observationSpace().size()];
    double[] rewards = new double[steps];
    for (int i = 0; i < steps; i++) {
      rewards[i] = env.step(action, 0, observation, 0);
      if (env.terminated() || env.truncated()) {
        env.reset(observation, 0);
      }
    }
    return rewards;
  }

  static float[] reset(Env env, long seed) {
    float[] observation = new float[env.observationSpace().size()];
    env.reset(seed, observation, 0);
    return observation;
  }

  static float[] step(Env env, float action) {
    float[] observation = new float[env.observationSpace().size()];
    env.step(new float[] {action}, 0, observation, 0);
    return observation;
  }

  /**
   * Checks that a copy of the state, taken at any of the first steps, goes on as the environment.
   *
   * @param make makes the wrapped environment
   */
  static void assertStateIsWhole(Supplier<Env> make, int steps) throws IOException {
    Env env = make.get();
    reset(env, 3);
    for (int i = 0; i < steps; i++) {
      byte[] state = StateBytes.of(env.state().orElseThrow());
      double[] expected = rewards(env, 10);
      float[] observation = step(env, 1);
      Env other = make.get();
      reset(other, 99);
      rewards(other, 7);
      StateBytes.restore(state, other.state().orElseThrow());
      assertThat(rewards(other, 10)).isEqualTo(expected);
      assertThat(step(other, 1)).isEqualTo(observation);
    }
  }
}
