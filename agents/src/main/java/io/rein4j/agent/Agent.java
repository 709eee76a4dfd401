package io.rein4j.agent;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.VectorStep;
import io.rein4j.nn.Network;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * What acts in several environments at once and learns from what comes of it.
 *
 * <p>Training alternates {@link #act} and {@link #observe}, one pair per step of the environments.
 * An agent knows nothing of files, clocks or episodes' statistics.
 */
public interface Agent {

  /**
   * Chooses an action for every environment, exploring as the agent does while it learns.
   *
   * @param observations environments × observation size floats
   * @param actions receives environments × action size floats
   */
  void act(float[] observations, float[] actions);

  /**
   * Takes in what the actions of the last {@link #act} led to, and learns when there is enough.
   *
   * @param step what the environments answered
   * @param updates hears of every update that is made
   * @return whether the agent learned
   * @throws NonFiniteGradientException if the clipping settings say that the run must stop
   */
  boolean observe(VectorStep step, UpdateListener updates);

  /**
   * Takes in that an environment's episode was cut behind the last step, as by a truncation there,
   * and that the next {@link #act} sees the next episode's first observation.
   *
   * @param env index of the environment
   * @param observations environments × observation size floats, of which the environment's row is
   *     the episode's last observation
   */
  void cut(int env, float[] observations);

  /**
   * {@return a way to act as the agent holds for best, at the start of as many episodes as there
   * are rows; it goes by the parameters that the agent has when it acts}
   *
   * @param rows number of episodes side by side, ≥ 1
   */
  GreedyPolicy greedyPolicy(int rows);

  /**
   * {@return whether every gradient of an update comes from experience that the present policy
   * collected in one rollout, as opposed to a replay memory}
   */
  boolean onPolicy();

  /**
   * {@return whether the agent stands between two rollouts, where training may end; always, for an
   * agent that learns from a replay memory}
   */
  boolean atRolloutBoundary();

  /** {@return how the parameters lie in their array} */
  ParameterLayout layout();

  /** {@return the parameters themselves, not a copy} */
  float[] parameters();

  /**
   * {@return the network that says what to do: from a row of observations to a row of what greedy
   * actions are read off, such as action values or logits; none, if no single network does}
   */
  default Optional<Network> policyNetwork() {
    return Optional.empty();
  }

  /**
   * Reports the figures gathered since the last call, and starts gathering anew.
   *
   * @param sink receives each figure by its name
   */
  void drainMetrics(MetricSink sink);

  /**
   * Writes everything that acting and learning depend on.
   *
   * @param out receives the state
   * @throws IOException if {@code out} fails
   */
  void writeState(DataOutput out) throws IOException;

  /**
   * Takes over what {@link #writeState} of an agent with the same settings and context wrote.
   *
   * @param in holds the state
   * @throws IOException if {@code in} fails or holds something else
   */
  void readState(DataInput in) throws IOException;
}
