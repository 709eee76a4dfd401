package io.rein4j.env;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A vector of environments that step one after another in the calling thread.
 *
 * <p>With {@link EpisodeSeeds#first} it gives what Gymnasium's {@code
 * SyncVectorEnv(autoreset_mode=SAME_STEP)} gives after {@code reset(seed)}. Steps and resets
 * allocate nothing that the environments do not. Environments that live elsewhere can be told of a
 * step ahead, so that they take it together.
 */
public final class SyncVectorEnv implements VectorEnv {

  private final Env[] envs;
  private final EpisodeSeeds seeds;
  private final Space observationSpace;
  private final Space actionSpace;
  private final int observationSize;
  private final int actionSize;
  private final @Nullable StepAhead ahead;
  private final long[] nextSeeds;
  private final long[] episodes;
  private final float[] observations;
  private final float[] finalObservations;
  private final double[] rewards;
  private final boolean[] terminated;
  private final boolean[] truncated;

  /** Of each environment, or of none. */
  private final List<ActionMask> masks;

  private final @Nullable MaskedActions maskedActions;
  private final int maskSize;
  private final boolean[] actionMasks;
  private final boolean[] finalActionMasks;

  /**
   * Makes a vector; it owns the environments from then on.
   *
   * @param envs one or more environments with equal spaces
   * @param seeds the seed of each episode's reset
   */
  public SyncVectorEnv(List<? extends Env> envs, EpisodeSeeds seeds) {
    this(envs, seeds, null);
  }

  /**
   * Makes a vector; it owns the environments from then on.
   *
   * @param envs one or more environments with equal spaces
   * @param seeds the seed of each episode's reset
   * @param ahead told of each step before the environments are, if there is one; each environment
   *     must hand its action on as it is, once a step
   */
  public SyncVectorEnv(List<? extends Env> envs, EpisodeSeeds seeds, @Nullable StepAhead ahead) {
    if (envs.isEmpty()) {
      throw new IllegalArgumentException("A vector holds 1 or more environments, but got none.");
    }
    this.envs = envs.toArray(Env[]::new);
    this.seeds = seeds;
    this.ahead = ahead;
    this.observationSpace = this.envs[0].observationSpace();
    this.actionSpace = this.envs[0].actionSpace();
    for (int i = 1; i < this.envs.length; i++) {
      requireEqual(i, "observations", observationSpace, this.envs[i].observationSpace());
      requireEqual(i, "actions", actionSpace, this.envs[i].actionSpace());
    }
    this.observationSize = observationSpace.size();
    this.actionSize = actionSpace.size();
    int count = this.envs.length;
    this.nextSeeds = new long[count];
    this.episodes = new long[count];
    this.observations = new float[count * observationSize];
    this.finalObservations = new float[count * observationSize];
    this.rewards = new double[count];
    this.terminated = new boolean[count];
    this.truncated = new boolean[count];
    this.masks = Arrays.stream(this.envs).flatMap(env -> env.actionMask().stream()).toList();
    if (masks.size() != 0 && masks.size() != count) {
      throw new IllegalArgumentException(
          "The environments of a vector all have an action mask or none has, but of %s it is %s."
              .formatted(count, masks.size()));
    }
    this.maskedActions = masks.isEmpty() ? null : MaskedActions.of(actionSpace);
    this.maskSize = maskedActions == null ? 0 : maskedActions.size();
    this.actionMasks = new boolean[Math.multiplyExact(count, maskSize)];
    this.finalActionMasks = new boolean[actionMasks.length];
  }

  /**
   * {@return a vector of new environments}
   *
   * @param count how many, 1 or more
   * @param factory makes the environment with an index
   * @param seeds the seed of each episode's reset
   */
  public static SyncVectorEnv of(
      int count, IntFunction<? extends Env> factory, EpisodeSeeds seeds) {
    return of(count, factory, seeds, Optional::empty);
  }

  /**
   * {@return a vector of new environments}
   *
   * @param count how many, 1 or more
   * @param factory makes the environment with an index
   * @param seeds the seed of each episode's reset
   * @param ahead asked, once the environments are made, for a way to step them ahead
   */
  public static SyncVectorEnv of(
      int count,
      IntFunction<? extends Env> factory,
      EpisodeSeeds seeds,
      Supplier<Optional<StepAhead>> ahead) {
    Env[] envs = new Env[count];
    try {
      for (int i = 0; i < count; i++) {
        envs[i] = factory.apply(i);
      }
      return new SyncVectorEnv(List.of(envs), seeds, ahead.get().orElse(null));
    } catch (RuntimeException | Error e) {
      for (Env env : envs) {
        if (env != null) {
          env.close();
        }
      }
      throw e;
    }
  }

