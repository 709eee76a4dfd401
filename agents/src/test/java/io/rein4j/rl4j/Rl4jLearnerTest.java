package io.rein4j.rl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Learner;
import io.rein4j.agent.LearnerSettings;
import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.agent.ScriptedEnv;
import io.rein4j.agent.Training;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.PerSampleNorm;
import io.rein4j.clip.UpdateReport;
import io.rein4j.dl4j.Dl4jNetworkSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.VectorEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.optim.RmsPropTf;
import io.rein4j.optim.Sgd;
import io.rein4j.random.RandomStreams;
import io.rein4j.schedule.Cosine;
import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.ops.transforms.Transforms;

/** RL4J's own learners as ours. */
class Rl4jLearnerTest {

  private static final MlpSettings NETWORK =
      new MlpSettings(List.of(12, 8), Activation.TANH, Initialization.XAVIER_UNIFORM);
  private static final Space CART_POLE = Box.of(-1, 1, 4);
  private static final ClippingSettings NONE = ClippingSettings.DEFAULTS;

  /** What RL4J trains. */
  private enum Kind {
    DOUBLE_DQN {
      @Override
      LearnerSettings settings(
          NetworkSettings network, OptimizerSettings optimizer, ClippingSettings clipping) {
        return Rl4jDoubleDqnSettings.builder()
            .network(network)
            .optimizer(optimizer)
            .clipping(clipping)
            .gamma(0.9)
            .batchSize(8)
            .replayCapacity(100)
            .targetUpdateInterval(50)
            .errorClamp(null)
            .exploration(new Linear(1, 0.1, 0.5))
            .build();
      }
    },
    A3C {
      @Override
      LearnerSettings settings(
          NetworkSettings network, OptimizerSettings optimizer, ClippingSettings clipping) {
        return Rl4jA3cSettings.builder()
            .network(network)
            .optimizer(optimizer)
            .clipping(clipping)
            .gamma(0.9)
            .build();
      }
    };

    abstract LearnerSettings settings(
        NetworkSettings network, OptimizerSettings optimizer, ClippingSettings clipping);
  }

  private static LearnerSettings settings(Kind kind, ClippingSettings clipping) {
    return kind.settings(NETWORK, Adam.DEFAULTS, clipping);
  }

  private static AgentContext context(Space observations, Space actions, int count) {
    return new AgentContext(observations, actions, count, 100, new RandomStreams(5));
  }

