package io.rein4j.env.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Env;
import io.rein4j.env.FaultyWalk;
import io.rein4j.harness.ContractKit;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kit says of environments with one defect each. */
class EnvContractTest {

  private static final class Kit extends EnvContract {

    private final String defect;

    Kit(String defect) {
      this.defect = defect;
    }

    @Override
    protected Env make() {
      return new FaultyWalk(defect);
    }

    @Override
    protected OptionalInt maxEpisodeSteps() {
      return OptionalInt.of(FaultyWalk.LIMIT);
    }
  }

  @Test
  void kit_onAnEnvironmentWithoutDefect_passes() {
    assertThat(ContractKit.failures(new Kit("none"))).isEmpty();
    assertThat(ContractKit.failures(new Kit("mask without a defect"))).isEmpty();
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
          picture that draws | renderer_thatDraws_changesNothing | changed its course
          picture that counts | renderer_thatDraws_changesNothing | Two pictures of the same state
          picture without time | renderer_thatDraws_changesNothing | a number above 0
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
  @ValueSource(strings = {"seed ignored", "allocates", "no state", "picture without defect"})
  void kit_onWhatIsDeclared_passes(String declared) {
    EnvContract kit =
        new EnvContract() {
          @Override
          protected Env make() {
            return new FaultyWalk(declared);
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
