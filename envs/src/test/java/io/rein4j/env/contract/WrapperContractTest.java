package io.rein4j.env.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.EpisodeStream;
import io.rein4j.env.wrap.RunningStatistics;
import io.rein4j.env.wrap.WrapContext;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.harness.ContractKit;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kit says of wrappers with one defect each. */
class WrapperContractTest {

  /** The settings of a wrapper that adds noise to the rewards of training, with a defect. */
  private record Noisy(String defect) implements Wrapper {

    @Override
    public Env wrap(Env env, WrapContext context) {
      return new NoisyEnv(defect, env, context);
    }
  }

  private static final class NoisyEnv extends ForwardingEnv {

    private final String defect;
    private final boolean training;
    private final EpisodeStream stream;
    private final RunningStatistics statistics;
    private final Pcg64 own;
    private final float[] given = new float[1];
    private final float[] last = new float[4];
    private final Space three = new Discrete(3);
    private int steps;
    private float[] kept = {};

    NoisyEnv(String defect, Env within, WrapContext context) {
      super(within);
      this.defect = defect;
      this.training = context.training();
      this.stream = context.stream();
      this.statistics = context.statistics(1);
      this.own = new Pcg64(has("own source") ? System.nanoTime() & Long.MAX_VALUE : 0);
    }

    private boolean has(String one) {
      return defect.equals(one);
    }

    @Override
    public Space actionSpace() {
      return has("actions added") ? three : super.actionSpace();
    }

    @Override
    public Space observationSpace() {
      return has("observations widened") ? Box.of(-1e9f, 1e9f, 4) : super.observationSpace();
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      if (!has("stream not restarted")) {
        stream.restart(seed);
      }
      super.reset(seed, observation, offset);
      steps = 0;
      System.arraycopy(observation, offset, last, 0, last.length);
    }

    @Override
    public void reset(float[] observation, int offset) {
      super.reset(observation, offset);
      System.arraycopy(observation, offset, last, 0, last.length);
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      float taken = action[actionOffset];
      given[0] = has("actions added") && taken == 2 ? 0 : has("actions turned") ? 1 - taken : taken;
      if (has("random evaluation") && !training) {
        given[0] = Math.floorMod(System.nanoTime() / 7, 2);
      }
      boolean skipped = has("steps skipped") && steps % 10 == 9 && !endedWithin();
      double reward = 0;
      if (skipped) {
        System.arraycopy(last, 0, observation, offset, last.length);
      } else {
        reward = super.step(given, 0, observation, offset);
        System.arraycopy(observation, offset, last, 0, last.length);
      }
      if (has("observations scaled")) {
        observation[offset] *= 0.5f;
      }
      if (has("allocates")) {
        kept = Arrays.copyOf(kept, 8);
      }
      steps++;
      if (training || has("statistics in evaluation")) {
        statistics.add(reward);
      }
      if (training || has("noise in evaluation")) {
        reward += (has("own source") ? own : stream.random()).nextDouble() + steps % 10;
      }
      return reward;
    }

    @Override
    public boolean terminated() {
      return super.terminated() && !has("end hidden");
    }

    @Override
    protected void ownState(State state) throws IOException {
      stream.state(state);
      state.of(last);
      if (!has("state without steps")) {
        steps = state.of(steps);
      }
    }

    @Override
    public Optional<Stateful> state() {
      return has("no state") ? Optional.empty() : super.state();
    }

    @Override
    public void close() {
      if (!has("not closed")) {
        super.close();
      }
    }
  }

  private static final class Kit extends WrapperContract {

    private final String defect;

    Kit(String defect) {
      this.defect = defect;
    }

    @Override
    protected Wrapper wrapper() {
      return new Noisy(defect);
    }
  }

  @Test
  void kit_onAWrapperWithoutDefect_passes() {
    assertThat(ContractKit.failures(new Kit("none"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          actions added | actions_ofAWrapperThatChangesNone_goWithinAsTheyAre | the action space Discrete(3)
          actions turned | actions_ofAWrapperThatChangesNone_goWithinAsTheyAre | hand every action on
          steps skipped | actions_ofAWrapperThatChangesNone_goWithinAsTheyAre | led to no step within
          observations scaled | observations_ofAWrapperThatChangesNone_comeOutAsTheyAre | leave observations
          observations widened | observations_ofAWrapperThatChangesNone_comeOutAsTheyAre | the observation space
          noise in evaluation | evaluation_rewards_areThoseWithin | Distort rewards only if
          statistics in evaluation | evaluation_statistics_stayAsTrainingLeftThem | only if
          random evaluation | evaluation_sameSeed_takesTheSameCourse | in evaluations too
          not closed | close_ofTheWrapped_closesTheOneWithin | Extend ForwardingEnv
          state without steps | state_atAnyStep_goesOnAsIfNothingHadHappened | Hand every field
          stream not restarted | reset_ofAUsedEnvironment_startsAsANewOne | start the generator
          allocates | step_inSteadyState_allocatesNoMoreThanItMay | Keep arrays in fields
          """)
  void kit_onOneDefect_namesItAndNothingElse(String defect, String test, String sentence) {
    Map<String, String> failures = ContractKit.failures(new Kit(defect));

    assertThat(failures).containsOnlyKeys(test);
    assertThat(failures.get(test)).contains(sentence);
  }

  /** Defects that more than one test must come upon. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          own source | reset_sameSeed_startsTheSameEpisodes | from the seed of the reset
          end hidden | envCheck_underRandomActions_findsNothing | terminated() and truncated() stayed false
          end hidden | evaluation_rewards_areThoseWithin | the next step was refused
          no state | state_atAnyStep_goesOnAsIfNothingHadHappened | state() is empty
          """)
  void kit_onADefectOfSeveralKinds_namesItAmongOthers(String defect, String test, String sentence) {
    assertThat(ContractKit.failures(new Kit(defect)).get(test)).contains(sentence);
  }
}
