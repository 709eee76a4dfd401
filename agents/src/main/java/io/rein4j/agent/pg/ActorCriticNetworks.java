package io.rein4j.agent.pg;

import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The networks of an actor and a critic: one each, one with a trunk that both share, or an actor
 * alone, whose every value is 0. Arrays belong to them until their next call.
 *
 * <p>Recurrent ones have a state for each environment's episode, which is all zeros at an episode's
 * start.
 */
final class ActorCriticNetworks implements Stateful {

  private final Network actor;

  /** Null if the critic has a head in the actor's network, or if there is none. */
  private final @Nullable Network critic;

  private final boolean isShared;

  /** The actor's outputs. */
  private final int width;

  private final CriticHead head;

  /** For each network a state of each environment, where it has one. */
  private final float[] actorStates;

  private final float[] criticStates;
  private final float[][] states;

  private float[] ahead = {};
  private float[] outputs = {};
  private float[] criticOutputs = {};
  private int rows;
  private float[] split = {};
  private float[] splitValues = {};
  private float[] joined = {};
  private float[] zeros = {};

  ActorCriticNetworks(
      Parameters parameters, Architecture architecture, CriticHead head, int environments) {
    this.actor = new Network(parameters, architecture.trained());
    this.critic =
        architecture.critic() == null ? null : new Network(parameters, architecture.critic());
    this.isShared = architecture.isShared();
    this.width = architecture.actor().outputs();
    this.head = head;
    this.actorStates = statesOf(actor, environments);
    this.criticStates = critic == null ? Network.NO_STATES : statesOf(critic, environments);
    this.states =
        Arrays.stream(new float[][] {actorStates, criticStates})
            .filter(of -> of.length > 0)
            .toArray(float[][]::new);
  }

  private static float[] statesOf(Network network, int environments) {
    return new float[Math.multiplyExact(environments, network.stateSize())];
  }

  /** {@return all networks, which learn} */
  Network[] all() {
    return critic == null ? new Network[] {actor} : new Network[] {actor, critic};
  }

  /** Draws their weights. */
  void initialize(Pcg64 random) {
    actor.initialize(random);
    if (critic != null) {
      critic.initialize(random);
    }
  }

  /** Computes everything for what all environments show, as the next step of their episodes. */
  void step(float[] observations, int rows) {
    float[] computed = actor.step(observations, rows, actorStates);
    float[] valued = critic == null ? zeros(rows) : critic.step(observations, rows, criticStates);
    take(computed, valued, rows);
  }

  /** Computes everything for a minibatch, and keeps what a backward pass needs. */
  void forward(Minibatch batch) {
    float[] computed = forward(actor, batch, 0);
    float[] valued =
        critic == null
            ? zeros(batch.size())
            : forward(critic, batch, actorStates.length > 0 ? 1 : 0);
    take(computed, valued, batch.size());
  }

  private static float[] forward(Network network, Minibatch batch, int state) {
    return network.stateSize() == 0
        ? network.forward(batch.observations(), batch.size())
        : network.forward(batch.observations(), batch.sequences(), batch.states()[state]);
  }

  private void take(float[] computed, float[] valued, int rows) {
    outputs = isShared ? split(computed, rows) : computed;
    criticOutputs = isShared ? splitValues : valued;
    this.rows = rows;
  }

  /** {@return the actor's outputs among those of both heads; the critic's lie apart then too} */
  private float[] split(float[] both, int rows) {
    int valued = head.outputs();
    if (splitValues.length < rows * valued) {
      split = new float[rows * width];
      splitValues = new float[rows * valued];
      joined = new float[rows * (width + valued)];
    }
    for (int row = 0; row < rows; row++) {
      int from = row * (width + valued);
      for (int i = 0; i < width; i++) {
        split[row * width + i] = both[from + i];
      }
      for (int i = 0; i < valued; i++) {
        splitValues[row * valued + i] = both[from + width + i];
      }
    }
    return split;
  }

  private float[] zeros(int rows) {
    if (zeros.length < rows) {
      zeros = new float[rows];
    }
    return zeros;
  }

