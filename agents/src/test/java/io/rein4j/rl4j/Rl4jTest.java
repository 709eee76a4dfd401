package io.rein4j.rl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.dl4j.Clipped;
import io.rein4j.dl4j.NetworkClipping;
import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.source.Envs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.rl4j.agent.Agent;
import org.deeplearning4j.rl4j.agent.IAgentLearner;
import org.deeplearning4j.rl4j.agent.learning.algorithm.dqn.BaseTransitionTDAlgorithm;
import org.deeplearning4j.rl4j.agent.learning.update.updater.NeuralNetUpdaterConfiguration;
import org.deeplearning4j.rl4j.builder.DoubleDQNBuilder;
import org.deeplearning4j.rl4j.experience.ReplayMemoryExperienceHandler;
import org.deeplearning4j.rl4j.learning.async.a3c.discrete.A3CDiscreteDense;
import org.deeplearning4j.rl4j.learning.async.nstep.discrete.AsyncNStepQLearningDiscreteDense;
import org.deeplearning4j.rl4j.learning.configuration.A3CLearningConfiguration;
import org.deeplearning4j.rl4j.learning.configuration.AsyncQLearningConfiguration;
import org.deeplearning4j.rl4j.learning.configuration.QLearningConfiguration;
import org.deeplearning4j.rl4j.learning.sync.qlearning.discrete.QLearningDiscreteDense;
import org.deeplearning4j.rl4j.mdp.CartpoleEnvironment;
import org.deeplearning4j.rl4j.network.QNetwork;
import org.deeplearning4j.rl4j.network.ac.ActorCriticFactorySeparateStdDense;
import org.deeplearning4j.rl4j.network.ac.IActorCritic;
import org.deeplearning4j.rl4j.network.configuration.ActorCriticDenseNetworkConfiguration;
import org.deeplearning4j.rl4j.network.configuration.DQNDenseNetworkConfiguration;
import org.deeplearning4j.rl4j.network.dqn.DQNFactoryStdDense;
import org.deeplearning4j.rl4j.network.dqn.IDQN;
import org.deeplearning4j.rl4j.observation.transform.TransformProcess;
import org.deeplearning4j.rl4j.observation.transform.operation.ArrayToINDArrayTransform;
import org.deeplearning4j.rl4j.policy.EpsGreedy;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Our stage in RL4J's learners, and environments both ways. */
// What most RL4J code is written with is deprecated.
@SuppressWarnings("deprecation")
class Rl4jTest {

  private static final double THRESHOLD = 1e-3;
  private static final int STEPS = 100;
  private static final Clipped CLIPPED =
      Clipped.of(
          new Adam(1e-3),
          new ClippingSettings(List.of(new GlobalNorm(THRESHOLD)), NonFinitePolicy.FAIL, 0));

  private final List<ClippedEpisode> episodes = Collections.synchronizedList(new ArrayList<>());

  private static EnvMdp cartPole() {
    return new EnvMdp(
        () -> Envs.standard().make("CartPole-v1", Map.of()), EpisodeSeeds.derived(1, "training"));
  }

  @Test
  void doubleDqn_clipped_tellsOfEveryEpisode() {
    EnvMdp mdp = cartPole();
    IDQN<?> network =
        new DQNFactoryStdDense(
                DQNDenseNetworkConfiguration.builder()
                    .numLayers(1)
                    .numHiddenNodes(16)
                    .updater(CLIPPED)
                    .build())
            .buildDQN(mdp.getObservationSpace().getShape(), 2);
    QLearningDiscreteDense<FloatObservation> learner =
        new QLearningDiscreteDense<>(
            mdp,
            network,
            QLearningConfiguration.builder()
                .seed(1L)
                .maxStep(STEPS)
                .maxEpochStep(500)
                .expRepMaxSize(1000)
                .batchSize(8)
                .targetDqnUpdateFreq(50)
                .updateStart(0)
                .rewardFactor(1)
                .gamma(0.99)
                .errorClamp(1)
                .minEpsilon(1)
                .epsilonNbStep(100)
                .doubleDQN(true)
                .build());
    learner.addListener(EpisodeClipping.of(network, episodes::add));

    learner.train();

    requireClippedEpisodes();
    assertThat(episodes.stream().mapToLong(episode -> episode.updates().updates()).sum())
        .as("an update a step, once there is a batch")
        .isCloseTo(learner.getStepCount(), within(8L));
  }

  @Test
  void a3c_twoThreads_clipped_tellsOfEpisodesNotOfChunks() {
    EnvMdp mdp = cartPole();
    IActorCritic<?> network =
        new ActorCriticFactorySeparateStdDense(
                ActorCriticDenseNetworkConfiguration.builder()
                    .numLayers(1)
                    .numHiddenNodes(16)
                    .updater(CLIPPED)
                    .build())
            .buildActorCritic(mdp.getObservationSpace().getShape(), 2);
    A3CDiscreteDense<FloatObservation> learner =
        new A3CDiscreteDense<>(
            mdp,
            network,
            A3CLearningConfiguration.builder()
                .seed(1L)
                .maxStep(STEPS)
                .maxEpochStep(500)
                .numThreads(2)
                .nStep(5)
                .rewardFactor(1)
                .gamma(0.99)
                .build());
    learner.setProgressMonitorFrequency(50);
    learner.addListener(EpisodeClipping.of(network, episodes::add));

    learner.train();

    requireClippedEpisodes();
  }

