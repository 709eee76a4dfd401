package io.rein4j.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.StateSnapshot;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Space;
import io.rein4j.env.VectorStep;
import io.rein4j.harness.ContractKit;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kit says of agents with one defect each. */
class AgentContractTest {

  /** The settings of an A2C with a defect. */
  private record Faulty(String defect, A2cSettings sound) implements AgentSettings {

    @Override
    public ClippingSettings clipping() {
      return sound.clipping();
    }

    @Override
    public NetworkSettings network() {
      return sound.network();
    }

    @Override
    public OptimizerSettings optimizer() {
      return sound.optimizer();
    }

    @Override
    public void requireActions(Space actions) {
      sound.requireActions(actions);
    }

    @Override
    public double gamma() {
      return sound.gamma();
    }

    @Override
    public Agent create(AgentContext context) {
      RandomStreams streams =
          switch (defect) {
            case "own source" -> new RandomStreams(System.nanoTime() & Long.MAX_VALUE);
            case "seed ignored" -> new RandomStreams(1);
            default -> context.streams();
          };
      AgentContext own =
          new AgentContext(
              context.observations(),
              context.actions(),
              context.environments(),
              context.totalSteps(),
              streams);
      return new FaultyAgent(defect, sound.create(own), streams.stream("own"));
    }
  }

  private static final class FaultyAgent implements Agent {

    private final String defect;
    private final Agent sound;
    private final Pcg64 random;
    private int steps;
    private int greedy;
    private float[] kept = {};

    FaultyAgent(String defect, Agent sound, Pcg64 random) {
      this.defect = defect;
      this.sound = sound;
      this.random = random;
    }

    private boolean has(String one) {
      return defect.equals(one);
    }

    @Override
    public void act(float[] observations, float[] actions) {
      sound.act(observations, actions);
      if (random.nextInt(10) == 0) {
        actions[0] = 1 - actions[0];
      }
    }

    @Override
    public boolean observe(VectorStep step, UpdateListener updates) {
      steps++;
      if (has("allocates")) {
        kept = Arrays.copyOf(kept, 8);
      }
      boolean unheard = has("sometimes unreported") && steps > 100;
      return sound.observe(step, unheard ? UpdateListener.NONE : updates);
    }

    @Override
    public boolean atRolloutBoundary() {
      return sound.atRolloutBoundary();
    }

    @Override
    public void cut(int env, float[] observations) {
      if (!has("cut ignored")) {
        sound.cut(env, observations);
      }
    }

    @Override
    public GreedyPolicy greedyPolicy(int rows) {
      greedy += has("greedy counted") ? 1 : 0;
      return has("greedy at random")
          ? (observations, actions) -> actions[0] = Math.floorMod(System.nanoTime() / 7, 2)
          : sound.greedyPolicy(rows);
    }

    @Override
    public boolean onPolicy() {
      return sound.onPolicy();
    }

    @Override
    public ParameterLayout layout() {
      return sound.layout();
    }

    @Override
    public float[] parameters() {
      return sound.parameters();
    }

    @Override
    public void drainMetrics(MetricSink sink) {
      sound.drainMetrics(sink);
      sink.put("steps", has("metrics lost") ? steps : 0);
    }

    @Override
    public void state(State state) throws IOException {
      sound.state(state);
      greedy = state.of(greedy);
      if (!has("generator lost")) {
        random.state(state);
      }
      if (has("state not kept")) {
        state.of(steps);
      } else if (!has("metrics lost")) {
        steps = state.of(steps);
      }
    }

    @Override
    public StateSnapshot snapshot() {
      return sound.snapshot();
    }
  }

  private static final class Kit extends AgentContract {

    private final String defect;

    Kit(String defect) {
      this.defect = defect;
    }

    @Override
    protected AgentSettings settings() {
      return new Faulty(defect, A2cSettings.builder().rolloutSteps(7).build());
    }
  }

  @Test
  void kit_onAnAgentWithoutDefect_passes() {
    assertThat(ContractKit.failures(new Kit("none"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seed ignored | training_anotherSeed_isAnother | Draw from the context's streams
          generator lost | state_inTheMiddleOfARollout_goesOnAsIfNothingHadHappened | Hand all over
          metrics lost | state_inTheMiddleOfARollout_goesOnAsIfNothingHadHappened | reports other metrics
          sometimes unreported | parameters_ofAnAgent_changeByReportedUpdatesAlone | through an UpdatePath
          greedy counted | greedyPolicy_anyNumberOfTimes_leavesTheStateAsItIs | Acting greedily changed
          greedy at random | greedyPolicies_ofOneAgent_actAlike | draw nothing
          cut ignored | cut_behindAStep_isAsATruncationThere | do as observe does at a truncation
          allocates | step_inSteadyState_allocatesNoMoreThanItMay | Make arrays and passes
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
          own source | training_sameSeed_isTheSameByteForByte | Draw weights from
          state not kept | state_read_isWrittenAsItWas | steps = state.of(steps)
          """)
  void kit_onADefectOfSeveralKinds_namesItAmongOthers(String defect, String test, String sentence) {
    assertThat(ContractKit.failures(new Kit(defect)).get(test)).contains(sentence);
  }

  @Test
  void kit_onAnAgentThatReportsNoUpdate_saysSo() {
    AgentContract kit =
        new AgentContract() {
          @Override
          protected AgentSettings settings() {
            return A2cSettings.builder().rolloutSteps(300).build();
          }
        };

    assertThat(ContractKit.failures(kit).get("parameters_ofAnAgent_changeByReportedUpdatesAlone"))
        .contains("The agent reported no update in 200 steps. Let settings() make one");
  }
}
