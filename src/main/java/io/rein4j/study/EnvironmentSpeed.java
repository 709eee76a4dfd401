package io.rein4j.study;

import io.rein4j.config.EnvSettings;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.registry.Envs;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How fast an environment is by itself, under random actions, on one thread.
 *
 * @param environment its id
 * @param stepsPerSecond steps a second, resets at the ends of episodes included
 */
public record EnvironmentSpeed(String environment, double stepsPerSecond) {

  private static final int COPIES = 8;
  private static final int ROUND = 1000;
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * {@return the speed, measured now for about a second and a half}
   *
   * @param settings the environment and its options; count and wrappers do not matter
   */
  public static EnvironmentSpeed measure(EnvSettings settings) {
    List<Env> envs = new ArrayList<>();
    for (int i = 0; i < COPIES; i++) {
      envs.add(Envs.make(settings.id(), settings.options()));
    }
    try (SyncVectorEnv vector = new SyncVectorEnv(envs, EpisodeSeeds.derived(1, "speed"))) {
      int size = vector.actionSpace().size();
      float[][] actions = new float[ROUND][COPIES * size];
      Pcg64 random = new RandomStreams(1).stream("speed");
      for (float[] each : actions) {
        for (int i = 0; i < COPIES; i++) {
          vector.actionSpace().sample(random, each, i * size);
        }
      }
      vector.reset();
      steps(vector, actions, WARM_UP_NANOS);
      long start = System.nanoTime();
      long steps = steps(vector, actions, MEASURED_NANOS);
      return new EnvironmentSpeed(settings.id(), steps / ((System.nanoTime() - start) * 1e-9));
    }
  }

  private static long steps(SyncVectorEnv vector, float[][] actions, long nanos) {
    long end = System.nanoTime() + nanos;
    long steps = 0;
    while (System.nanoTime() - end < 0) {
      for (float[] each : actions) {
        vector.step(each);
      }
      steps += (long) ROUND * COPIES;
    }
    return steps;
  }
}