  @Test
  void networks_toDl4jAndBack_computeTheSame() {
    AgentContext context = context(CART_POLE, new Discrete(3), 1);
    DoubleDqn dqn = new DoubleDqn((Rl4jDoubleDqnSettings) settings(Kind.DOUBLE_DQN, NONE), context);
    A3c a3c = new A3c((Rl4jA3cSettings) settings(Kind.A3C, NONE), context);
    MultiLayerNetwork values = dqn.dl4jNetwork(new NoOp());
    ComputationGraph graph = a3c.dl4jNetwork(new NoOp());
    float[] rows = new float[5 * 4];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) Math.sin(i);
    }
    INDArray input = Nd4j.create(rows, new long[] {5, 4}, 'c');
    for (int round = 0; round < 2; round++) {
      assertClose(dqn.policy().predict(rows, 5), values.output(input).dup('c').data().asFloat());
      float[] logits = a3c.policy().predict(rows, 5);
      INDArray softmax =
          Transforms.softmax(Nd4j.create(Arrays.copyOf(logits, 15), new long[] {5, 3}, 'c'), false);
      assertClose(
          softmax.dup('c').data().asFloat(), graph.output(input)[1].dup('c').data().asFloat());

      values.setParams(Nd4j.rand(values.params().shape()).subi(0.5));
      graph.setParams(Nd4j.rand(graph.params().shape()).subi(0.5));
      dqn.readParameters(values);
      dqn.parameters().changed();
      a3c.readParameters(graph);
      a3c.parameters().changed();
    }
  }

  private static void assertClose(float[] found, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void learn_clipped_takesTheStepsAskedForAndFollowsTheSchedule(Kind kind) {
    ClippingSettings clipping =
        ClippingSettings.of(new GlobalNorm(new Linear(2e-3, 1e-3, 1), 2, null, List.of()));
    try (Course course = new Course(cartPole(1), 201)) {
      Learner learner = settings(kind, clipping).create(course.context());

      learner.learn(course);

      assertThat(course.steps).isEqualTo(201);
      assertThat(course.updates).hasSizeGreaterThan(201 / 6);
      for (Update update : course.updates) {
        assertThat(update.threshold()).isCloseTo(2e-3 - 1e-3 * update.step() / 201, within(1e-9));
        assertThat(update.normPost()).isLessThan(update.threshold() * (1 + 1e-5));
      }
      assertThat(course.updates.get(course.updates.size() - 1).step())
          .as("what is collected last is learned from too")
          .isEqualTo(201);
      assertThat(learner.canResume()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void learn_learningRateThatFallsToZero_leavesTheParametersAsTheyAre(Kind kind) {
    OptimizerSettings sgd = new Sgd(new Linear(1e-2, 0, 0.5), 0, false);
    try (Course course = new Course(cartPole(1), 120)) {
      Learner learner = kind.settings(NETWORK, sgd, NONE).create(course.context());
      course.learner = learner;

      learner.learn(course);

      assertThat(course.parametersAt.get(20L)).isNotEqualTo(course.parametersAt.get(60L));
      assertThat(course.parametersAt.get(60L)).isEqualTo(learner.parameters());
      assertThat(course.updates.get(course.updates.size() - 1).step()).isGreaterThan(100);
    }
  }

  @Test
  @Timeout(60)
  void learn_a3cWithThreeThreads_stepsAllEnvironmentsTogether() {
    try (Course course = new Course(cartPole(3), 200)) {
      settings(Kind.A3C, NONE).create(course.context()).learn(course);

      assertThat(course.steps).as("whole steps of three environments").isEqualTo(201);
      assertThat(course.updates).hasSizeGreaterThan(201 / 5);
    }
  }

  @Test
  @Timeout(60)
  void learn_a3cInterrupted_endsWithoutAThreadAtWork() throws InterruptedException {
    try (Course course = new Course(cartPole(3), Long.MAX_VALUE)) {
      Learner learner = settings(Kind.A3C, NONE).create(course.context());

      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> learner.learn(course)).hasMessage("The training was interrupted.");
      assertThat(Thread.interrupted()).isTrue();
      long steps = course.steps;
      Thread.sleep(100);
      assertThat(course.steps).isEqualTo(steps);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void learn_environmentThatFails_endsWithItsFailure(Kind kind) {
    try (Course course = new Course(cartPole(kind == Kind.A3C ? 3 : 1), 200)) {
      course.failsAt = 60;
      Learner learner = settings(kind, NONE).create(course.context());

      assertThatThrownBy(() -> learner.learn(course)).hasMessage("The world has ended.");
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void learn_rewardsThatAreNotFinite_endsAsThePolicySays(Kind kind) {
    List<ScriptedEnv.Step> script = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      script.add(new ScriptedEnv.Step(i, i == 15 ? Double.NaN : 1, i == 19, false));
    }
    try (Course course =
        new Course(
            SyncVectorEnv.of(
                1, index -> new ScriptedEnv(2, 0, script), EpisodeSeeds.derived(1, "training")),
            400)) {
      Learner learner =
          settings(kind, new ClippingSettings(List.of(), NonFinitePolicy.FAIL, 0))
              .create(course.context());

      assertThatThrownBy(() -> learner.learn(course))
          .isInstanceOf(NonFiniteGradientException.class)
          .hasMessageContaining("the run stops");
    }
  }

  @ParameterizedTest
  @EnumSource
  void state_ofAnother_actsAsThatDoes(Kind kind) throws IOException {
    float[] observations = new float[50 * 4];
    for (int i = 0; i < observations.length; i++) {
      observations[i] = (float) Math.sin(i);
    }
    float[] expected = new float[50];
    float[] found = new float[50];
    byte[] state;
    try (Course course = new Course(cartPole(1), 100)) {
      Learner learner = settings(kind, NONE).create(course.context());
      learner.learn(course);
      learner.greedyPolicy(50).act(observations, expected);
      state = StateBytes.of(learner);
    }
    AgentContext other = new AgentContext(CART_POLE, new Discrete(2), 1, 100, new RandomStreams(6));
    Learner learner = settings(kind, NONE).create(other);

    StateBytes.restore(state, learner);

    learner.greedyPolicy(50).act(observations, found);
    assertThat(found).isEqualTo(expected).contains(0, 1);
  }

  @ParameterizedTest
  @EnumSource
  void create_actionsThatAreNotDiscrete_isRefused(Kind kind) {
    for (Space actions : List.of(Box.of(-2, 2, 1), new MultiDiscrete(2, 3))) {
      assertThatThrownBy(() -> settings(kind, NONE).create(context(CART_POLE, actions, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "RL4J's agents need discrete actions, but the environment's are %s."
                  .formatted(actions));
    }
  }

  @Test
  void create_doubleDqnInSeveralEnvironments_isRefused() {
    assertThatThrownBy(
            () -> settings(Kind.DOUBLE_DQN, NONE).create(context(CART_POLE, new Discrete(2), 8)))
        .hasMessage("RL4J's double DQN acts in one environment, but their 'count' is 8.");
  }

  @ParameterizedTest
  @EnumSource
  void settings_whatRl4jCannotBeTrainedWith_areRefused(Kind kind) {
    NetworkSettings other = new Dl4jNetworkSettings(Path.of("model.zip"), null, 1);
    assertThatThrownBy(() -> kind.settings(other, Adam.DEFAULTS, NONE))
        .hasMessageContaining("fully connected layers");
    assertThatThrownBy(() -> kind.settings(NETWORK, RmsPropTf.DEFAULTS, NONE))
        .hasMessageContaining("adam, or sgd without momentum, but this is rmsprop-tf");
    OptimizerSettings momentum = new Sgd(Schedule.constant(1), 0.9, false);
    assertThatThrownBy(() -> kind.settings(NETWORK, momentum, NONE))
        .hasMessageContaining("but this is sgd with momentum");
    assertThatThrownBy(() -> settings(kind, ClippingSettings.of(new PerSampleNorm(1))))
        .hasMessageContaining("per-sample-norm")
        .hasMessageContaining("a whole batch");
  }

  @Test
  void settings_explorationThatRl4jDoesNotKnow_isRefused() {
    for (Schedule exploration : List.of(new Linear(0.5, 0.1, 1), new Cosine(1, 0.1, 1))) {
      assertThatThrownBy(() -> Rl4jDoubleDqnSettings.builder().exploration(exploration).build())
          .hasMessageContaining("'exploration' must be linear from 1");
    }
  }

  private static SyncVectorEnv cartPole(int count) {
    return SyncVectorEnv.of(
        count,
        index -> Envs.standard().make("CartPole-v1", Map.of()),
        EpisodeSeeds.derived(1, "training"));
  }

  /** What is kept of a report. */
  private record Update(long step, double threshold, double normPost) {}

  /** A training that keeps what is told, and can fail. */
  private static final class Course implements Training, AutoCloseable {

    private final VectorEnv environments;
    private final long total;
    private final List<Update> updates = new ArrayList<>();
    private final Map<Long, float[]> parametersAt = new HashMap<>();
    private @Nullable Learner learner;
    private long failsAt = Long.MAX_VALUE;
    private long steps;
    private int toLearn;

    Course(VectorEnv environments, long total) {
      this.environments = environments;
      this.total = total;
      environments.reset();
    }

    AgentContext context() {
      return new AgentContext(
          environments.observationSpace(),
          environments.actionSpace(),
          environments.count(),
          total,
          new RandomStreams(5));
    }

    @Override
    public VectorEnv environments() {
      return environments;
    }

    @Override
    public long steps() {
      return steps;
    }

    @Override
    public boolean isOver() {
      return steps >= total;
    }

    @Override
    public UpdateListener updates() {
      return this::updated;
    }

    private void updated(UpdateReport report) {
      assertThat(toLearn).as("updates come between a step and what is learned of it").isOne();
      updates.add(new Update(steps, report.threshold(), report.whole().normPost()));
    }

    @Override
    public void step(float[] actions) {
      assertThat(toLearn++).isZero();
      if (steps >= failsAt) {
        throw new IllegalArgumentException("The world has ended.");
      }
      environments.step(actions);
      steps += environments.count();
    }

    @Override
    public void learned(boolean learned) {
      assertThat(toLearn--).isOne();
      if (learner != null) {
        parametersAt.put(steps, learner.parameters().clone());
      }
    }

    @Override
    public void close() {
      environments.close();
    }
  }
}