  @Test
  void asyncNStepQ_clipped_tellsOfEveryEpisode() {
    EnvMdp mdp = cartPole();
    IDQN<?> network =
        new DQNFactoryStdDense(
                DQNDenseNetworkConfiguration.builder()
                    .numLayers(1)
                    .numHiddenNodes(16)
                    .updater(CLIPPED)
                    .build())
            .buildDQN(mdp.getObservationSpace().getShape(), 2);
    AsyncNStepQLearningDiscreteDense<FloatObservation> learner =
        new AsyncNStepQLearningDiscreteDense<>(
            mdp,
            network,
            AsyncQLearningConfiguration.builder()
                .seed(1L)
                .maxStep(STEPS)
                .maxEpochStep(500)
                .numThreads(1)
                .nStep(5)
                .targetDqnUpdateFreq(50)
                .updateStart(0)
                .rewardFactor(1)
                .gamma(0.99)
                .errorClamp(1)
                .minEpsilon(1)
                .epsilonNbStep(100)
                .build());
    learner.setProgressMonitorFrequency(50);
    learner.addListener(EpisodeClipping.of(network, episodes::add));

    learner.train();

    requireClippedEpisodes();
  }

  @Test
  void agentLearner_clipped_tellsOfEveryEpisode() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(CLIPPED)
                .list()
                .layer(new DenseLayer.Builder().nIn(4).nOut(16).activation(Activation.RELU).build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(16)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    network.init();
    EpisodeClipping clipping =
        new EpisodeClipping(List.of(NetworkClipping.of(network)), episodes::add);
    DoubleDQNBuilder builder =
        new DoubleDQNBuilder(
            DoubleDQNBuilder.Configuration.builder()
                .policyConfiguration(
                    EpsGreedy.Configuration.builder().epsilonNbStep(100).minEpsilon(1).build())
                .experienceHandlerConfiguration(
                    ReplayMemoryExperienceHandler.Configuration.builder()
                        .maxReplayMemorySize(1000)
                        .batchSize(8)
                        .build())
                .neuralNetUpdaterConfiguration(
                    NeuralNetUpdaterConfiguration.builder().targetUpdateFrequency(50).build())
                .updateAlgorithmConfiguration(
                    BaseTransitionTDAlgorithm.Configuration.builder().gamma(0.99).build())
                .agentLearnerConfiguration(
                    org.deeplearning4j.rl4j.agent.AgentLearner.Configuration.builder()
                        .maxEpisodeSteps(500)
                        .build())
                .build(),
            QNetwork.builder().withNetwork(network).build(),
            () -> new CartpoleEnvironment(Nd4j.getRandomFactory().getNewRandomInstance(3)),
            () ->
                TransformProcess.builder()
                    .transform("data", new ArrayToINDArrayTransform())
                    .build("data"),
            Nd4j.getRandomFactory().getNewRandomInstance(4));
    IAgentLearner<Integer> agent = builder.build();
    ((Agent<Integer>) agent).addListener(clipping.ofAgent());

    for (int i = 0; i < 3; i++) {
      agent.run();
    }

    assertThat(episodes).hasSize(3);
    requireClippedEpisodes();
  }

  private void requireClippedEpisodes() {
    assertThat(episodes).hasSizeGreaterThan(1);
    for (int i = 0; i < episodes.size(); i++) {
      ClippedEpisode episode = episodes.get(i);
      assertThat(episode.length()).isGreaterThan(7);
      assertThat(episode.reward()).as("CartPole gives 1 a step").isEqualTo(episode.length());
      if (episode.updates().updates() > 0) {
        assertThat(episode.updates().whole().clippedFraction()).isEqualTo(1);
        assertThat(episode.updates().whole().gradNormPostMean())
            .isCloseTo(THRESHOLD, within(THRESHOLD * 1e-5));
      }
    }
    assertThat(episodes.get(episodes.size() - 1).updates().updates()).isPositive();
  }

  @Test
  void env_toMdpAndBack_isTheSameEpisode() {
    try (Env there = Envs.standard().make("CartPole-v1", Map.of());
        Env back = new MdpEnv(cartPole(), (Box) there.observationSpace())) {
      float[] expected = new float[4];
      float[] found = new float[4];
      there.reset(EpisodeSeeds.derived(1, "training").seed(0, 0), expected, 0);
      back.reset(found, 0);
      assertThat(found).isEqualTo(expected);
      while (!there.terminated()) {
        float[] action = {1};
        assertThat(back.step(action, 0, found, 0)).isEqualTo(there.step(action, 0, expected, 0));
        assertThat(found).isEqualTo(expected);
        assertThat(back.terminated()).isEqualTo(there.terminated());
        assertThat(back.truncated()).isFalse();
      }
      assertThatThrownBy(() -> back.step(new float[] {1}, 0, found, 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void mdp_ofAnEnvironment_tellsTruncationInItsInfo_andRefusesContinuousActions() {
    EnvMdp mdp =
        new EnvMdp(
            () -> Envs.standard().make("MountainCar-v0", Map.of()),
            EpisodeSeeds.derived(1, "training"));
    mdp.reset();
    Object info = Map.of();
    while (!mdp.isDone()) {
      info = mdp.step(1).getInfo();
    }
    assertThat(info).isEqualTo(Map.of("terminated", false, "truncated", true));

    assertThatThrownBy(
            () ->
                new EnvMdp(
                    () -> Envs.standard().make("Pendulum-v1", Map.of()),
                    EpisodeSeeds.derived(1, "t")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("discrete actions");
    assertThatThrownBy(() -> new MdpEnv(cartPole(), Box.of(-1, 1, 3)))
        .hasMessageContaining("4 elements");
  }
}
