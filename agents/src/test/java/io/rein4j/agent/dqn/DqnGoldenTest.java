package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.agent.replay.TransitionBatch;
import io.rein4j.agent.replay.TransitionMemory;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.RegressionLoss;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Schedule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a DQN agent makes of one batch against PyTorch's autograd. The goldens are made by {@code
 * torch_goldens.py} beside them.
 */
class DqnGoldenTest {

  private static final int BATCH = 12;
  private static final int OBSERVATION = 4;
  private static final double ERROR = 1e-5;

  private final Goldens goldens = new Goldens(DqnGoldenTest.class, "torch_goldens.txt");

  private static DqnSettings settings(
      List<Integer> hidden, int batchSize, RegressionLoss loss, boolean doubleQ) {
    return DqnSettings.builder()
        .network(new MlpSettings(hidden, Activation.RELU, Initialization.KAIMING_UNIFORM))
        .optimizer(Sgd.DEFAULTS)
        .clipping(ClippingSettings.DEFAULTS)
        .gamma(0.97)
        .batchSize(batchSize)
        .replay(new ReplaySettings(BATCH, 1000))
        .trainFrequency(1)
        .doubleQ(doubleQ)
        .loss(loss)
        .exploration(Schedule.constant(0))
        .build();
  }

  private DqnAgent agent(DqnSettings settings, String online, String target) {
    DqnAgent agent =
        new DqnAgent(
            settings,
            new AgentContext(
                Box.of(-10, 10, OBSERVATION), new Discrete(3), 1, 1000, new RandomStreams(1)));
    set(agent.online.parameters(), online);
    set(agent.target.parameters(), target);
    return agent;
  }

  private static TransitionMemory memory(DqnAgent agent) {
    return (TransitionMemory) agent.memory;
  }

  private void set(Parameters parameters, String name) {
    float[] values = goldens.get(name);
    assertThat(parameters.values()).hasSameSizeAs(values);
    System.arraycopy(values, 0, parameters.values(), 0, values.length);
    parameters.changed();
  }

  private float[] row(String name, int row) {
    return Arrays.copyOfRange(goldens.get(name), row * OBSERVATION, (row + 1) * OBSERVATION);
  }

  /**
   * Lets the agent meet the golden transitions, and puts into the batch in order what the memory
   * has of them, with the golden actions.
   */
  private void fillBatch(DqnAgent agent) {
    for (int row = 0; row < BATCH; row++) {
      boolean terminated = goldens.get("terminated")[row] == 1;
      boolean truncated = goldens.get("truncated")[row] == 1;
      float[] next = row("next-observations", row);
      float[] other = {100, 200, 300, 400};
      agent.act(row("observations", row), new float[1]);
      agent.observe(
          new Outcome(
              terminated || truncated ? other : next,
              new double[] {goldens.get("rewards")[row]},
              new boolean[] {terminated},
              new boolean[] {truncated},
              terminated || truncated ? next : other),
          UpdateListener.NONE);
    }
    TransitionBatch batch = memory(agent).batch();
    int size = batch.steps().size();
    assertThat(agent.memory.size()).isEqualTo(size);
    for (int row = 0; row < size; row++) {
      batch.indices()[row] = row;
    }
    memory(agent).gather();
    System.arraycopy(goldens.get("actions"), 0, batch.steps().actions(), 0, size);
  }

  @ParameterizedTest
  @CsvSource({"plain, HUBER", "plain, SQUARED", "double, HUBER", "double, SQUARED"})
  void update_goldenBatch_gradientAndFiguresAreTorchs(String kind, RegressionLoss loss) {
    DqnAgent agent =
        agent(settings(List.of(8, 6), BATCH, loss, kind.equals("double")), "online", "target");
    fillBatch(agent);

    agent.update(0, UpdateListener.NONE);

    check(agent, kind + "/" + loss);
  }

  /** One or all of the extensions; the last two rows have returns that wait when the data ends. */
  private DqnSettings extended(String kind) {
    int size = goldens.get(kind + "/errors").length;
    boolean dueling = kind.equals("dueling") || kind.endsWith("-all");
    DqnSettingsBuilder variant =
        settings(
            dueling ? List.of(8) : List.of(8, 6), size, RegressionLoss.HUBER, kind.endsWith("-all"))
            .toBuilder();
    if (dueling) {
      variant.dueling(DuelingSettings.of(6));
    }
    if (kind.equals("n-step") || kind.endsWith("-all")) {
      variant.nStep(3);
    }
    if (kind.startsWith("quantile")) {
      variant.distribution(new QuantileDistribution(5));
    }
    if (kind.startsWith("categorical")) {
      variant.distribution(new CategoricalDistribution(7, -3, 3));
    }
    if (kind.startsWith("hl-gauss")) {
      variant.distribution(new HlGaussDistribution(7, -3, 3, 0.75));
    }
    return variant.build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weighted",
        "n-step",
        "dueling",
        "quantile",
        "quantile-all",
        "categorical",
        "categorical-all",
        "hl-gauss",
        "hl-gauss-all"
      })
  void update_goldenBatchWithExtensions_gradientFiguresAndErrorsAreTorchs(String kind) {
    DqnAgent agent = agent(extended(kind), kind + "/online", kind + "/target");
    fillBatch(agent);
    if (kind.equals("weighted") || kind.endsWith("-all")) {
      System.arraycopy(
          goldens.get("weights"),
          0,
          agent.memory.drawn().weights(),
          0,
          agent.memory.drawn().size());
    }

    agent.update(0, UpdateListener.NONE);

    check(agent, kind);
    goldens.check(kind + "/errors", agent.memory.drawn().errors(), ERROR, ERROR);
  }

  private void check(DqnAgent agent, String name) {
    goldens.check(name + "/gradient", agent.online.parameters().gradient(), ERROR, ERROR);
    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    for (String figure : List.of("loss", "td_error", "q_value")) {
      assertThat(metrics.get(figure))
          .as(figure)
          .isCloseTo(goldens.get(name + "/" + figure)[0], within(ERROR));
    }
  }
}
