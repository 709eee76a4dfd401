package io.rein4j.rl4j;

import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.Training;
import io.rein4j.env.Discrete;
import io.rein4j.env.VectorEnv;
import java.util.Map;
import java.util.concurrent.Phaser;
import org.deeplearning4j.gym.StepReply;
import org.deeplearning4j.rl4j.learning.IEpochTrainer;
import org.deeplearning4j.rl4j.learning.ILearning;
import org.deeplearning4j.rl4j.learning.listener.TrainingListener;
import org.deeplearning4j.rl4j.mdp.MDP;
import org.deeplearning4j.rl4j.space.ArrayObservationSpace;
import org.deeplearning4j.rl4j.space.DiscreteSpace;
import org.deeplearning4j.rl4j.space.ObservationSpace;
import org.deeplearning4j.rl4j.util.IDataManager;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The environments of a training as RL4J's {@code MDP}s, one for each of RL4J's threads. A step is
 * taken once every thread has chosen its action; so at the end of a step, when the training logs,
 * evaluates and saves, no thread learns.
 *
 * <p>After the last step every episode seems done, so that RL4J's loops come to their ends, and
 * {@link #end} stops them there.
 */
final class LockstepEnvironments {

  private final Training training;
  private final VectorEnv environments;
  private final ObservationEncoding encoding;
  private final Discrete actions;
  private final float[] chosen;
  private final Phaser steps;
  private boolean stepped;

  /**
   * Makes the environments RL4J's.
   *
   * @param training has discrete actions
   * @param encoding how observations become a network's inputs
   * @param actions the space of one environment's actions
   */
  LockstepEnvironments(Training training, ObservationEncoding encoding, Discrete actions) {
    this.training = training;
    this.environments = training.environments();
    this.encoding = encoding;
    this.actions = actions;
    this.chosen = new float[environments.count()];
    this.steps =
        new Phaser(environments.count()) {
          @Override
          protected boolean onAdvance(int phase, int registeredParties) {
            step();
            return false;
          }
        };
  }

  private void step() {
    finish();
    training.step(chosen);
    stepped = true;
  }

  /** Says that everything is learned from the last step. */
  void finish() {
    if (stepped) {
      training.learned(true);
      stepped = false;
    }
  }

  /** Lets no thread wait any longer for one that has failed. */
  void abandon() {
    steps.forceTermination();
  }

  /**
   * {@return the first environment; its {@code newInstance} is the next one that no thread has}
   *
   * @param seed of what is drawn from the space of actions
   */
  MDP<FloatObservation, Integer, DiscreteSpace> mdp(long seed) {
    return new ThreadMdp(0, seed);
  }

  /** {@return what ends RL4J's training after the last step} */
  TrainingListener end() {
    return new End();
  }

  /** One thread's environment. */
  private final class ThreadMdp implements MDP<FloatObservation, Integer, DiscreteSpace> {

    private final int env;
    private final long seed;
    private final DiscreteSpace actionSpace;
    private final float[] observation;
    private final float[] inputs;
    private final int[] shape;
    private boolean done;
    private int instances;

    ThreadMdp(int env, long seed) {
      this.env = env;
      this.seed = seed;
      this.actionSpace =
          new DiscreteSpace(actions.n(), Nd4j.getRandomFactory().getNewRandomInstance(seed + env));
      this.observation = new float[environments.observationSpace().size()];
      this.inputs = new float[encoding.size()];
      this.shape = new int[] {encoding.size()};
    }

    @Override
    public ObservationSpace<FloatObservation> getObservationSpace() {
      return new ArrayObservationSpace<>(shape.clone());
    }

    @Override
    public DiscreteSpace getActionSpace() {
      return actionSpace;
    }

    /** The environments themselves have started the next episode with the last one's end. */
    @Override
    public FloatObservation reset() {
      done = false;
      return observation(environments.observations());
    }

    @Override
    public StepReply<FloatObservation> step(Integer action) {
      chosen[env] = actions.start() + action;
      if (steps.arriveAndAwaitAdvance() < 0) {
        throw new IllegalStateException("Another of RL4J's threads has failed.");
      }
      done = environments.terminated()[env] || environments.truncated()[env];
      return new StepReply<>(
          observation(done ? environments.finalObservations() : environments.observations()),
          environments.rewards()[env],
          done,
          Map.of());
    }

    private FloatObservation observation(float[] observations) {
      System.arraycopy(observations, env * observation.length, observation, 0, observation.length);
      encoding.encode(observation, 1, inputs);
      return new FloatObservation(inputs, shape);
    }

    @Override
    public boolean isDone() {
      return done || training.isOver();
    }

    @Override
    public MDP<FloatObservation, Integer, DiscreteSpace> newInstance() {
      return new ThreadMdp(instances++, seed);
    }

    /** The environments are the training's to close. */
    @Override
    public void close() {}
  }

  /** Stops a thread of RL4J's between two of its episodes or rollouts. */
  // RL4J names its learners without their types.
  @SuppressWarnings("rawtypes")
  private final class End implements TrainingListener {

    private ListenerResponse answer() {
      return training.isOver() ? ListenerResponse.STOP : ListenerResponse.CONTINUE;
    }

    @Override
    public ListenerResponse onTrainingStart() {
      return ListenerResponse.CONTINUE;
    }

    @Override
    public void onTrainingEnd() {}

    @Override
    public ListenerResponse onNewEpoch(IEpochTrainer trainer) {
      return answer();
    }

    @Override
    public ListenerResponse onEpochTrainingResult(
        IEpochTrainer trainer, IDataManager.StatEntry statistics) {
      return answer();
    }

    @Override
    public ListenerResponse onTrainingProgress(ILearning learning) {
      return answer();
    }
  }
}