  /** {@return the actor's outputs of the last {@link #step} or {@link #forward}} */
  float[] outputs() {
    return outputs;
  }

  /** {@return the features that the actor's last layer took in at the last {@link #step}} */
  float[] steppedFeatures() {
    return actor.steppedFeatures();
  }

  /** {@return the features that the actor's last layer took in at the last {@link #forward}} */
  float[] features() {
    return actor.features();
  }

  /** {@return the critic's values of the last {@link #step}} */
  float[] values() {
    return head.values(criticOutputs, rows);
  }

  /** {@return the critic's outputs of the last {@link #step} or {@link #forward}} */
  float[] criticOutputs() {
    return criticOutputs;
  }

  /**
   * {@return the values of observations that would be the next steps of some environments'
   * episodes, without taking these steps}
   *
   * @param observations one of each environment
   * @param environment the first of them
   * @param rows how many
   */
  float[] valuesAhead(float[] observations, int environment, int rows) {
    if (isShared) {
      split(actor.step(observations, rows, copied(actor, actorStates, environment, rows)), rows);
      return head.values(splitValues, rows);
    }
    return critic == null
        ? zeros(rows)
        : head.values(
            critic.step(observations, rows, copied(critic, criticStates, environment, rows)), rows);
  }

  private float[] copied(Network network, float[] states, int environment, int rows) {
    int size = network.stateSize();
    if (ahead.length < rows * size) {
      ahead = new float[rows * size];
    }
    System.arraycopy(states, environment * size, ahead, 0, rows * size);
    return ahead;
  }

  /** Forgets the episode of an environment. */
  void endEpisode(int environment) {
    forget(actorStates, actor, environment);
    if (critic != null) {
      forget(criticStates, critic, environment);
    }
  }

  private static void forget(float[] states, Network network, int environment) {
    int size = network.stateSize();
    Arrays.fill(states, environment * size, (environment + 1) * size, 0);
  }

  /** {@return for each recurrent network a state of each environment; they may be changed} */
  float[][] states() {
    return states;
  }

  /** {@return the number of floats that the actor carries through an episode} */
  int actorStateSize() {
    return actor.stateSize();
  }

  /**
   * {@return the actor's outputs for the next steps of some episodes}
   *
   * @param states of the actor in these episodes, which take the step
   */
  float[] outputs(float[] observations, int rows, float[] states) {
    float[] computed = actor.step(observations, rows, states);
    return isShared ? split(computed, rows) : computed;
  }

  /** {@return whether anything learns values} */
  boolean hasCritic() {
    return isShared || critic != null;
  }

  /** {@return the number of floats that values carry through an episode} */
  int valueStateSize() {
    return critic == null ? actor.stateSize() : critic.stateSize();
  }

  /**
   * {@return the values at the next steps of some episodes}
   *
   * @param states of what computes them in these episodes, which take the step
   */
  float[] values(float[] observations, int rows, float[] states) {
    if (critic != null) {
      return head.values(critic.step(observations, rows, states), rows);
    }
    split(actor.step(observations, rows, states), rows);
    return head.values(splitValues, rows);
  }

  /** Puts a loss's gradients by the outputs of each of {@link #all} into an array's beginning. */
  void gradients(float[] byOutputs, float[] byCriticOutputs, int rows, float[][] gradients) {
    if (isShared) {
      int valued = head.outputs();
      for (int row = 0; row < rows; row++) {
        int from = row * (width + valued);
        for (int i = 0; i < width; i++) {
          joined[from + i] = byOutputs[row * width + i];
        }
        for (int i = 0; i < valued; i++) {
          joined[from + width + i] = byCriticOutputs[row * valued + i];
        }
      }
      gradients[0] = joined;
      return;
    }
    gradients[0] = byOutputs;
    if (critic != null) {
      gradients[1] = byCriticOutputs;
    }
  }

  /** Hands over the states of the environments' episodes; parameters belong to paths. */
  @Override
  public void state(State state) throws IOException {
    for (float[] of : states) {
      state.of(of);
    }
  }
}
