package io.rein4j.agent.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.agent.replay.TransitionBatch;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Initialization;
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
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What SAC and TD3 make of one batch against PyTorch's autograd. The goldens are made by {@code
 * torch_goldens.py} beside them.
 */
class OffPolicyGoldenTest {

  private static final int BATCH = 12;
  private static final int OBSERVATION = 4;
  private static final int ACTIONS = 2;
  private static final double ERROR = 1e-5;

  /** Steps change nothing, so that all gradients are by the same parameters. */
  private static final Sgd STILL = new Sgd(Schedule.constant(0), 0, false);

  private static final MlpSettings NETWORK =
      new MlpSettings(List.of(8, 6), Activation.RELU, Initialization.KAIMING_UNIFORM);

  private static final AgentContext CONTEXT =
      new AgentContext(
          Box.of(-10, 10, OBSERVATION), Box.of(-3, 5, ACTIONS), 1, 1000, new RandomStreams(1));

  private final Goldens goldens = new Goldens(OffPolicyGoldenTest.class, "torch_goldens.txt");

  /** Standard normal numbers that are golden. */
  private static final class Replayed implements RandomGenerator {

    private final float[] numbers;
    private int next;

    Replayed(float[] numbers) {
      this.numbers = numbers;
    }

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException("Only normal numbers are golden.");
    }

    @Override
    public double nextGaussian() {
      return numbers[next++];
    }

