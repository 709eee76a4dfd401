package io.rein4j.policy;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.env.VectorStep;
import io.rein4j.env.wrap.ObservationStep;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a trained agent: from the observations of its environment to its actions, with all
 * that stands between them, such as normalisation, frame stacks and bounds.
 *
 * <pre>{@code
 * Policy policy = Policy.load(Path.of("model.policy"));
 * float[] action = policy.act(observation);
 * }</pre>
 *
 * <p>Greedy actions are, bit for bit, those of the agent's evaluation on the same machine, for as
 * many observations at once. Drawn actions have the distribution that the agent explores by while
 * it learns; of state-dependent exploration each action is drawn by itself. An agent of action
 * values, as a DQN is, has none.
 *
 * <p>A policy never changes and is safe for use by any number of threads at once, also virtual
 * ones: each call takes arrays that no other call has, and gives them back at its end. What it is
 * handed over belongs to the caller. Acting allocates nothing in steady state, but for arrays that
 * are returned; arrays grow to the largest batch so far. OpenBLAS computes on one thread.
 *
 * <p>A policy that remembers, by a frame stack or an LSTM, acts in {@link Episodes} alone. Of a
 * {@link Box}, observations may lie outside the bounds, as an environment's own may.
 */
public final class Policy {

  private final PolicyContent content;
  private final Engine engine;
  private final String subject;
  private final int observationSize;
  private final int actionSize;

  private Policy(PolicyContent content, String subject) {
    this.content = content;
    this.engine = engine(content);
    this.subject = subject;
    this.observationSize = content.observations().size();
    this.actionSize = content.actions().size();
  }

