package io.rein4j.rl4j;

import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.Space;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.deeplearning4j.gym.StepReply;
import org.deeplearning4j.rl4j.mdp.MDP;
import org.deeplearning4j.rl4j.space.ArrayObservationSpace;
import org.deeplearning4j.rl4j.space.DiscreteSpace;
import org.deeplearning4j.rl4j.space.ObservationSpace;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A Rein4J environment as an RL4J {@code MDP}.
 *
 * <p>A step's info is a map that tells {@code terminated} and {@code truncated} apart; RL4J itself
 * sees {@code done}, which is either. RL4J's observation spaces have no bounds worth reading.
 */
public final class EnvMdp implements MDP<FloatObservation, Integer, DiscreteSpace> {

  private final Supplier<? extends Env> factory;
  private final EpisodeSeeds seeds;
  private final AtomicInteger instances;
  private final int instance;
  private final Env env;
  private final Discrete actions;
  private final DiscreteSpace actionSpace;
  private final ArrayObservationSpace<FloatObservation> observationSpace;
  private final int[] shape;
  private final float[] observation;
  private final float[] action = new float[1];
  private long episode;
  private boolean done;

  /**
   * Makes the first of the environments that RL4J asks for, one for each thread.
   *
   * @param factory makes an environment
   * @param seeds the seed of each episode's reset, by the number of the instance and the episode
   * @throws IllegalArgumentException if the environment's actions are not discrete
   */
  public EnvMdp(Supplier<? extends Env> factory, EpisodeSeeds seeds) {
    this(factory, seeds, new AtomicInteger());
  }

  private EnvMdp(Supplier<? extends Env> factory, EpisodeSeeds seeds, AtomicInteger instances) {
    this.factory = factory;
    this.seeds = seeds;
    this.instances = instances;
    this.instance = instances.getAndIncrement();
    this.env = factory.get();
    if (!(env.actionSpace() instanceof Discrete discrete)) {
      Space space = env.actionSpace();
      env.close();
      throw new IllegalArgumentException(
          "RL4J's agents need discrete actions, but the environment's are %s.".formatted(space));
    }
    this.actions = discrete;
    Space observations = env.observationSpace();
    this.shape =
        observations.shape().length == 0 ? new int[] {observations.size()} : observations.shape();
    this.observation = new float[observations.size()];
    this.actionSpace =
        new DiscreteSpace(
            discrete.n(), Nd4j.getRandomFactory().getNewRandomInstance(seeds.seed(instance, 0)));
    this.observationSpace = new ArrayObservationSpace<>(shape.clone());
  }

  @Override
  public ObservationSpace<FloatObservation> getObservationSpace() {
    return observationSpace;
  }

  @Override
  public DiscreteSpace getActionSpace() {
    return actionSpace;
  }

  @Override
  public FloatObservation reset() {
    long seed = seeds.seed(instance, episode++);
    if (seed == EpisodeSeeds.UNSEEDED) {
      env.reset(observation, 0);
    } else {
      env.reset(seed, observation, 0);
    }
    done = false;
    return new FloatObservation(observation, shape);
  }

  @Override
  public StepReply<FloatObservation> step(Integer index) {
    action[0] = actions.start() + index;
    double reward = env.step(action, 0, observation, 0);
    done = env.terminated() || env.truncated();
    return new StepReply<>(
        new FloatObservation(observation, shape),
        reward,
        done,
        Map.of("terminated", env.terminated(), "truncated", env.truncated()));
  }

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public MDP<FloatObservation, Integer, DiscreteSpace> newInstance() {
    return new EnvMdp(factory, seeds, instances);
  }

  @Override
  public void close() {
    env.close();
  }
}