    boolean isUsedUp() {
      return next == numbers.length;
    }
  }

  private static float[] part(Parameters parameters, float[] of, List<String> groups) {
    ParameterLayout part = parameters.layout().part(groups);
    return Arrays.copyOfRange(of, part.offset(), part.offset() + part.size());
  }

  private void set(Parameters parameters, String name, List<String> groups) {
    ParameterLayout part = parameters.layout().part(groups);
    float[] values = Arrays.copyOf(goldens.get(name), part.size());
    System.arraycopy(values, 0, parameters.values(), part.offset(), part.size());
    parameters.changed();
  }

  private float[] row(String name, int row, int size) {
    return Arrays.copyOfRange(goldens.get(name), row * size, (row + 1) * size);
  }

  /** Lets the agent meet the golden transitions, and puts them into the batch in order. */
  private TransitionBatch batch(OffPolicyAgent agent) {
    for (int row = 0; row < BATCH; row++) {
      boolean terminated = goldens.get("terminated")[row] == 1;
      boolean truncated = goldens.get("truncated")[row] == 1;
      float[] next = row("next-observations", row, OBSERVATION);
      float[] other = {100, 200, 300, 400};
      agent.act(row("observations", row, OBSERVATION), new float[ACTIONS]);
      agent.observe(
          new Outcome(
              terminated || truncated ? other : next,
              new double[] {goldens.get("rewards")[row]},
              new boolean[] {terminated},
              new boolean[] {truncated},
              terminated || truncated ? next : other),
          UpdateListener.NONE);
    }
    TransitionBatch batch = agent.memory.batch();
    for (int row = 0; row < BATCH; row++) {
      batch.indices()[row] = row;
    }
    agent.memory.gather();
    System.arraycopy(goldens.get("actions"), 0, batch.steps().actions(), 0, BATCH * ACTIONS);
    return batch;
  }

  private static Map<String, Double> metrics(OffPolicyAgent agent) {
    Map<String, Double> metrics = new HashMap<>();
    agent.drainMetrics(metrics::put);
    return metrics;
  }

  private void checkGradient(OffPolicyAgent agent, String name, String... groups) {
    Parameters parameters = agent.learner.parameters();
    goldens.check(
        name + "/gradient", part(parameters, parameters.gradient(), List.of(groups)), ERROR, ERROR);
  }

  private void checkFigures(OffPolicyAgent agent, String kind, String... figures) {
    goldens.check(kind + "/errors", agent.memory.drawn().errors(), ERROR, ERROR);
    Map<String, Double> metrics = metrics(agent);
    for (String figure : figures) {
      double expected = goldens.get(kind + "/" + figure)[0];
      assertThat(metrics.get(figure))
          .as(figure)
          .isCloseTo(expected, within(ERROR * (1 + Math.abs(expected))));
    }
  }

  /** An agent that has met the golden batch, with golden parameters. */
  private OffPolicyAgent sac(String kind, Sgd optimizer, boolean sde) {
    OffPolicyAgent agent =
        SacSettings.builder()
            .network(NETWORK)
            .optimizer(optimizer)
            .gamma(0.97)
            .batchSize(BATCH)
            .replay(new ReplaySettings(BATCH, 1000))
            .initialEntropyCoefficient(0.3)
            .sde(sde ? StateDependentExploration.DEFAULTS : null)
            .build()
            .agent(CONTEXT);
    SacLearner learner = (SacLearner) agent.learner;
    set(learner.parameters(), "critics", List.of("critic1", "critic2"));
    set(learner.parameters(), kind + "/actor", List.of("actor"));
    set(learner.networks.targets, "target-critics", List.of("critic1", "critic2"));
    return agent;
  }

  /** Makes one update, with the golden noise. */
  private void learn(OffPolicyAgent agent, TransitionBatch batch, String kind, boolean sde) {
    float[] noise = goldens.get(kind + "/noise");
    float[] both = Arrays.copyOf(noise, sde ? noise.length : 2 * noise.length);
    System.arraycopy(
        goldens.get(kind + "/next-noise"), 0, both, both.length - noise.length, noise.length);
    Replayed random = new Replayed(both);

    int updates = ((SacLearner) agent.learner).update(batch, random, 0, UpdateListener.NONE);

    assertThat(updates).isEqualTo(3);
    assertThat(random.isUsedUp()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sac", "sac-weighted", "sac-sde"})
  void sacUpdate_goldenBatch_gradientsAndFiguresAreTorchs(String kind) {
    boolean sde = kind.equals("sac-sde");
    OffPolicyAgent agent = sac(kind, STILL, sde);
    TransitionBatch batch = batch(agent);
    if (kind.equals("sac-weighted")) {
      System.arraycopy(goldens.get("weights"), 0, batch.steps().weights(), 0, BATCH);
    }

    learn(agent, batch, kind, sde);

    checkGradient(agent, kind + "/critics", "critic1", "critic2");
    checkGradient(agent, kind + "/actor", "actor");
    checkGradient(agent, kind + "/alpha", "alpha");
    checkFigures(agent, kind, "critic_loss", "actor_loss", "entropy");
  }

  /** The actor meets the critics that have just learned, and the coefficient from before. */
  @Test
  void sacUpdate_goldenBatch_learnsInTheOrderOfTorch() {
    OffPolicyAgent agent = sac("sac-step", new Sgd(Schedule.constant(0.1), 0, false), false);

    learn(agent, batch(agent), "sac-step", false);

    Parameters parameters = agent.learner.parameters();
    for (String path : List.of("critics", "actor", "alpha")) {
      List<String> groups = path.equals("critics") ? List.of("critic1", "critic2") : List.of(path);
      goldens.check(
          "sac-step/" + path + "/after",
          part(parameters, parameters.values(), groups),
          ERROR,
          ERROR);
    }
    checkFigures(agent, "sac-step", "critic_loss", "actor_loss", "entropy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"td3", "ddpg"})
  void td3Update_goldenBatch_gradientsAndFiguresAreTorchs(String kind) {
    boolean ddpg = kind.equals("ddpg");
    List<String> critics = ddpg ? List.of("critic1") : List.of("critic1", "critic2");
    OffPolicyAgent agent =
        Td3Settings.builder()
            .network(NETWORK)
            .optimizer(STILL)
            .gamma(0.97)
            .batchSize(BATCH)
            .replay(new ReplaySettings(BATCH, 1000))
            .critics(critics.size())
            .policyDelay(1)
            .targetNoise(ddpg ? 0 : 1)
            .targetNoiseClip(0.25)
            .build()
            .agent(CONTEXT);
    Td3Learner learner = (Td3Learner) agent.learner;
    set(learner.parameters(), "critics", critics);
    set(learner.parameters(), "td3/actor", List.of("actor"));
    set(learner.networks.targets, "target-critics", critics);
    set(learner.networks.targets, "td3/target-actor", List.of("actor"));
    TransitionBatch batch = batch(agent);

    int updates =
        learner.update(
            batch, new Replayed(goldens.get(kind + "/next-noise")), 0, UpdateListener.NONE);

    assertThat(updates).isEqualTo(2);
    checkGradient(agent, kind + "/critics", critics.toArray(String[]::new));
    checkGradient(agent, kind + "/actor", "actor");
    checkFigures(agent, kind, "critic_loss", "actor_loss");
  }
}
