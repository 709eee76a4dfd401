package io.rein4j.env.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Box;
import io.rein4j.env.CopyableEnv;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.Space;
import io.rein4j.harness.ContractKit;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kit says of environments with one defect each. */
class EnvContractTest {

  private static final int LIMIT = 8;

  /** A random walk that ends six steps away from where it starts, with a defect. */
  private static final class Walk implements CopyableEnv {

    private static int sharedPosition;

    private final String defect;
    private final Space observations = Box.of(-1, 1, 2);
    private final Space actions = new Discrete(2);
    private final Pcg64 random;
    private int position;
    private int steps;
    private boolean running;
    private boolean began;
    private float[] kept = {};
    private float[] lastObservation = {};
    private int lastOffset;

    Walk(String defect) {
      this.defect = defect;
      this.random = new Pcg64(has("unseeded") ? System.nanoTime() & Long.MAX_VALUE : 0);
    }

    private boolean has(String one) {
      return defect.equals(one);
    }

    @Override
    public Space observationSpace() {
      return has("other space") && began ? Box.of(-2, 2, 2) : observations;
    }

    @Override
    public Space actionSpace() {
      return has("other actions") && began ? new Discrete(1) : actions;
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      if (!has("unseeded") && !has("seed ignored")) {
        random.seed(seed);
      }
      reset(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      position = 0;
      sharedPosition = 0;
      steps = 0;
      running = true;
      observe(observation, offset);
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      boolean allowed = has("step after the end") ? began : has("step before a reset") && !began;
      if (!running && !allowed) {
        throw new IllegalStateException("A reset must come before the next step.");
      }
      if (!actions.contains(action, actionOffset) && !has("any action")) {
        actions.require(action, actionOffset);
      }
      began = true;
      steps++;
      if (has("observation read later") && steps > 1) {
        position = (int) (10 * lastObservation[lastOffset]);
      }
      if (has("observation written later") && steps > 1) {
        lastObservation[lastOffset] = 0;
      }
      int move = random.nextInt(3) - 1 + (action[actionOffset] == 1 ? 1 : -1);
      position += move;
      if (has("shared")) {
        sharedPosition += move;
        position = sharedPosition;
      }
      if (has("allocates")) {
        kept = Arrays.copyOf(kept, 8);
      }
      if (has("action changed")) {
        action[actionOffset] = 1;
      }
      running = !isOver();
      observe(observation, offset);
      return has("reward NaN") && steps == 3 ? Double.NaN : position;
    }

    private void observe(float[] observation, int offset) {
      int at = has("offset ignored") ? 0 : offset;
      observation[at] = has("NaN") && steps == 3 ? Float.NaN : position / 10f;
      if (!has("element left out")) {
        observation[at + 1] = has("outside") && steps == 3 ? 1.5f : steps / 100f;
      }
      if (defect.startsWith("observation ")) {
        lastObservation = observation;
        lastOffset = offset;
      }
      if (has("written past")) {
        observation[at + 2] = 0;
      }
    }

    private boolean isOver() {
      return Math.abs(position) >= 6 || truncated();
    }

    @Override
    public boolean terminated() {
      return Math.abs(position) >= 6 && !has("end hidden");
    }

    @Override
    public boolean truncated() {
      return steps >= LIMIT + (has("late end") ? 1 : 0);
    }

    @Override
    public Optional<Stateful> state() {
      return has("no state") ? Optional.empty() : Optional.of(this);
    }

    @Override
    public void state(State state) throws IOException {
      random.state(state);
      position = state.of(position);
      if (!has("state without steps")) {
        int read = state.of(steps);
        steps = has("state dropped") ? steps : read;
      }
      running = state.of(running);
      if (has("state that draws") && !state.isReading()) {
        random.nextInt(3);
      }
    }
  }

  private static final class Kit extends EnvContract {

    private final String defect;

    Kit(String defect) {
      this.defect = defect;
    }

    @Override
    protected Env make() {
      return new Walk(defect);
    }

