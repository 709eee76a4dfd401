package org.example;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.dl4j.Clipped;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.source.Envs;
import io.rein4j.rl4j.ClippedEpisode;
import io.rein4j.rl4j.EnvMdp;
import io.rein4j.rl4j.EpisodeClipping;
import io.rein4j.rl4j.FloatObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.rl4j.learning.configuration.QLearningConfiguration;
import org.deeplearning4j.rl4j.learning.sync.qlearning.discrete.QLearningDiscreteDense;
import org.deeplearning4j.rl4j.network.configuration.DQNDenseNetworkConfiguration;
import org.deeplearning4j.rl4j.network.dqn.DQNFactoryStdDense;
import org.deeplearning4j.rl4j.network.dqn.IDQN;
import org.nd4j.linalg.learning.config.Adam;

/**
 * An RL4J program, double DQN on CartPole, whose gradients are clipped to a global norm. Three
 * places differ from one without Rein4J: the updater is {@link Clipped}, a listener hears what was
 * clipped in each episode, and the {@code MDP} is an environment of Rein4J.
 */
public final class ClippedDoubleDqn {

  private ClippedDoubleDqn() {}

  public static void main(String[] args) {
    for (ClippedEpisode episode : train(500, 1)) {
      System.out.printf(
          Locale.ROOT,
          "episode %d: reward %.0f, %.0f%% of %d updates clipped%n",
          episode.episode(),
          episode.reward(),
          100 * episode.updates().whole().clippedFraction(),
          episode.updates().updates());
    }
  }

  /**
   * Trains a double DQN.
   *
   * @param steps of the environment
   * @param threshold the largest norm that a gradient may have
   * @return the episodes that ended
   */
  static List<ClippedEpisode> train(int steps, double threshold) {
    EnvMdp mdp =
        new EnvMdp(() -> Envs.standard().make("CartPole-v1"), EpisodeSeeds.derived(1, "training"));
    IDQN<?> network =
        new DQNFactoryStdDense(
                DQNDenseNetworkConfiguration.builder()
                    .numLayers(2)
                    .numHiddenNodes(64)
                    .updater(
                        Clipped.of(new Adam(1e-3), ClippingSettings.of(new GlobalNorm(threshold))))
                    .build())
            .buildDQN(mdp.getObservationSpace().getShape(), mdp.getActionSpace().getSize());
    QLearningDiscreteDense<FloatObservation> learner =
        new QLearningDiscreteDense<>(
            mdp,
            network,
            QLearningConfiguration.builder()
                .seed(1L)
                .maxStep(steps)
                .maxEpochStep(500)
                .expRepMaxSize(10_000)
                .batchSize(32)
                .targetDqnUpdateFreq(100)
                .updateStart(32)
                .gamma(0.99)
                .rewardFactor(1)
                .errorClamp(Double.MAX_VALUE) // the stage clips instead
                .minEpsilon(0.1f)
                .epsilonNbStep(300)
                .doubleDQN(true)
                .build());
    List<ClippedEpisode> episodes = new ArrayList<>();
    learner.addListener(EpisodeClipping.of(network, episodes::add));
    learner.train();
    return episodes;
  }
}
