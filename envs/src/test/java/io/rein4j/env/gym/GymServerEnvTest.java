package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.gym.OneAtATimeServer.Fault;
import io.rein4j.env.gym.OneAtATimeServer.Reply;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An environment behind a server like the original one, and what its faults do to an episode. */
class GymServerEnvTest {

  /** Connections before the first step: health, create, both spaces, close, create, reset. */
  private static final int BEFORE_STEPS = 7;

  private final CountingServer counting = new CountingServer(10);
  private final List<String> notices = new ArrayList<>();
  private final float[] observation = new float[2];
  private final float[] action = {1};

  private GymHost host(OneAtATimeServer server, double timeout, int restarts) {
    return GymHost.server(server.address(), settings(timeout, restarts, null), notices::add);
  }

  private static GymSettings settings(double timeout, int restarts, @Nullable Integer limit) {
    return GymSettings.builder().timeout(timeout).restarts(restarts).maxEpisodeSteps(limit).build();
  }

  private double step(GymEnv env) {
    return env.step(action, 0, observation, 0);
  }

  @Test
  void steps_manyOnFreshConnections_areAllTakenOnce() throws IOException {
    int wanted = Integer.getInteger("rein4j.gym.steps", 2000);
    CountingServer server = new CountingServer(1000);
    try (OneAtATimeServer listening = new OneAtATimeServer(server);
        GymHost host = host(listening, 10, 0)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      int taken = 0;
      for (int episode = 0; taken < wanted; episode++) {
        env.reset(episode + 1, observation, 0);
        assertThat(observation).containsExactly(episode + 1, 0);
        for (int step = 1; step <= 1000 && taken < wanted; step++, taken++) {
          step(env);
          assertThat(observation[1]).isEqualTo(step);
        }
      }
      assertThat(server.steps()).isEqualTo(wanted);
      assertThat(server.instances()).hasSize(1);
    }
    assertThat(server.instances()).isEmpty();
    assertThat(notices).isEmpty();
  }

  @Test
  void step_afterTheEnd_isRefusedWithoutAsking() throws IOException {
    try (OneAtATimeServer server = new OneAtATimeServer(counting);
        GymHost host = host(server, 5, 0)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      assertThatThrownBy(() -> step(env)).isInstanceOf(IllegalStateException.class);
      env.reset(1, observation, 0);
      for (int i = 0; i < 10; i++) {
        step(env);
      }
      assertThat(env.terminated()).isTrue();
      assertThatThrownBy(() -> step(env)).isInstanceOf(IllegalStateException.class);
      assertThat(counting.steps()).isEqualTo(10);
    }
  }

