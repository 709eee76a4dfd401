package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.random.RandomStreams;
import java.util.List;

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
}