  private static Engine engine(PolicyContent content) {
    try {
      return new Engine(content);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "Policies compute with OpenBLAS, which cannot be loaded: put org.bytedeco:openblas and"
              + " org.bytedeco:javacpp on the class path, and both with the classifier of the"
              + " platform, such as linux-x86_64.",
          e);
    }
  }

  /**
   * Loads a policy from the file that {@code rein4j export --format policy} or {@link #write} has
   * written.
   *
   * @param file the file
   * @return the policy
   * @throws IOException if there is no such file, it cannot be read, is no policy file, is of
   *     another version, or has been cut or altered, by a sentence that names it
   * @throws IllegalStateException if OpenBLAS is not on the class path with the platform's natives
   */
  public static Policy load(Path file) throws IOException {
    return new Policy(PolicyFile.read(file), "The policy '" + file + "'");
  }

  /**
   * Makes a policy of an agent as it is now; what the agent learns later does not change it.
   *
   * @param layers what the agent acts by
   * @param observations the space of the environment's observations
   * @param steps what is made of an observation before the agent sees it, in order
   * @param actions the space of the environment's actions
   * @param origin where the agent comes from, by names of any choice
   * @return the policy
   * @throws IllegalArgumentException if it has a layer that no policy can hold, parameters that are
   *     not finite, or does not fit the spaces
   */
  public static Policy of(
      PolicyLayers layers,
      Space observations,
      List<ObservationStep> steps,
      Space actions,
      Map<String, String> origin) {
    return new Policy(
        new PolicyContent(origin, observations, steps, actions, PlainLayers.of(layers)),
        "This policy");
  }

  /**
   * Writes the policy as a file has it.
   *
   * @param out receives it; is flushed and not closed
   * @throws IOException if the stream fails
   */
  public void write(OutputStream out) throws IOException {
    PolicyFile.write(content, out);
  }

  /** {@return the space of the environment's observations} */
  public Space observationSpace() {
    return content.observations();
  }

  /** {@return the space of the environment's actions} */
  public Space actionSpace() {
    return content.actions();
  }

  /**
   * {@return where the policy comes from: of a file of {@code rein4j export} the name, seed and
   * environment of its run, the checkpoint and its step, the version that trained it, and a hash of
   * its config}
   */
  public Map<String, String> origin() {
    return content.origin();
  }

  /** {@return whether actions depend on earlier observations of the episode} */
  public boolean remembers() {
    return engine.remembers();
  }

  /** {@return whether actions can be drawn, and not only be greedy ones} */
  public boolean draws() {
    return content.layers().draws();
  }

  /**
   * {@return the greedy action}
   *
   * @param observation as many floats as {@link #observationSpace} has
   * @throws IllegalArgumentException if there are more or fewer, or one is not finite or no value
   *     of a discrete space
   * @throws IllegalStateException if the policy {@linkplain #remembers remembers}
   */
  public float[] act(float[] observation) {
    float[] action = new float[actionSize];
    act(observation, action);
    return action;
  }

  /**
   * Chooses the greedy action.
   *
   * @param observation as many floats as {@link #observationSpace} has
   * @param action receives as many as {@link #actionSpace} has
   * @throws IllegalArgumentException if there are more or fewer, or one is not finite or no value
   *     of a discrete space
   * @throws IllegalStateException if the policy {@linkplain #remembers remembers}
   */
  public void act(float[] observation, float[] action) {
    requireOne(observation, action);
    choose(observation, 1, VectorStep.NO_MASKS, null, action);
  }

  /**
   * Chooses greedy actions, one for each of several observations that have nothing to do with each
   * other.
   *
   * @param observations rows × observation size floats from index 0
   * @param rows number of observations, ≥ 1
   * @param actions receives rows × action size floats from index 0
   * @throws IllegalArgumentException if an array is shorter, or a float is not finite or no value
   *     of a discrete space
   * @throws IllegalStateException if the policy {@linkplain #remembers remembers}
   */
  public void act(float[] observations, int rows, float[] actions) {
    requireRoom(observations, rows, actions);
    choose(observations, rows, VectorStep.NO_MASKS, null, actions);
  }

  /**
   * Chooses greedy actions as {@link #act(float[], int, float[])} does, among those that are
   * allowed.
   *
   * @param observations rows × observation size floats from index 0
   * @param rows number of observations, ≥ 1
   * @param masks a row of booleans for each observation, as of {@link io.rein4j.env.ActionMask}
   * @param actions receives rows × action size floats from index 0
   * @throws IllegalArgumentException if an array is of another size, a mask forbids everything, or
   *     a float is not finite or no value of a discrete space
   * @throws IllegalStateException if the policy {@linkplain #remembers remembers}
   */
  public void act(float[] observations, int rows, boolean[] masks, float[] actions) {
    requireRoom(observations, rows, actions);
    requireMasks(masks, rows);
    choose(observations, rows, masks, null, actions);
  }

  /**
   * {@return an action that is drawn from the policy's distribution}
   *
   * @param observation as many floats as {@link #observationSpace} has
   * @param random the source of randomness, such as a {@link io.rein4j.random.Pcg64} with a seed;
   *     no other thread may use it meanwhile
   * @throws IllegalArgumentException if there are more or fewer, or one is not finite or no value
   *     of a discrete space
   * @throws IllegalStateException if the policy {@linkplain #remembers remembers}, or {@linkplain
   *     #draws has no} distribution
   */
  public float[] sample(float[] observation, RandomGenerator random) {
    float[] action = new float[actionSize];
    requireOne(observation, action);
    sample(observation, 1, random, action);
    return action;
  }

  /**
   * Draws actions, one for each of several observations that have nothing to do with each other.
   *
   * @param observations rows × observation size floats from index 0
   * @param rows number of observations, ≥ 1
   * @param random the source of randomness; no other thread may use it meanwhile
   * @param actions receives rows × action size floats from index 0
   * @throws IllegalArgumentException if an array is shorter, or a float is not finite or no value
   *     of a discrete space
   * @throws IllegalStateException if the policy {@linkplain #remembers remembers}, or {@linkplain
   *     #draws has no} distribution
   */
  public void sample(float[] observations, int rows, RandomGenerator random, float[] actions) {
    requireRoom(observations, rows, actions);
    requireDraws(random);
    choose(observations, rows, VectorStep.NO_MASKS, random, actions);
  }

  /**
   * Draws actions as {@link #sample(float[], int, RandomGenerator, float[])} does, among those that
   * are allowed.
   *
   * @param observations rows × observation size floats from index 0
   * @param rows number of observations, ≥ 1
   * @param masks a row of booleans for each observation, as of {@link io.rein4j.env.ActionMask}
   * @param random the source of randomness; no other thread may use it meanwhile
   * @param actions receives rows × action size floats from index 0
   * @throws IllegalArgumentException if an array is of another size, a mask forbids everything, or
   *     a float is not finite or no value of a discrete space
   * @throws IllegalStateException if the policy {@linkplain #remembers remembers}, or {@linkplain
   *     #draws has no} distribution
   */
  public void sample(
      float[] observations, int rows, boolean[] masks, RandomGenerator random, float[] actions) {
    requireRoom(observations, rows, actions);
    requireDraws(random);
    requireMasks(masks, rows);
    choose(observations, rows, masks, random, actions);
  }

  /** {@return an episode at its beginning} */
  public Episodes episode() {
    return episodes(1);
  }

  /**
   * {@return episodes side by side at their beginnings, which act in one batch}
   *
   * @param rows how many, ≥ 1
   */
  public Episodes episodes(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "%s acts in at least one episode at once, but was asked for %s."
              .formatted(subject, rows));
    }
    return new Episodes(this, rows);
  }

  private void choose(
      float[] observations,
      int rows,
      boolean[] masks,
      @Nullable RandomGenerator random,
      float[] actions) {
    if (engine.remembers()) {
      throw new IllegalStateException(
          subject
              + " remembers earlier observations of an episode: take an episode() of it, and call"
              + " that one's act for each step.");
    }
    requireValues(observations, rows);
    Actor actor = engine.take();
    try {
      actor.act(observations, rows, masks, random, actions);
    } finally {
      engine.give(actor);
    }
  }

  Engine engine() {
    return engine;
  }

  /** Checks the arrays of a single observation. */
  void requireOne(float[] observation, float[] action) {
    if (observation.length != observationSize) {
      throw new IllegalArgumentException(
          "%s takes observations of %s floats, of %s, but was given %s."
              .formatted(subject, observationSize, content.observations(), observation.length));
    }
    if (action.length != actionSize) {
      throw new IllegalArgumentException(
          "%s gives actions of %s floats, of %s, but was given room for %s."
              .formatted(subject, actionSize, content.actions(), action.length));
    }
  }

  /** Checks the arrays of several observations. */
  void requireRoom(float[] observations, int rows, float[] actions) {
    if (rows < 1 || observations.length < (long) rows * observationSize) {
      throw new IllegalArgumentException(
          "%s takes one or more observations of %s floats each, of %s, but was given %s in an array of %s."
              .formatted(
                  subject, observationSize, content.observations(), rows, observations.length));
    }
    if (actions.length < (long) rows * actionSize) {
      throw new IllegalArgumentException(
          "%s gives actions of %s floats each, of %s, but was given room for %s floats for %s of them."
              .formatted(subject, actionSize, content.actions(), actions.length, rows));
    }
  }

  /** Checks arrays that hold so many rows and no more. */
  void requireExactly(float[] observations, int rows, float[] actions) {
    if (rows == 1) {
      requireOne(observations, actions);
      return;
    }
    requireRoom(observations, rows, actions);
    if (observations.length != rows * observationSize || actions.length != rows * actionSize) {
      throw new IllegalArgumentException(
          "%s acts in %s episodes with observations of %s floats each and actions of %s, but was given arrays of %s and %s."
              .formatted(
                  subject, rows, observationSize, actionSize, observations.length, actions.length));
    }
  }

  /** Checks masks, one for each row and no more. */
  void requireMasks(boolean[] masks, int rows) {
    MaskedActions masked = engine.masked();
    if (masked == null) {
      throw new IllegalArgumentException(
          "%s takes no action masks: its actions, of %s, are no integers."
              .formatted(subject, content.actions()));
    }
    if (masks.length != (long) rows * masked.size()) {
      throw new IllegalArgumentException(
          "%s takes masks of %s booleans each, of %s, but was given %s for %s observations."
              .formatted(subject, masked.size(), content.actions(), masks.length, rows));
    }
    for (int row = 0; row < rows; row++) {
      masked.require(masks, row * masked.size());
    }
  }

  /** Checks that actions can be drawn. */
  void requireDraws(RandomGenerator random) {
    Objects.requireNonNull(random, "random");
    if (!content.layers().draws()) {
      throw new IllegalStateException(
          subject
              + " has action values and no distribution to draw actions from: call act, and choose"
              + " random actions yourself once in a while if it is to explore.");
    }
  }

  /** Checks that observations are values that the network can take. */
  void requireValues(float[] observations, int rows) {
    Space space = content.observations();
    boolean isBox = space instanceof Box;
    int n = rows * observationSize;
    for (int i = 0; i < n; i++) {
      if (!Float.isFinite(observations[i])) {
        throw refused(observations, i, "give it finite numbers");
      }
    }
    for (int row = 0; row < rows && !isBox; row++) {
      if (!space.contains(observations, row * observationSize)) {
        throw refused(observations, firstOutside(observations, row), "give it values of " + space);
      }
    }
  }

  private int firstOutside(float[] observations, int row) {
    Space space = content.observations();
    List<Discrete> integers = space.integers();
    for (int i = row * observationSize; ; i++) {
      float value = observations[i];
      if (space instanceof MultiBinary
          ? value != 0 && value != 1
          : !integers.get(i % observationSize).contains(observations, i)) {
        return i;
      }
    }
  }

  private IllegalArgumentException refused(float[] observations, int index, String advice) {
    return new IllegalArgumentException(
        "%s was given an observation whose element %s is %s%s: %s."
            .formatted(
                subject,
                index % observationSize,
                observations[index],
                index < observationSize ? "" : " (in row " + index / observationSize + ")",
                advice));
  }

  /** {@return the file, and the spaces} */
  @Override
  public String toString() {
    return "%s: from %s to %s".formatted(subject, content.observations(), content.actions());
  }
}
