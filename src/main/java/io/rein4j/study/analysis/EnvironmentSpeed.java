package io.rein4j.study.analysis;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.EnvSettings;
import io.rein4j.env.source.EnvSource;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fast an environment is by itself, under random actions, on one thread, made where the runs
 * make theirs: here, in Python or on a server.
 *
 * @param environment its name
 * @param stepsPerSecond steps a second, resets at the ends of episodes included
 */
public record EnvironmentSpeed(String environment, double stepsPerSecond) {

  private static final int COPIES = 8;
  private static final int ROUND = 1000;
  private static final int STEPS_BETWEEN_LOOKS = 10;
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * {@return the speed, measured now for about a second and a half}
   *
   * @param catalog what has the environments of this process
   * @param environment the environment's name
   * @param settings the environment, its options and where it lives; as many copies as the runs
   *     have if it lives elsewhere, eight otherwise; wrappers do not matter
   */
  public static EnvironmentSpeed measure(
      Catalog catalog, String environment, EnvSettings settings) {
    List<Env> envs = new ArrayList<>();
    try (EnvSource source = settings.open(catalog, notice -> {});
        SyncVectorEnv vector =
            SyncVectorEnv.of(
                copies(settings),
                index -> {
                  envs.add(source.make());
                  return envs.get(index);
                },
                EpisodeSeeds.derived(1, "speed"),
                () -> source.together(envs))) {
      int size = vector.actionSpace().size();
      float[][] actions = new float[ROUND][vector.count() * size];
      Pcg64 random = new RandomStreams(1).stream("speed");
      for (float[] each : actions) {
        for (int i = 0; i < vector.count(); i++) {
          vector.actionSpace().sample(random, each, i * size);
        }
      }
      MaskedActions masked =
          vector.actionMasks().length == 0 ? null : MaskedActions.of(vector.actionSpace());
      vector.reset();
      steps(vector, actions, masked, random, WARM_UP_NANOS);
      long start = System.nanoTime();
      long steps = steps(vector, actions, masked, random, MEASURED_NANOS);
      return new EnvironmentSpeed(environment, steps / ((System.nanoTime() - start) * 1e-9));
    }
  }

  private static int copies(EnvSettings settings) {
    boolean here = settings.server() == null && !settings.id().startsWith(EnvSource.GYM);
    return here ? COPIES : settings.count();
  }

  private static void drawAllowed(
      MaskedActions masked, SyncVectorEnv vector, Pcg64 random, float[] actions) {
    int size = vector.actionSpace().size();
    for (int i = 0; i < vector.count(); i++) {
      masked.sample(vector.actionMasks(), i * masked.size(), random, actions, i * size);
    }
  }

  /** Looks at the clock rarely: a native environment takes less time for a step. */
  private static long steps(
      SyncVectorEnv vector,
      float[][] actions,
      @Nullable MaskedActions masked,
      Pcg64 random,
      long nanos) {
    long end = System.nanoTime() + nanos;
    long steps = 0;
    for (int next = 0; System.nanoTime() - end < 0; next = (next + STEPS_BETWEEN_LOOKS) % ROUND) {
      for (int i = next; i < next + STEPS_BETWEEN_LOOKS; i++) {
        if (masked != null) {
          drawAllowed(masked, vector, random, actions[i]);
        }
        vector.step(actions[i]);
      }
      steps += (long) STEPS_BETWEEN_LOOKS * vector.count();
    }
    return steps;
  }
}