  private static void requireEqual(int env, String what, Space expected, Space found) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "The environments of a vector have equal spaces, but the %s of environment 0 are %s and those of environment %s are %s."
              .formatted(what, expected, env, found));
    }
  }

  @Override
  public int count() {
    return envs.length;
  }

  @Override
  public Space observationSpace() {
    return observationSpace;
  }

  @Override
  public Space actionSpace() {
    return actionSpace;
  }

  @Override
  public void reset() {
    for (int i = 0; i < envs.length; i++) {
      episodes[i] = 0;
      rewards[i] = 0;
      terminated[i] = false;
      truncated[i] = false;
      start(i);
    }
  }

  @Override
  public void step(float[] actions) {
    if (actions.length != envs.length * actionSize) {
      throw new IllegalArgumentException(
          "Expected %s × %s floats of actions, but found %s."
              .formatted(envs.length, actionSize, actions.length));
    }
    if (ahead != null) {
      for (int i = 0; i < envs.length; i++) {
        nextSeeds[i] = seeds.seed(i, episodes[i] + 1);
      }
      ahead.step(actions, nextSeeds);
    }
    for (int i = 0; i < envs.length; i++) {
      Env env = envs[i];
      int row = i * observationSize;
      rewards[i] = env.step(actions, i * actionSize, observations, row);
      terminated[i] = env.terminated();
      truncated[i] = env.truncated();
      if (terminated[i] || truncated[i]) {
        System.arraycopy(observations, row, finalObservations, row, observationSize);
        mask(i, finalActionMasks, terminated[i]);
        episodes[i]++;
        start(i);
      } else {
        mask(i, actionMasks, false);
      }
    }
  }

  /** Takes in what an environment allows: all of it where nothing follows. */
  private void mask(int env, boolean[] into, boolean isOver) {
    if (maskedActions == null) {
      return;
    }
    int first = env * maskSize;
    if (isOver) {
      Arrays.fill(into, first, first + maskSize, true);
      return;
    }
    masks.get(env).write(into, first);
    maskedActions.require(into, first);
  }

  /**
   * Starts the next episode in every environment that cannot go on with the one whose state was
   * read: it is truncated, with the last step's observation as its final one.
   *
   * @return the indices of these environments, in order
   */
  public int[] startAgain() {
    int[] cut = IntStream.range(0, envs.length).filter(env -> envs[env].truncated()).toArray();
    for (int env : cut) {
      int row = env * observationSize;
      System.arraycopy(observations, row, finalObservations, row, observationSize);
      System.arraycopy(actionMasks, env * maskSize, finalActionMasks, env * maskSize, maskSize);
      terminated[env] = false;
      truncated[env] = true;
      episodes[env]++;
      start(env);
    }
    return cut;
  }

  private void start(int env) {
    long seed = seeds.seed(env, episodes[env]);
    int row = env * observationSize;
    if (seed == EpisodeSeeds.UNSEEDED) {
      envs[env].reset(observations, row);
    } else {
      envs[env].reset(seed, observations, row);
    }
    mask(env, actionMasks, false);
  }

  @Override
  public float[] observations() {
    return observations;
  }

  @Override
  public double[] rewards() {
    return rewards;
  }

  @Override
  public boolean[] terminated() {
    return terminated;
  }

  @Override
  public boolean[] truncated() {
    return truncated;
  }

  @Override
  public float[] finalObservations() {
    return finalObservations;
  }

  @Override
  public boolean[] actionMasks() {
    return actionMasks;
  }

  @Override
  public boolean[] finalActionMasks() {
    return finalActionMasks;
  }

  /**
   * {@return the number of the episode that is under way in an environment, from 0}
   *
   * @param env index of the environment
   */
  public long episode(int env) {
    return episodes[env];
  }

  @Override
  public Optional<Stateful> state() {
    Stateful[] states = new Stateful[envs.length];
    for (int i = 0; i < envs.length; i++) {
      Optional<Stateful> state = envs[i].state();
      if (state.isEmpty()) {
        return Optional.empty();
      }
      states[i] = state.get();
    }
    return Optional.of(state -> state(states, state));
  }

  private void state(Stateful[] states, State state) throws IOException {
    int count = state.of(envs.length);
    if (count != envs.length) {
      throw new IOException(
          "Expected the state of %s environments, but found that of %s."
              .formatted(envs.length, count));
    }
    state.of(episodes);
    state.of(rewards);
    state.of(terminated);
    state.of(truncated);
    state.of(observations);
    state.of(finalObservations);
    if (maskedActions != null) {
      state.of(actionMasks);
      state.of(finalActionMasks);
    }
    for (Stateful env : states) {
      env.state(state);
    }
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (Env env : envs) {
      try {
        env.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
