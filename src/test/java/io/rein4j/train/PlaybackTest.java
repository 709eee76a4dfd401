package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.Agent;
import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.dqn.DqnSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Renderer;
import io.rein4j.env.source.Envs;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.random.RandomStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PlaybackTest {

  private static final int EPISODES = 4;
  private static final int STEPS = 50;

  private static Env taxi() {
    return Envs.standard().make("Taxi-v4", Map.of("action-mask", true));
  }

  /** Lives, of which pictures can be asked for. */
  private static Env lives() {
    return new ForwardingEnv(new LivesEnv()) {
      @Override
      public Optional<Renderer> renderer() {
        return Envs.standard().make("CartPole-v1").renderer();
      }
    };
  }

  private static Agent agent(AgentSettings settings, Env env, int maskSize) {
    return settings.create(
        new AgentContext(env.observationSpace(), env.actionSpace(), 1, 1_000, new RandomStreams(3))
            .masked(maskSize));
  }

  private static List<Double> played(Agent agent, Env env, int limit, boolean draw)
      throws IOException {
    EpisodeMonitor monitor = new EpisodeMonitor(env);
    List<Double> returns = new ArrayList<>();
    try (Playback playback = new Playback(agent, monitor, monitor, 5, limit)) {
      for (int episode = 0; episode < EPISODES; episode++) {
        returns.add(playback.play(episode, draw, moment -> true));
      }
    }
    return returns;
  }

  private static List<Double> evaluated(Agent agent, Supplier<Env> env, int limit) {
    return new Evaluation(env, UnaryOperator.identity(), envs -> Optional.empty(), 5, limit)
        .evaluate(agent, EPISODES, 0)
        .returns();
  }

  @Test
  void play_gamesOfLives_areThoseOfTheEvaluation() throws IOException {
    Agent agent = agent(DqnSettings.DEFAULTS, lives(), 0);
    for (int limit : new int[] {9, 1_000}) {
      List<Double> expected = evaluated(agent, PlaybackTest::lives, limit);
      assertThat(played(agent, lives(), limit, false)).as("limit %s", limit).isEqualTo(expected);
    }
  }

  /** Each forbidden action costs 10, each other one 1. */
  @Test
  void play_maskedActions_areAllowed() throws IOException {
    Agent agent = agent(PpoSettings.DEFAULTS, taxi(), 6);

    assertThat(played(agent, taxi(), STEPS, false))
        .isEqualTo(evaluated(agent, PlaybackTest::taxi, STEPS));
    assertThat(played(agent, taxi(), STEPS, true))
        .allSatisfy(reward -> assertThat(reward).isGreaterThanOrEqualTo(-STEPS));
  }
}
