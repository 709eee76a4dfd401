package io.rein4j.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.Verdict;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.source.Envs;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training in which one reward or observation is NaN, under each policy for gradients that are not
 * finite.
 */
class NonFiniteRewardTest {

  private static final int ENVIRONMENTS = 3;
  private static final int STEPS = 400;

  /** The step of the first environment whose reward is NaN: in warm-up no more, in no last step. */
  private static final int BAD_STEP = 70;

  /** The step behind a rollout, whose observation no rollout that has been learned from holds. */
  private static final int LAST_STEP = 80;

  private enum Kind {
    DQN,
    PPO;

    AgentSettings settings(ClippingSettings clipping) {
      return this == DQN ? dqn(clipping) : ppo(clipping);
    }
  }

  private static AgentSettings dqn(ClippingSettings clipping) {
    return DqnSettings.builder()
        .clipping(clipping)
        .batchSize(16)
        .replay(new ReplaySettings(200, 100))
        .trainFrequency(3)
        .targetUpdateInterval(50)
        .build();
  }

  private static AgentSettings ppo(ClippingSettings clipping) {
    return PpoSettings.builder()
        .clipping(clipping)
        .rolloutSteps(20)
        .batchSize(16)
        .epochs(2)
        .entropyCoefficient(0.01)
        .build();
  }

  /** What a step may do to CartPole's rewards and observations. */
  private enum Fault {
    REWARD_NAN,
    OBSERVATION_NAN,
    /** Only the values of such observations are learned from. */
    FINAL_OBSERVATION_NAN,
    LAST_OBSERVATION_NAN,
    /** From this step on rewards are finite, but no sum of two of them is. */
    REWARDS_HUGE,
    NONE
  }

  /** CartPole with a fault at one step, or from it on. */
  private static final class BadRewardEnv extends ForwardingEnv {
    private final Fault fault;
    private int steps;

    BadRewardEnv(Fault fault) {
      super(Envs.standard().make("CartPole-v1"));
      this.fault = fault;
    }

    @Override
    public double step(
        float[] action, int actionOffset, float[] observation, int observationOffset) {
      double reward = within().step(action, actionOffset, observation, observationOffset);
      boolean bad = ++steps == BAD_STEP;
      if ((bad && (fault == Fault.OBSERVATION_NAN || fault == Fault.FINAL_OBSERVATION_NAN))
          || (steps == LAST_STEP && fault == Fault.LAST_OBSERVATION_NAN)) {
        observation[observationOffset] = Float.NaN;
      }
      if (steps >= BAD_STEP && fault == Fault.REWARDS_HUGE) {
        return 3e38;
      }
      return bad && fault == Fault.REWARD_NAN ? Double.NaN : reward;
    }

    @Override
    public boolean truncated() {
      return within().truncated() || (steps == BAD_STEP && fault == Fault.FINAL_OBSERVATION_NAN);
    }
  }

  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private long nonFiniteElements;
  private boolean appliedAfterBad;

  private Rig<Agent> rig(Kind kind, NonFinitePolicy policy) {
    return rig(kind, policy, Fault.REWARD_NAN);
  }

  private Rig<Agent> rig(Kind kind, NonFinitePolicy policy, Fault fault) {
    ClippingSettings clipping = new ClippingSettings(List.of(new GlobalNorm(0.5, 2)), policy, 10);
    return new Rig<>(
        ENVIRONMENTS,
        env -> new BadRewardEnv(env == 0 ? fault : Fault.NONE),
        (long) ENVIRONMENTS * STEPS,
        context -> kind.settings(clipping).create(context));
  }

  private void train(Rig<Agent> rig, boolean staysFinite) {
    for (int step = 0; step < STEPS; step++) {
      rig.step(
          report -> {
            verdicts.merge(report.verdict(), 1, Integer::sum);
            nonFiniteElements += report.nonFiniteElements();
            appliedAfterBad = report.verdict() == Verdict.APPLIED && nonFiniteElements > 0;
            assertThat(report.diverged()).isEqualTo(report.verdict() == Verdict.PROPAGATED);
          });
      assertThat(isFinite(rig.agent.parameters()) || !staysFinite)
          .as("all parameters are finite after step %d", step)
          .isTrue();
    }
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DQN | REWARD_NAN      | Among the rewards that it was learned from some are not finite
          PPO | REWARD_NAN      | Among the rewards that it was learned from some are not finite
          DQN | OBSERVATION_NAN | Among the observations that it was learned from some are not finite
          PPO | OBSERVATION_NAN | Among the observations that it was learned from some are not finite
          PPO | FINAL_OBSERVATION_NAN | Among the observations that it was learned from some are not finite
          PPO | LAST_OBSERVATION_NAN  | Among the observations that it was learned from some are not finite
          PPO | REWARDS_HUGE    | ''
          """)
  void train_policyFail_throwsWithItsCauseAndLeavesParametersFinite(
      Kind kind, Fault fault, String cause) {
    Rig<Agent> rig = rig(kind, NonFinitePolicy.FAIL, fault);

    assertThatThrownBy(() -> train(rig, true))
        .isInstanceOf(NonFiniteGradientException.class)
        .message()
        .matches(
            "The gradient has \\d+ elements that are not finite, and the clipping policy is 'fail':"
                + " the run stops\\.( Among .*)?")
        .endsWith(
            cause.isEmpty() ? "the run stops." : cause + " either: look at the environment first.");

    assertThat(isFinite(rig.agent.parameters())).isTrue();
    assertThat(verdicts).containsEntry(Verdict.FAILED, 1).containsKey(Verdict.APPLIED);
  }

  @ParameterizedTest
  @EnumSource
  void train_policySkip_goesOnWithFiniteParameters(Kind kind) {
    train(rig(kind, NonFinitePolicy.SKIP), true);

    assertThat(verdicts).containsOnlyKeys(Verdict.APPLIED, Verdict.SKIPPED);
    assertThat(appliedAfterBad).as("it learns again").isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void train_policyZero_goesOnWithFiniteParameters(Kind kind) {
    train(rig(kind, NonFinitePolicy.ZERO), true);

    assertThat(verdicts).containsOnlyKeys(Verdict.APPLIED);
    assertThat(nonFiniteElements).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void train_policyPropagate_goesOnAndIsDiverged(Kind kind) {
    Rig<Agent> rig = rig(kind, NonFinitePolicy.PROPAGATE);

    train(rig, false);

    assertThat(verdicts).containsKeys(Verdict.APPLIED, Verdict.PROPAGATED);
    assertThat(isFinite(rig.agent.parameters())).isFalse();
  }
}
