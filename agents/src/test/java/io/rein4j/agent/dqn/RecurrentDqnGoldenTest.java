package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.agent.replay.SequenceBatch;
import io.rein4j.agent.replay.SequenceMemory;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a DQN agent with a memory makes of all sequences of two episodes against PyTorch's autograd.
 * The goldens are made by {@code recurrent_goldens.py} beside them.
 */
class RecurrentDqnGoldenTest {

  private static final int OBSERVATION = 3;
  private static final int ACTIONS = 4;
  private static final int[] EPISODES = {7, 9};
  private static final int LENGTH = 4;
  private static final int SEQUENCES = 5;
  private static final double ERROR = 1e-5;

  private final Goldens goldens =
      new Goldens(RecurrentDqnGoldenTest.class, "recurrent_goldens.txt");

  private static DqnSettings settings(String kind) {
    boolean all = kind.equals("all");
    DqnSettingsBuilder recurrent =
        DqnSettings.builder()
            .network(
                new MlpSettings(
                    new LstmSettings(5, LENGTH),
                    List.of(6),
                    Activation.RELU,
                    Initialization.KAIMING_UNIFORM))
            .optimizer(Sgd.DEFAULTS)
            .clipping(ClippingSettings.DEFAULTS)
            .gamma(0.97)
            .batchSize(SEQUENCES * LENGTH)
            .replay(new ReplaySettings(100, 1000))
            .trainFrequency(1)
            .doubleQ(all)
            .recurrent(new RecurrentSettings(3, 1))
            .exploration(Schedule.constant(0));
    if (all) {
      recurrent.nStep(2).dueling(DuelingSettings.of()).distribution(new QuantileDistribution(5));
    } else if (kind.equals("noisy")) {
      recurrent.noisy(NoisySettings.DEFAULTS);
    }
    return recurrent.build();
  }

  private void set(Parameters parameters, String name) {
    float[] values = goldens.get(name);
    assertThat(parameters.values()).hasSameSizeAs(values);
    System.arraycopy(values, 0, parameters.values(), 0, values.length);
    parameters.changed();
  }

  /** Lets the agent meet the golden episodes, with the parameters that it acts by. */
  private void meetEpisodes(DqnAgent agent) {
    int seen = 0;
    int step = 0;
    for (int episode = 0; episode < EPISODES.length; episode++) {
      for (int i = 1; i <= EPISODES[episode]; i++) {
        boolean ended = i == EPISODES[episode];
        float[] next = observation(seen + 1);
        float[] other = {100, 200, 300};
        agent.act(observation(seen), new float[1]);
        agent.observe(
            new Outcome(
                ended ? other : next,
                new double[] {goldens.get("rewards")[step]},
                new boolean[] {ended && episode == 0},
                new boolean[] {ended && episode == 1},
                ended ? next : other),
            UpdateListener.NONE);
        seen++;
        step++;
      }
      seen++;
    }
  }

  private float[] observation(int row) {
    return Arrays.copyOfRange(
        goldens.get("observations"), row * OBSERVATION, (row + 1) * OBSERVATION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "all", "noisy"})
  void update_goldenEpisodes_gradientAndFiguresAreTorchs(String kind) {
    DqnAgent agent =
        new DqnAgent(
            settings(kind),
            new AgentContext(
                Box.of(-10, 10, OBSERVATION),
                new Discrete(ACTIONS),
                1,
                1000,
                new RandomStreams(1)));
    set(agent.online.parameters(), kind + "/acting");
    meetEpisodes(agent);
    SequenceMemory memory = (SequenceMemory) agent.memory;
    assertThat(memory.sequences()).isEqualTo(SEQUENCES);
    SequenceBatch batch = memory.batch();
    for (int i = 0; i < SEQUENCES; i++) {
      batch.indices()[i] = i;
    }
    memory.gather();
    float[] actions = goldens.get(kind + "/actions");
    assertThat(batch.steps().size()).isEqualTo(actions.length);
    System.arraycopy(actions, 0, batch.steps().actions(), 0, actions.length);
    set(agent.online.parameters(), kind + "/online");
    set(agent.target.parameters(), kind + "/target");

    agent.update(0, UpdateListener.NONE);

    goldens.check(kind + "/gradient", agent.online.parameters().gradient(), ERROR, ERROR);
    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    for (String figure : List.of("loss", "td_error", "q_value")) {
      assertThat(metrics.get(figure))
          .as(figure)
          .isCloseTo(goldens.get(kind + "/" + figure)[0], within(ERROR));
    }
    assertThat(metrics.get("replay_size")).isEqualTo(actions.length);
  }
}
