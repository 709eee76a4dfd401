package io.rein4j.rl4j;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.Space;
import org.deeplearning4j.gym.StepReply;
import org.deeplearning4j.rl4j.mdp.MDP;
import org.deeplearning4j.rl4j.space.DiscreteSpace;
import org.deeplearning4j.rl4j.space.Encodable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An RL4J {@code MDP} as a Rein4J environment; what RL4J calls done is terminated.
 *
 * <p>An MDP cannot be seeded: {@link #reset(long, float[], int)} starts an episode like any other,
 * and a run in it cannot be repeated.
 */
public final class MdpEnv implements Env {

  private final MDP<? extends Encodable, Integer, ? extends DiscreteSpace> mdp;
  private final Box observations;
  private final Discrete actions;
  private boolean running;
  private boolean terminated;

  /**
   * Takes an MDP, and owns it from then on.
   *
   * @param mdp with discrete actions
   * @param observations the bounds of its observations, which RL4J's own spaces do not tell
   * @throws IllegalArgumentException if the bounds are for another number of elements
   */
  public MdpEnv(MDP<? extends Encodable, Integer, ? extends DiscreteSpace> mdp, Box observations) {
    int size = 1;
    for (int dimension : mdp.getObservationSpace().getShape()) {
      size = Math.multiplyExact(size, dimension);
    }
    if (size != observations.size()) {
      throw new IllegalArgumentException(
          "The MDP's observations have %s elements, but the bounds are for %s."
              .formatted(size, observations.size()));
    }
    this.mdp = mdp;
    this.observations = observations;
    this.actions = new Discrete(mdp.getActionSpace().getSize());
  }

  @Override
  public Space observationSpace() {
    return observations;
  }

  @Override
  public Space actionSpace() {
    return actions;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    copy(mdp.reset(), observation, offset);
    running = true;
    terminated = false;
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    if (!running) {
      throw new IllegalStateException("No episode is under way: reset comes before step.");
    }
    StepReply<? extends Encodable> reply = mdp.step(actions.value(action, actionOffset));
    copy(reply.getObservation(), observation, offset);
    terminated = reply.isDone();
    running = !terminated;
    return reply.getReward();
  }

  private void copy(Encodable from, float[] to, int offset) {
    INDArray data = from.getData();
    float[] values = data.reshape(data.length()).castTo(DataType.FLOAT).toFloatVector();
    if (values.length != observations.size()) {
      throw new IllegalStateException(
          "The MDP gave an observation of %s elements where its space has %s."
              .formatted(values.length, observations.size()));
    }
    System.arraycopy(values, 0, to, offset, values.length);
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  @Override
  public boolean truncated() {
    return false;
  }

  @Override
  public void close() {
    mdp.close();
  }
}
