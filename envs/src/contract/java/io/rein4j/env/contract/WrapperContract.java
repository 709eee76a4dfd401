package io.rein4j.env.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.env.wrap.WrapperStack;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.State;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The tests that every wrapper passes: those of {@link EnvContract} where an agent learns in the
 * wrapped environment, and that a wrapper says what it changes, and distorts nothing in an
 * evaluation.
 *
 * <p>A test class extends it and says what the wrapper's settings are.
 */
public abstract class WrapperContract extends EnvContract {

  private static final int STEPS = 600;
  private static final double GAMMA = 0.99;

  /** {@return the wrapper's settings} */
  protected abstract Wrapper wrapper();

  /** {@return a new environment to go around, which can copy its state; CartPole-v1 by default} */
  protected Env innermost() {
    return Envs.standard().make("CartPole-v1");
  }

  private WrapperStack stack() {
    return new WrapperStack(List.of(wrapper()), GAMMA, new RandomStreams(1));
  }

  /** {@return a new wrapped environment, as an agent learns in it} */
  @Override
  protected final Env make() {
    return new WithStatistics(stack(), innermost());
  }

  /**
   * A wrapped environment together with the statistics that its run would keep. Unlike a run's they
   * start anew with each seed, so that episodes of the same seed can be compared.
   */
  private static final class WithStatistics extends ForwardingEnv {

    private final WrapperStack stack;
    private final byte[] first;

    WithStatistics(WrapperStack stack, Env innermost) {
      super(stack.forTraining(innermost, 0));
      this.stack = stack;
      this.first = bytes(stack);
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      try {
        StateBytes.restore(first, stack);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      super.reset(seed, observation, offset);
    }

    @Override
    protected void ownState(State state) throws IOException {
      stack.state(state);
    }
  }

