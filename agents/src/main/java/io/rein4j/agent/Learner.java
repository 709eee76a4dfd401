package io.rein4j.agent;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Network;
import io.rein4j.policy.Policy;
import io.rein4j.policy.PolicyLayers;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A learner in a run's environments, which can be asked at any time what it has learned.
 *
 * <p>The ordinary one is an {@link Agent}, which is told when to act and when to learn; any other
 * drives itself.
 */
public interface Learner extends Stateful {

  /**
   * Learns until the training is over.
   *
   * @param training what to learn in, at the beginning or where its state left off
   * @throws NonFiniteGradientException if the clipping settings say that the run must stop
   */
  void learn(Training training);

  /**
   * Takes in, before it learns, that an environment's episode was cut behind the last step, as by a
   * truncation there, and that the environment has started the next episode.
   *
   * @param env index of the environment
   * @param observations environments × observation size floats, of which the environment's row is
   *     the episode's last observation
   * @throws IllegalStateException if this cannot resume, and so has no episode under way
   */
  void cut(int env, float[] observations);

  /**
   * {@return a way to act as is held for best, at the start of as many episodes as there are rows;
   * it goes by the parameters of the moment when it acts}
   *
   * @param rows number of episodes side by side, ≥ 1
   */
  GreedyPolicy greedyPolicy(int rows);

  /**
   * {@return what the learner expects at the start of as many episodes as there are rows; none, if
   * it estimates no returns}
   *
   * @param rows number of episodes side by side, ≥ 1
   */
  default Optional<ReturnEstimates> returnEstimates(int rows) {
    return Optional.empty();
  }

  /**
   * {@return whether every gradient of an update comes from experience that the present policy
   * collected in one rollout, as opposed to a replay memory} If not, an episode's updates are those
   * made while it was running.
   */
  boolean onPolicy();

  /** {@return how the parameters lie in their array} */
  ParameterLayout layout();

  /** {@return the parameters themselves, not a copy} */
  float[] parameters();

  /**
   * Takes over the parameters of another learner before it learns, and nothing else of it.
   *
   * @param values in this learner's {@link #layout}
   * @throws IllegalArgumentException if this learner always starts from parameters of its own
   */
  default void startFrom(float[] values) {
    throw new IllegalArgumentException("This agent cannot start from another run's weights.");
  }

  /**
   * {@return the network that says what to do: from a row of observations to a row of what greedy
   * actions are read off, such as action values or logits, or to the greedy action itself where it
   * is continuous; none, if no single network does}
   */
  default Optional<Network> policyNetwork() {
    return policyLayers().map(PolicyLayers::toNetwork);
  }

  /**
   * {@return the layers that the learner acts by, on its parameters, of which {@link Policy#of}
   * makes a policy apart from it; none, if no layers of Rein4J do}
   */
  default Optional<PolicyLayers> policyLayers() {
    return Optional.empty();
  }

  /**
   * Reports the figures gathered since the last call, and starts gathering anew.
   *
   * @param sink receives each figure by its name
   */
  void drainMetrics(MetricSink sink);

  /**
   * {@return what the learner's own measurements over all of its training say, in sentences; none
   * without diagnostics}
   */
  default List<String> advice() {
    return List.of();
  }

  /**
   * {@return whether the state is all that learning depends on, so that a run can go on from it} If
   * not, the state is what acting greedily depends on, and a run that was interrupted can only
   * begin again.
   */
  boolean canResume();

  /**
   * Hands over everything that acting and, if this {@linkplain #canResume can resume}, learning
   * depend on, but for what is in a {@link #snapshot}.
   *
   * @throws IOException if the state cannot be written or read, or is that of a learner with other
   *     settings or in another context, after which this is of no use
   */
  @Override
  void state(State state) throws IOException;

  /**
   * {@return the part of the state that {@link #state} leaves out as it is large, such as the
   * observations of a replay memory, as it is at this moment} Acting greedily does not depend on
   * it. There is one snapshot at a time: it is closed before the next is taken. One that is taken
   * as soon as this has read its own state reads what a snapshot wrote that belonged to it.
   */
  default StateSnapshot snapshot() {
    return StateSnapshot.EMPTY;
  }
}