  @Test
  void step_limitThatTheUserStates_isTruncation() throws IOException {
    try (OneAtATimeServer server = new OneAtATimeServer(counting);
        GymHost host = GymHost.server(server.address(), settings(5, 0, 10), notices::add)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      env.reset(1, observation, 0);
      for (int i = 0; i < 10; i++) {
        step(env);
      }
      assertThat(env.terminated()).isFalse();
      assertThat(env.truncated()).isTrue();
      assertThat(env.maxEpisodeSteps()).hasValue(10);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "info":{"TimeLimit.truncated":false},            | true  | false
          "info":{"TimeLimit.truncated":true},             | false | true
          "info":{},"terminated":true,"truncated":true,    | true  | true
          "info":{},"terminated":false,"truncated":true,   | false | true
          """)
  void step_endAtTheLimitThatTheServerTells_isWhatItTells(
      String told, boolean terminated, boolean truncated) throws IOException {
    OneAtATimeServer.Responder telling =
        request -> {
          Reply reply = counting.answer(request);
          return reply.body().contains("\"done\":true")
              ? Reply.json(reply.body().replace("\"info\":{},", told))
              : reply;
        };
    try (OneAtATimeServer server = new OneAtATimeServer(telling);
        GymHost host = GymHost.server(server.address(), settings(5, 0, 10), notices::add)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      env.reset(1, observation, 0);
      for (int i = 0; i < 10; i++) {
        step(env);
      }
      assertThat(env.terminated()).isEqualTo(terminated);
      assertThat(env.truncated()).isEqualTo(truncated);
    }
  }

  @Test
  void make_longerThanAnAnswerMayTake_isWaitedFor() throws IOException {
    OneAtATimeServer.Responder slow =
        request -> {
          if (request.method().equals("POST") && request.path().equals("/v1/envs/")) {
            LockSupport.parkNanos(1_200_000_000L);
          }
          return counting.answer(request);
        };
    try (OneAtATimeServer server = new OneAtATimeServer(slow);
        GymHost host = host(server, 1, 0)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      env.reset(1, observation, 0);
      assertThat(observation).containsExactly(1, 0);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void make_unknownEnvironment_isWrongInput() throws IOException {
    try (OneAtATimeServer server = new OneAtATimeServer(counting);
        GymHost host = host(server, 5, 0)) {
      assertThatThrownBy(() -> host.make("Other", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("malformed environment ID");
      assertThatThrownBy(() -> host.make("Counting-v0", Map.of("render", true)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("knows no options");
    }
  }

  @Test
  void make_resetOptionsForAServerThatCannot_isRefused() throws IOException {
    OneAtATimeServer.Responder older =
        request ->
            request.path().equals("/v1/health")
                ? OneAtATimeServer.Reply.json(
                    "{\"protocol\":1,\"capabilities\":[\"frames\",\"reset-seed\",\"terminated-truncated\"]}")
                : counting.answer(request);
    try (OneAtATimeServer original = new OneAtATimeServer(counting);
        OneAtATimeServer frames = new OneAtATimeServer(older);
        GymHost toOriginal = host(original, 5, 0);
        GymHost toFrames = host(frames, 5, 0)) {
      Map<String, Object> level = Map.of("level", 1);
      assertThatThrownBy(() -> toOriginal.make("Counting-v0", Map.of(), level))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("speaks gym-http-api, whose resets take no options");
      assertThatThrownBy(() -> toFrames.make("Counting-v0", Map.of(), level))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not know 'reset-options', which 'env.reset-options' needs");
    }
  }

  @Test
  void make_masksOrLivesOfAServerThatCannot_isRefused() throws IOException {
    GymSettings masked = GymSettings.builder().restarts(0).actionMask(true).build();
    GymSettings living = GymSettings.builder().restarts(0).episodicLife(true).build();
    OneAtATimeServer.Responder older =
        request ->
            request.path().equals("/v1/health")
                ? OneAtATimeServer.Reply.json(
                    "{\"protocol\":1,\"capabilities\":[\"frames\",\"options\",\"reset-seed\",\"terminated-truncated\"]}")
                : counting.answer(request);
    try (OneAtATimeServer original = new OneAtATimeServer(counting);
        OneAtATimeServer frames = new OneAtATimeServer(older);
        GymHost toOriginal = GymHost.server(original.address(), masked, notices::add);
        GymHost toFrames = GymHost.server(frames.address(), masked, notices::add);
        GymHost alive = GymHost.server(frames.address(), living, notices::add)) {
      assertThatThrownBy(() -> alive.make("Counting-v0", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "does not know 'episodic-life', which 'env.gym.episodic-life' needs");
      assertThatThrownBy(() -> toOriginal.make("Counting-v0", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("whose resets tell no 'info', so there is no 'action-mask'");
      assertThatThrownBy(() -> toFrames.make("Counting-v0", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not know 'action-mask', which 'env.gym.action-mask' needs");
    }
  }

  @Test
  void make_noServer_saysWhatWasTried() throws IOException {
    OneAtATimeServer gone = new OneAtATimeServer(counting);
    gone.close();
    assertThatThrownBy(() -> host(gone, 0.2, 0).make("Counting-v0", Map.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseInstanceOf(java.net.ConnectException.class)
        .hasMessageContaining(
            "The Gym server at %s could not be reached within 0.2 s: ".formatted(gone.address()));
    assertThat(notices).hasSize(1);
    assertThat(notices.get(0))
        .startsWith("The Gym server at %s cannot be reached: ".formatted(gone.address()))
        .endsWith("It is tried again for 0.2 s.");
  }

  /** Java's words for it differ from one try to the next. */
  @Test
  void make_hostThatNobodyKnows_saysSoEveryTime() {
    String server = "http://nobody.invalid:5000";
    assertThatThrownBy(
            () ->
                GymHost.server(server, settings(0.2, 0, null), notices::add)
                    .make("Counting-v0", Map.of()))
        .hasMessageEndingWith(
            "The Gym server at %s could not be reached within 0.2 s: no host of that name is known."
                .formatted(server));
    assertThat(notices)
        .containsExactly(
            "The Gym server at %s cannot be reached: no host of that name is known. It is tried again for 0.2 s."
                .formatted(server));
  }

  @Test
  void make_serverThatCannotTellSpaces_infersOrAsks() throws IOException {
    OneAtATimeServer.Responder dumb =
        request ->
            request.method().equals("GET") && !request.path().endsWith("sample")
                ? Reply.page("500 INTERNAL SERVER ERROR")
                : request.path().endsWith("sample")
                    ? Reply.json("{\"action\":[0.25]}")
                    : counting.answer(request);
    try (OneAtATimeServer server = new OneAtATimeServer(dumb)) {
      try (GymHost host = host(server, 5, 0)) {
        assertThatThrownBy(() -> host.make("Counting-v0", Map.of()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageEndingWith(
                "The bounds of its actions can be stated by 'action-low' and 'action-high' in"
                    + " env.gym.");
      }
      GymSettings bounds =
          GymSettings.builder().timeout(5).restarts(0).actionLow(-2.0).actionHigh(2.0).build();
      try (GymHost host = GymHost.server(server.address(), bounds, notices::add)) {
        GymEnv env = host.make("Counting-v0", Map.of());
        assertThat(env.actionSpace()).hasToString("Box(-2.0, 2.0, (1,), float32)");
        assertThat(env.observationSpace()).hasToString("Box(-Infinity, Infinity, (2,), float32)");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void step_answerThatIsLost_truncatesTheEpisodeOnceAndNothingIsSentAgain(Fault fault)
      throws IOException {
    IntFunction<Fault> faults = connection -> connection == BEFORE_STEPS + 3 ? fault : Fault.NONE;
    try (OneAtATimeServer server = new OneAtATimeServer(0, counting, faults);
        GymHost host = host(server, 0.3, 3)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      env.reset(7, observation, 0);
      for (int i = 0; i < 3; i++) {
        assertThat(step(env)).isEqualTo(1);
      }
      double reward = step(env);
      if (fault == Fault.RESET_BEFORE_READING && reward == 1) {
        // The reset came before a byte was sent, so that sending again was safe.
        assertThat(observation).containsExactly(7, 4);
        assertThat(counting.steps()).isEqualTo(4);
        return;
      }
      assertThat(reward).as("reward of the lost step").isZero();
      assertThat(env.truncated()).isTrue();
      assertThat(env.terminated()).isFalse();
      assertThat(observation).as("the last one seen").containsExactly(7, 3);
      assertThat(notices).hasSize(1);
      assertThat(notices.get(0))
          .contains("The episode is truncated there", "(loss 1, at most 3 in a row)")
          .doesNotContain("..");
      assertThat(counting.steps()).isLessThanOrEqualTo(4);

      env.reset(8, observation, 0);
      assertThat(observation).containsExactly(8, 0);
      step(env);
      assertThat(observation).containsExactly(8, 1);
    }
    assertThat(counting.instances()).as("also those given up").isEmpty();
  }

  @Test
  void step_serverError_isTheEnvironmentsAndStops() throws IOException {
    OneAtATimeServer.Responder failing =
        request ->
            request.path().endsWith("step/")
                ? Reply.page("500 INTERNAL SERVER ERROR")
                : counting.answer(request);
    try (OneAtATimeServer server = new OneAtATimeServer(failing);
        GymHost host = host(server, 5, 3)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      env.reset(7, observation, 0);
      assertThatThrownBy(() -> step(env))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(
              "500 INTERNAL SERVER ERROR; the reason is only in the server's log.");
    }
    assertThat(counting.instances()).isEmpty();
  }

  @Test
  void step_serverStartedAgain_goesOnInTheNextEpisode() throws IOException {
    OneAtATimeServer first = new OneAtATimeServer(counting);
    try (GymHost host = host(first, 5, 3)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      env.reset(7, observation, 0);
      step(env);
      first.close();
      counting.forget();
      try (OneAtATimeServer second =
          new OneAtATimeServer(first.port(), counting, connection -> Fault.NONE)) {
        step(env);
        assertThat(env.truncated()).isTrue();
        assertThat(observation).containsExactly(7, 1);
        assertThat(notices.get(0))
            .contains(" with 400 BAD REQUEST: Instance_id ")
            .endsWith(
                " unknown: the server was started again after the environment was made, or has"
                    + " freed it as it was not used for long. The episode is truncated there, and"
                    + " the next one starts in a new environment (loss 1, at most 3 in a row).");
        env.reset(8, observation, 0);
        step(env);
        assertThat(observation).containsExactly(8, 1);
        assertThat(second.requests()).isNotEmpty();
      }
    }
  }

  @Test
  void step_lostAgainAndAgain_givesUpAfterTheStatedNumber() throws IOException {
    OneAtATimeServer.Responder failing =
        request ->
            request.path().endsWith("step/") ? Reply.json("garbage") : counting.answer(request);
    try (OneAtATimeServer server = new OneAtATimeServer(failing);
        GymHost host = host(server, 5, 2)) {
      GymEnv env = host.make("Counting-v0", Map.of());
      for (int i = 0; i < 2; i++) {
        env.reset(i, observation, 0);
        step(env);
        assertThat(env.truncated()).isTrue();
      }
      env.reset(9, observation, 0);
      assertThatThrownBy(() -> step(env))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(
              "The environment has been lost 3 times in a row and is given up (gym.restarts: 2).");
    }
  }

  @Test
  void state_inTheMiddleOfAnEpisode_isReplayed() throws IOException {
    try (OneAtATimeServer server = new OneAtATimeServer(counting);
        GymHost host = host(server, 5, 0)) {
      byte[] state = stateAfterFourSteps(host, 7);
      GymEnv resumed = host.make("Counting-v0", Map.of());
      read(resumed, state);
      step(resumed);
      assertThat(observation).containsExactly(7, 5);
      assertThat(host.resumedInexactly()).isFalse();
    }
  }

  @Test
  void state_serverThatCannotSeed_isSaidAndTheEpisodeTruncatedWhereItStood() throws IOException {
    OneAtATimeServer.Responder unseeded =
        request ->
            request.body().contains("seed")
                ? Reply.page("500 INTERNAL SERVER ERROR")
                : counting.answer(request);
    try (OneAtATimeServer server = new OneAtATimeServer(unseeded);
        GymHost host = host(server, 5, 0)) {
      byte[] state = stateAfterFourSteps(host, 7);
      assertThat(notices).hasSize(1);
      assertThat(notices.get(0)).startsWith("The server cannot seed Counting-v0, so a run is not");
      GymEnv resumed = host.make("Counting-v0", Map.of());
      read(resumed, state);
      assertThat(host.resumedInexactly()).isTrue();
      assertThat(notices).last().asString().contains("its reset could not be seeded");
      assertThat(resumed.truncated()).isTrue();
      assertThatThrownBy(() -> step(resumed)).isInstanceOf(IllegalStateException.class);
      resumed.reset(8, observation, 0);
      assertThat(resumed.truncated()).isFalse();
      step(resumed);
      assertThat(observation).containsExactly(-1, 1);
    }
  }

  @Test
  void state_environmentThatGoesAnotherWay_isSaid() throws IOException {
    byte[] state;
    try (OneAtATimeServer server = new OneAtATimeServer(counting);
        GymHost host = host(server, 5, 0)) {
      state = stateAfterFourSteps(host, 7);
    }
    try (OneAtATimeServer server = new OneAtATimeServer(new CountingServer(3));
        GymHost host = host(server, 5, 0)) {
      GymEnv resumed = host.make("Counting-v0", Map.of());
      read(resumed, state);
      assertThat(host.resumedInexactly()).isTrue();
      assertThat(notices)
          .containsExactly(
              "An episode cannot be gone on with as it was: replayed from its seed, it ended after"
                  + " 3 of 4 steps. It is truncated there, and the next one starts.");
    }
  }

  private byte[] stateAfterFourSteps(GymHost host, long seed) throws IOException {
    GymEnv env = host.make("Counting-v0", Map.of());
    env.reset(seed, observation, 0);
    for (int i = 0; i < 4; i++) {
      step(env);
    }
    return StateBytes.of(env.state().orElseThrow());
  }

  private static void read(GymEnv env, byte[] state) throws IOException {
    StateBytes.restore(state, env.state().orElseThrow());
  }
}