    @Override
    protected OptionalInt maxEpisodeSteps() {
      return OptionalInt.of(LIMIT);
    }
  }

  @Test
  void kit_onAnEnvironmentWithoutDefect_passes() {
    assertThat(ContractKit.failures(new Kit("none"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NaN | envCheck_underRandomActions_findsNothing | an observation with NaN at step 3
          reward NaN | envCheck_underRandomActions_findsNothing | the reward NaN at step 3
          outside | envCheck_underRandomActions_findsNothing | Widen the observation space
          step after the end | envCheck_underRandomActions_findsNothing | after an episode's end
          other space | spaces_ofEveryEnvironmentAndAtEveryStep_areTheSame | always return an equal one
          written past | observation_ofEveryStep_isWrittenWhereItBelongsAndNowhereElse | element 2 of
          element left out | observation_ofEveryStep_isWrittenWhereItBelongsAndNowhereElse | Write all 2
          offset ignored | observation_ofEveryStep_isWrittenWhereItBelongsAndNowhereElse | given offset
          action changed | observation_ofEveryStep_isWrittenWhereItBelongsAndNowhereElse | Copy the action
          observation written later | arrays_ofEarlierCalls_areNotKept | write to the one that each call gives
          step before a reset | step_beforeTheFirstReset_isRefused | Throw an IllegalStateException
          any action | step_actionThatIsNone_isRefused | Call actionSpace().require
          late end | episode_withALimit_isTruncatedThereAndNowhereElse | Step 8 of an episode is not
          allocates | step_inSteadyState_allocatesNoMoreThanItMay | Keep arrays in fields
          state without steps | state_atAnyStep_goesOnAsIfNothingHadHappened | Hand every field
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
          other actions | spaces_ofEveryEnvironmentAndAtEveryStep_areTheSame | The action space
          observation read later | arrays_ofEarlierCalls_areNotKept | into arrays of your own
          end hidden | envCheck_underRandomActions_findsNothing | terminated() and truncated() stayed false
          end hidden | observation_ofEveryStep_isWrittenWhereItBelongsAndNowhereElse | the next step was refused
          end hidden | reset_sameSeed_startsTheSameEpisodes | the next step was refused
          unseeded | envCheck_underRandomActions_findsNothing | in Java, a Pcg64 by its seed(seed)
          unseeded | reset_sameSeed_startsTheSameEpisodes | from the seed of the reset
          seed ignored | reset_ofAUsedEnvironment_startsAsANewOne | start the generator
          seed ignored | reset_anotherSeed_startsOtherEpisodes | The seeds 5 and 6 gave the same
          shared | environments_sideBySide_shareNothing | Keep nothing in static fields
          state dropped | state_atAnyStep_goesOnAsIfNothingHadHappened | Hand every field
          state dropped | state_read_isWrittenAsItWas | steps = state.of(steps)
          state that draws | state_written_changesNothing | draw and move nothing
          no state | state_atAnyStep_goesOnAsIfNothingHadHappened | Implement CopyableEnv
          """)
  void kit_onADefectOfSeveralKinds_namesItAmongOthers(String defect, String test, String sentence) {
    assertThat(ContractKit.failures(new Kit(defect)).get(test)).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed ignored", "allocates", "no state"})
  void kit_onWhatIsDeclared_passes(String declared) {
    EnvContract kit =
        new EnvContract() {
          @Override
          protected Env make() {
            return new Walk(declared);
          }

          @Override
          protected boolean dependsOnItsSeed() {
            return !declared.equals("seed ignored");
          }

          @Override
          protected double bytesPerStep() {
            return declared.equals("allocates") ? 64 : 0;
          }

          @Override
          protected boolean copiesItsState() {
            return !declared.equals("no state");
          }
        };

    assertThat(ContractKit.failures(kit).keySet())
        .isSubsetOf("reset_ofAUsedEnvironment_startsAsANewOne")
        .hasSize(declared.equals("seed ignored") ? 1 : 0);
  }
}
