package io.rein4j.policy;

import io.rein4j.env.VectorStep;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Episodes side by side that a {@link Policy} acts in, with what it remembers of each: the state of
 * an LSTM, the frames of a stack.
 *
 * <p>They are as light as that memory. Not safe for use by several threads at once; other episodes
 * of the same policy are.
 */
public final class Episodes {

  private final Policy policy;
  private final int rows;
  private final float[] states;
  private final boolean[] begins;
  private final Preparation[] preparations;

  Episodes(Policy policy, int rows) {
    this.policy = policy;
    this.rows = rows;
    Engine engine = policy.engine();
    this.states = new float[Math.multiplyExact(rows, engine.network().stateSize())];
    this.begins = new boolean[rows];
    this.preparations = new Preparation[engine.prepares() ? rows : 0];
    Arrays.setAll(preparations, row -> engine.preparation());
    start();
  }

  /** {@return how many there are} */
  public int rows() {
    return rows;
  }

  /** Begins all episodes anew. */
  public void start() {
    for (int row = 0; row < rows; row++) {
      start(row);
    }
  }

  /**
   * Forgets an episode, as another one starts in its place.
   *
   * @param row which of the episodes
   */
  public void start(int row) {
    int size = states.length / rows;
    Arrays.fill(states, row * size, (row + 1) * size, 0);
    begins[row] = true;
  }

  /**
   * {@return the greedy action for the next step of the only episode}
   *
   * @param observation what it shows
   * @throws IllegalArgumentException if that is of another size, not finite or no value of a
   *     discrete space; the episode is as before then
   */
  public float[] act(float[] observation) {
    float[] action = new float[policy.actionSpace().size()];
    act(observation, action);
    return action;
  }

  /**
   * Chooses greedy actions for the next step of each episode.
   *
   * @param observations a row of as many floats as the observation space has for each episode
   * @param actions receives a row of as many floats as the action space has for each
   * @throws IllegalArgumentException if an array has another size, or an element is not finite or
   *     no value of a discrete space; the episodes are as before then
   */
  public void act(float[] observations, float[] actions) {
    step(observations, VectorStep.NO_MASKS, null, actions);
  }

  /**
   * Chooses greedy actions for the next step of each episode, among those that are allowed.
   *
   * @param observations a row of as many floats as the observation space has for each episode
   * @param masks a row of booleans for each episode, as of {@link io.rein4j.env.ActionMask}
   * @param actions receives a row of as many floats as the action space has for each
   * @throws IllegalArgumentException if an array has another size, a mask forbids everything, or an
   *     element is not finite or no value of a discrete space; the episodes are as before then
   */
  public void act(float[] observations, boolean[] masks, float[] actions) {
    policy.requireMasks(masks, rows);
    step(observations, masks, null, actions);
  }

  /**
   * {@return an action for the next step of the only episode, drawn from the policy's distribution}
   *
   * @param observation what it shows
   * @param random the source of randomness
   * @throws IllegalArgumentException if the observation is of another size, not finite or no value
   *     of a discrete space; the episode is as before then
   * @throws IllegalStateException if the policy {@linkplain Policy#draws has no} distribution
   */
  public float[] sample(float[] observation, RandomGenerator random) {
    float[] action = new float[policy.actionSpace().size()];
    sample(observation, random, action);
    return action;
  }

  /**
   * Draws actions for the next step of each episode.
   *
   * @param observations a row of as many floats as the observation space has for each episode
   * @param random the source of randomness
   * @param actions receives a row of as many floats as the action space has for each
   * @throws IllegalArgumentException if an array has another size, or an element is not finite or
   *     no value of a discrete space; the episodes are as before then
   * @throws IllegalStateException if the policy {@linkplain Policy#draws has no} distribution
   */
  public void sample(float[] observations, RandomGenerator random, float[] actions) {
    policy.requireDraws(random);
    step(observations, VectorStep.NO_MASKS, random, actions);
  }

  /**
   * Draws actions for the next step of each episode, among those that are allowed.
   *
   * @param observations a row of as many floats as the observation space has for each episode
   * @param masks a row of booleans for each episode, as of {@link io.rein4j.env.ActionMask}
   * @param random the source of randomness
   * @param actions receives a row of as many floats as the action space has for each
   * @throws IllegalArgumentException if an array has another size, a mask forbids everything, or an
   *     element is not finite or no value of a discrete space; the episodes are as before then
   * @throws IllegalStateException if the policy {@linkplain Policy#draws has no} distribution
   */
  public void sample(
      float[] observations, boolean[] masks, RandomGenerator random, float[] actions) {
    policy.requireDraws(random);
    policy.requireMasks(masks, rows);
    step(observations, masks, random, actions);
  }

  private void step(
      float[] observations, boolean[] masks, @Nullable RandomGenerator random, float[] actions) {
    policy.requireExactly(observations, rows, actions);
    policy.requireValues(observations, rows);
    Engine engine = policy.engine();
    Actor actor = engine.take();
    try {
      actor.act(observations, preparations, begins, states, masks, random, actions);
    } finally {
      engine.give(actor);
    }
    Arrays.fill(begins, false);
  }
}