  private static byte[] bytes(WrapperStack stack) {
    try {
      return StateBytes.of(stack);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The environment within, which remembers what it was given and answered since it was asked. */
  private static final class Watched extends ForwardingEnv {

    private final List<float[]> actions = new ArrayList<>();
    private final float[] observation;
    private double reward;
    private boolean closed;

    Watched(Env within) {
      super(within);
      observation = new float[within.observationSpace().size()];
    }

    void forget() {
      reward = 0;
      actions.clear();
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      super.reset(seed, observation, offset);
      look(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      super.reset(observation, offset);
      look(observation, offset);
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      actions.add(
          Arrays.copyOfRange(action, actionOffset, actionOffset + within().actionSpace().size()));
      double given = super.step(action, actionOffset, observation, offset);
      look(observation, offset);
      reward += given;
      return given;
    }

    private void look(float[] from, int offset) {
      System.arraycopy(from, offset, observation, 0, observation.length);
    }

    @Override
    public void close() {
      super.close();
      closed = true;
    }
  }

  /** What is looked at after every step. */
  private interface Look {
    void at(float[] action, float[] observation, double reward);
  }

  private static void play(Env env, Watched within, Look look) {
    Pcg64 random = new Pcg64(2);
    float[] observation = new float[env.observationSpace().size()];
    float[] action = new float[env.actionSpace().size()];
    SensibleActions sensible = new SensibleActions(env);
    env.reset(5, observation, 0);
    for (int step = 0; step < STEPS; step++) {
      if (env.terminated() || env.truncated()) {
        env.reset(observation, 0);
      }
      sensible.draw(random, action, 0);
      within.forget();
      look.at(action, observation, env.step(action, 0, observation, 0));
    }
  }

  @Test
  void actions_ofAWrapperThatChangesNone_goWithinAsTheyAre() {
    assumeFalse(wrapper().changesActions(), "changesActions() is true");
    Watched within = new Watched(innermost());
    try (Env env = new ToldEnds(stack().forTraining(within, 0))) {
      assertThat(env.actionSpace())
          .withFailMessage(
              "The wrapper makes the action space %s out of %s, but its changesActions() is false."
                  + " Let it return true, or leave the action space as it is.",
              env.actionSpace(), within.actionSpace())
          .isEqualTo(within.actionSpace());
      play(
          env,
          within,
          (action, observation, reward) ->
              assertThat(within.actions)
                  .withFailMessage(
                      "A step with the action %s led to %s within, but changesActions() is false."
                          + " Let it return true, or hand every action on as it is.",
                      Arrays.toString(action),
                      within.actions.isEmpty()
                          ? "no step"
                          : "steps with " + within.actions.stream().map(Arrays::toString).toList())
                  .isNotEmpty()
                  .allMatch(taken -> Arrays.equals(taken, action)));
    }
  }

  @Test
  void observations_ofAWrapperThatChangesNone_comeOutAsTheyAre() {
    assumeFalse(wrapper().changesObservations(), "changesObservations() is true");
    Watched within = new Watched(innermost());
    try (Env env = new ToldEnds(stack().forTraining(within, 0))) {
      assertThat(env.observationSpace())
          .withFailMessage(
              "The wrapper makes the observation space %s out of %s, but its changesObservations()"
                  + " is false. Let it return true, or leave the observation space as it is.",
              env.observationSpace(), within.observationSpace())
          .isEqualTo(within.observationSpace());
      play(
          env,
          within,
          (action, observation, reward) ->
              assertThat(Arrays.equals(within.observation, observation))
                  .withFailMessage(
                      "The wrapper made the observation %s out of %s, but its changesObservations()"
                          + " is false. Let it return true, or leave observations as they are.",
                      Arrays.toString(observation), Arrays.toString(within.observation))
                  .isTrue());
    }
  }

  @Test
  void evaluation_rewards_areThoseWithin() {
    Watched within = new Watched(innermost());
    try (Env env = new ToldEnds(stack().forEvaluation(within))) {
      play(
          env,
          within,
          (action, observation, reward) ->
              assertThat(reward)
                  .withFailMessage(
                      "In an evaluation a step's reward is %s, but within it was %s. Distort"
                          + " rewards only if context.training() is true.",
                      reward, within.reward)
                  .isCloseTo(within.reward, within(1e-9)));
    }
  }

  @Test
  void evaluation_statistics_stayAsTrainingLeftThem() {
    WrapperStack stack = stack();
    Watched learned = new Watched(innermost());
    Watched within = new Watched(innermost());
    try (Env training = new ToldEnds(stack.forTraining(learned, 0));
        Env evaluation = new ToldEnds(stack.forEvaluation(within))) {
      play(training, learned, (action, observation, reward) -> {});
      byte[] before = bytes(stack);
      play(evaluation, within, (action, observation, reward) -> {});
      assertThat(Arrays.equals(bytes(stack), before))
          .withFailMessage(
              "An evaluation moved the wrapper's statistics. Add to context.statistics(…) only if"
                  + " context.training() is true.")
          .isTrue();
    }
  }

  @Test
  void evaluation_sameSeed_takesTheSameCourse() {
    try (Env env = new ToldEnds(stack().forEvaluation(innermost()));
        Env other = new ToldEnds(stack().forEvaluation(innermost()))) {
      assertThat(firstDifference(play(other, 5, STEPS), play(env, 5, STEPS)))
          .withFailMessage(
              "Two evaluations took different courses after a reset with the same seed and the same"
                  + " actions. Draw whatever is random from context.stream(), in evaluations too.")
          .isNegative();
    }
  }

  @Test
  void close_ofTheWrapped_closesTheOneWithin() {
    Watched within = new Watched(innermost());
    stack().forTraining(within, 0).close();

    assertThat(within.closed)
        .withFailMessage(
            "Closing the wrapped environment leaves the one within open. Extend ForwardingEnv, or"
                + " call its close().")
        .isTrue();
  }
}
