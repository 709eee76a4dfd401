package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.env.Env;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.StepAhead;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.wrap.EpisodeMonitor;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Environments in child processes, and what their faults do. */
@RequiresPython(modules = "gymnasium")
@EnabledOnOs({OS.LINUX, OS.MAC})
class BridgeTest {

  private static final String COUNTING = "rein4j_test_envs:Counting-v0";
  private static final String MASKED = "rein4j_test_envs:Masked-v0";
  private static final String LIVES = "rein4j_test_envs:Lives-v0";

  @TempDir Path folder;

  private final List<String> notices = new ArrayList<>();
  private final List<String> printed = new CopyOnWriteArrayList<>();
  private final float[] observation = new float[3];

  private GymHost host(Python python, int processes, double timeout, int restarts) {
    return GymHost.python(
        ProcessSettings.of(PythonEnvs.python(python, folder), processes, timeout, restarts),
        this::hear);
  }

  private void hear(String sentence) {
    (sentence.startsWith("Python printed: ") ? printed : notices).add(sentence);
  }

  private double step(Env env) {
    return env.step(new float[] {1}, 0, observation, 0);
  }

  private GymHost maskedHost(Python python, int processes) {
    return GymHost.python(
        ProcessSettings.of(PythonEnvs.python(python, folder), processes, 60, 3).toBuilder()
            .actionMask(true)
            .build(),
        this::hear);
  }

  /**
   * Steps environments, together and one by one, that raise where a mask is not the present one.
   */
  @ParameterizedTest
  @CsvSource({"info, 1, false", "method, 2, true", "parts, 2, false", "info, 2, true"})
  void masks_howeverTheyAreTold_areOfWhatIsObserved(
      String tells, int processes, boolean limited, Python python) {
    Map<String, Object> options =
        limited
            ? Map.of("tells", tells, "max-episode-steps", 4)
            : Map.of("tells", tells, "integers", List.of(3, 4));
    try (GymHost host = maskedHost(python, processes)) {
      List<GymEnv> envs = new ArrayList<>();
      try (SyncVectorEnv together =
              SyncVectorEnv.of(
                  3,
                  i -> {
                    envs.add(host.make(MASKED, options));
                    return envs.get(i);
                  },
                  EpisodeSeeds.derived(1, "training"),
                  () -> host.together(envs));
          SyncVectorEnv oneByOne =
              SyncVectorEnv.of(
                  3, i -> host.make(MASKED, options), EpisodeSeeds.derived(1, "training"))) {
        playMasked(together, oneByOne);
        assertThat(together.episode(0)).isEqualTo(limited ? 7 : 3);
      }
    }
    assertThat(notices).isEmpty();
  }

  private static void playMasked(SyncVectorEnv together, SyncVectorEnv oneByOne) {
    MaskedActions masked = MaskedActions.of(together.actionSpace());
    Pcg64 random = new Pcg64(1);
    int size = together.actionSpace().size();
    float[] actions = new float[3 * size];
    together.reset();
    oneByOne.reset();
    for (int step = 0; step < 30; step++) {
      assertShown(together.observations(), together.actionMasks());
      assertThat(oneByOne.actionMasks()).isEqualTo(together.actionMasks());
      for (int env = 0; env < 3; env++) {
        masked.sample(together.actionMasks(), env * masked.size(), random, actions, env * size);
      }
      together.step(actions);
      oneByOne.step(actions);
      if (together.truncated()[0]) {
        assertShown(together.finalObservations(), together.finalActionMasks());
      }
    }
  }

  private static void assertShown(float[] observations, boolean[] masks) {
    for (int i = 0; i < masks.length; i++) {
      assertThat(masks[i]).isEqualTo(observations[i] == 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          none | 'action-mask' needs a method action_masks or info['action_mask'], but there is neither.
          short | an action mask has 5 values, but this one has 4.
          two | the values of an action mask are 0 and 1, but they are [
          """)
  void make_maskThatIsNone_isRefused(String tells, String sentence, Python python) {
    try (GymHost host = maskedHost(python, 1)) {
      assertThatThrownBy(() -> host.make(MASKED, Map.of("tells", tells)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(MASKED + " does not tell which actions make sense: " + sentence);
    }
  }

  @Test
  void make_masksOfNumbers_areRefused(Python python) {
    try (GymHost host = maskedHost(python, 1)) {
      assertThatThrownBy(() -> host.make("Pendulum-v1", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "'action-mask' is for actions that are integers, but those of Pendulum-v1 are of"
                  + " Box");
    }
  }

  @Test
  void state_ofAMaskedEnvironment_hasTheMaskOfWhereItWas(Python python) throws IOException {
    Map<String, Object> options = Map.of("tells", "info");
    try (GymHost host = maskedHost(python, 2);
        GymEnv env = host.make(MASKED, options);
        GymEnv copy = host.make(MASKED, options)) {
      MaskedActions masked = MaskedActions.of(env.actionSpace());
      float[] shown = new float[5];
      boolean[] mask = new boolean[5];
      float[] action = new float[1];
      env.reset(3, shown, 0);
      for (int step = 0; step < 4; step++) {
        env.actionMask().orElseThrow().write(mask, 0);
        masked.sample(mask, 0, new Pcg64(step), action, 0);
        env.step(action, 0, shown, 0);
      }
      env.actionMask().orElseThrow().write(mask, 0);
      boolean[] copied = new boolean[5];

      StateBytes.restore(StateBytes.of(env.state().orElseThrow()), copy.state().orElseThrow());
      copy.actionMask().orElseThrow().write(copied, 0);

      assertThat(copied).isEqualTo(mask);
    }
  }

  private GymHost livesHost(Python python, boolean fires) {
    return GymHost.python(
        ProcessSettings.of(PythonEnvs.python(python, folder), 2, 60, 3).toBuilder()
            .episodicLife(true)
            .fireOnReset(fires)
            .build(),
        this::hear);
  }

  /** Plays games one by one: every life is an episode, behind which the game goes on. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void episodicLife_game_goesOnBehindEachLifeButTheLast(boolean fires, Python python) {
    // A life after the first begins with doing nothing, and with two actions more where it fires.
    int first = fires ? 2 : 0;
    int later = fires ? 3 : 1;
    try (GymHost host = livesHost(python, fires);
        GymEnv env = host.make(LIVES, Map.of())) {
      for (int seed = 10; seed < 20; seed++) {
        env.reset(seed, observation, 0);
        assertThat(observation[0]).isEqualTo(seed);
        int lives = 3;
        int before = 0;
        while (lives > 0) {
          int steps = (int) observation[1];
          if ((int) observation[2] == lives) {
            assertThat(steps).isEqualTo(before + (lives == 3 ? first : later));
          }
          lives = (int) observation[2];
          while (!env.terminated()) {
            step(env);
            assertThat(observation[1]).isEqualTo(++steps);
          }
          before = steps;
          assertThat((int) observation[2]).isLessThan(lives);
          lives = (int) observation[2];
          assertThat(env.goesOn()).isEqualTo(lives > 0);
          if (lives > 0) {
            env.reset(999, observation, 0);
            assertThat(observation[0]).isEqualTo(seed);
            assertThat(env.goesOn()).isFalse();
          }
        }
      }
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void episodicLife_steppedTogether_isAsOneByOne(Python python) {
    try (GymHost host = livesHost(python, true)) {
      List<GymEnv> envs = new ArrayList<>();
      List<EpisodeMonitor> monitors = new ArrayList<>();
      try (SyncVectorEnv together =
              SyncVectorEnv.of(
                  3,
                  i -> {
                    envs.add(host.make(LIVES, Map.of()));
                    monitors.add(new EpisodeMonitor(envs.get(i)));
                    return monitors.get(i);
                  },
                  EpisodeSeeds.derived(1, "training"),
                  () -> host.together(envs));
          SyncVectorEnv oneByOne =
              SyncVectorEnv.of(
                  3, i -> host.make(LIVES, Map.of()), EpisodeSeeds.derived(1, "training"))) {
        together.reset();
        oneByOne.reset();
        int games = 0;
        int lives = 0;
        for (int step = 0; step < 100; step++) {
          together.step(new float[3]);
          oneByOne.step(new float[3]);
          assertThat(together.observations()).isEqualTo(oneByOne.observations());
          assertThat(together.terminated()).isEqualTo(oneByOne.terminated());
          for (int env = 0; env < 3; env++) {
            if (together.terminated()[env] && monitors.get(env).wentOn()) {
              lives++;
            } else if (together.terminated()[env]) {
              games++;
              float left = together.finalObservations()[3 * env + 2];
              assertThat(left).isZero();
            }
          }
        }
        assertThat(games).isGreaterThan(5);
        assertThat(lives).isGreaterThan(games);
      }
    }
  }

  @Test
  void state_behindALostLife_isPlayedAgainFromTheGamesBeginning(Python python) throws IOException {
    try (GymHost host = livesHost(python, true);
        GymEnv env = host.make(LIVES, Map.of());
        GymEnv copy = host.make(LIVES, Map.of())) {
      int lost = 0;
      env.reset(4, observation, 0);
      for (int i = 0; i < 40; i++) {
        step(env);
        if (env.terminated()) {
          lost += env.goesOn() ? 1 : 0;
          env.reset(5, observation, 0);
        }
        float[] before = observation.clone();
        StateBytes.restore(StateBytes.of(env.state().orElseThrow()), copy.state().orElseThrow());
        assertThat(copy.truncated()).as(notices.toString()).isFalse();
        step(copy);
        float[] after = observation.clone();
        System.arraycopy(before, 0, observation, 0, before.length);
        assertThat(after[1]).isEqualTo(before[1] + 1);
        assertThat(after[0]).isEqualTo(before[0]);
      }
      assertThat(lost).isGreaterThan(3);
    }
  }

  @Test
  void make_livesOfWhatHasNone_isRefused(Python python) {
    try (GymHost host = livesHost(python, false)) {
      assertThatThrownBy(() -> host.make("CartPole-v1", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "'episodic-life' needs an environment that counts lives, as Atari's does.");
    }
  }

  private Path armed() throws IOException {
    return Files.writeString(folder.resolve("armed"), "");
  }

  @ParameterizedTest
  @CsvSource({"kill, was ended by signal 9", "exit, ended with exit code 3"})
  void step_processThatDies_truncatesAndGoesOnInANewOne(String fault, String how, Python python)
      throws IOException {
    try (GymHost host = host(python, 1, 60, 3)) {
      GymEnv env = host.make(COUNTING, Map.of("fault", fault, "only-if", armed().toString()));
      env.reset(5, observation, 0);
      for (int i = 0; i < 4; i++) {
        assertThat(step(env)).isEqualTo(1);
      }
      assertThat(step(env)).isZero();
      assertThat(env.truncated()).isTrue();
      assertThat(observation).containsExactly(5, 4, 5);
      assertThat(notices).hasSize(1);
      assertThat(notices.get(0)).contains("The Python process ", how, "loss 1, at most 3 in a row");
      env.reset(6, observation, 0);
      for (int i = 0; i < 10; i++) {
        assertThat(step(env)).isEqualTo(1);
      }
      assertThat(env.terminated()).isTrue();
      assertThat(observation).containsExactly(6, 10, 5);
    }
  }

  @Test
  void step_processThatDiesEveryTime_isGivenUpAfterTheStatedNumber(Python python) {
    try (GymHost host = host(python, 1, 60, 1)) {
      GymEnv env = host.make(COUNTING, Map.of("fault", "exit", "at-step", 1));
      env.reset(1, observation, 0);
      step(env);
      env.reset(2, observation, 0);
      assertThatThrownBy(() -> step(env))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("lost 2 times in a row and is given up (gym.restarts: 1)");
    }
  }

  @Test
  void step_processThatHangs_isEndedAfterTheTimeout(Python python) throws IOException {
    try (GymHost host = host(python, 1, 2, 3)) {
      GymEnv env = host.make(COUNTING, Map.of("fault", "hang", "only-if", armed().toString()));
      env.reset(5, observation, 0);
      for (int i = 0; i < 5; i++) {
        step(env);
      }
      assertThat(env.truncated()).isTrue();
      assertThat(notices.get(0)).contains("did not answer within 2 s and was ended");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "raise, raised RuntimeError: the robot fell over (rein4j_test_envs.py:45)",
    "mute, raised rein4j_test_envs.Mute: <exception str() failed>",
    "shape, 'an observation has the shape (4,), but its space (3,)'",
    "broadcast, 'an observation has the shape (1,), but its space (3,)'"
  })
  void step_environmentThatFails_stopsInItsWords(String fault, String words, Python python) {
    try (GymHost host = host(python, 1, 60, 3)) {
      GymEnv env = host.make(COUNTING, Map.of("fault", fault));
      env.reset(5, observation, 0);
      for (int i = 0; i < 4; i++) {
        step(env);
      }
      assertThatThrownBy(() -> step(env))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(COUNTING)
          .hasMessageContaining(words);
    }
  }

  @Test
  void step_environmentThatRaises_hasPythonsCallsAsCause(Python python) {
    try (GymHost host = host(python, 1, 60, 3)) {
      GymEnv env = host.make(COUNTING, Map.of("fault", "raise", "at-step", 1));
      env.reset(5, observation, 0);
      assertThatThrownBy(() -> step(env))
          .rootCause()
          .satisfies(
              cause ->
                  assertThat(cause.getStackTrace()[0].toString())
                      .matches("Python\\.step\\(/.*/rein4j_test_envs\\.py:45\\)"));
    }
    assertThat(printed)
        .containsExactly("Python printed: An environment that prints to standard output.");
  }

  @Test
  void step_nan_isHandedOn(Python python) {
    try (GymHost host = host(python, 1, 60, 3)) {
      GymEnv env = host.make(COUNTING, Map.of("fault", "nan"));
      env.reset(5, observation, 0);
      for (int i = 0; i < 4; i++) {
        step(env);
      }
      assertThat(step(env)).isNaN();
      assertThat(observation).containsOnly(Float.NaN);
      assertThat(env.truncated() || env.terminated()).isFalse();
    }
  }

  @Test
  void make_unknownOrWithoutOption_isWrongInput(Python python) {
    try (GymHost host = host(python, 1, 60, 3)) {
      assertThatThrownBy(() -> host.make("Nope-v0", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'Nope-v0'");
      assertThatThrownBy(() -> host.make(COUNTING, Map.of("no-such", 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no_such");
      assertThatThrownBy(() -> host.make("rein4j_test_envs:Unmade-v0", Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "Cannot make environment 'rein4j_test_envs:Unmade-v0': ValueError: no size"
                  + " \\(rein4j_test_envs\\.py:\\d+\\)\\.")
          .rootCause()
          .satisfies(
              cause ->
                  assertThat(cause.getStackTrace())
                      .extracting(StackTraceElement::getMethodName)
                      .contains("unmade", "unmade, which raised KeyError: 'size'"));
      assertThatThrownBy(() -> host.make("rein4j_test_envs:Composite-v0", Map.of("refused", true)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds parts that Gymnasium does not flatten to a Box");
    }
  }

  @Test
  void bridge_askedAsAnOlderReleaseDoes_answersAsItDid(Python python) throws Exception {
    Process bridge =
        new ProcessBuilder(
                PythonEnvs.python(python, folder), PythonSetup.serverProgram().toString(), "bridge")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(json(ask(bridge, new byte[] {0})).path("capabilities"))
          .extracting(JsonNode::asText)
          .contains("autoreset", "frames", "options", "reset-seed", "terminated-truncated");
      byte[] order = ("\1{\"env_id\":\"" + COUNTING + "\"}").getBytes(StandardCharsets.UTF_8);
      int handle = json(ask(bridge, order)).path("handle").intValue();
      ByteBuffer reset = ByteBuffer.allocate(17).order(ByteOrder.LITTLE_ENDIAN);
      reset.put((byte) 2).putInt(1).putInt(handle).putLong(7);
      ByteBuffer observed = ask(bridge, reset.array());
      assertThat(observed.get()).isZero();
      assertThat(observed.remaining()).isEqualTo(12);
      assertThat(observed.getFloat()).isEqualTo(7);
    } finally {
      bridge.destroyForcibly();
    }
  }

  /** Sends a message after its length, and reads exactly its answer. */
  private static ByteBuffer ask(Process bridge, byte[] message) throws IOException {
    ByteBuffer asked = ByteBuffer.allocate(4 + message.length).order(ByteOrder.LITTLE_ENDIAN);
    bridge.getOutputStream().write(asked.putInt(message.length).put(message).array());
    bridge.getOutputStream().flush();
    ByteBuffer length =
        ByteBuffer.wrap(bridge.getInputStream().readNBytes(4)).order(ByteOrder.LITTLE_ENDIAN);
    return ByteBuffer.wrap(bridge.getInputStream().readNBytes(length.getInt()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonNode json(ByteBuffer answer) throws IOException {
    assertThat(answer.get()).isZero();
    byte[] text = new byte[answer.remaining()];
    answer.get(text);
    return GymJson.READER.readTree(text);
  }

  @Test
  void make_wrapperThatPrintsBeforePythonStarts_worksAndTellsIt(Python python) throws IOException {
    String script =
        PythonEnvs.script(
            folder.resolve("wrapper"),
            "echo activating\n'%s' \"$@\"".formatted(PythonEnvs.python(python, folder)));
    try (GymHost host = GymHost.python(ProcessSettings.of(script), this::hear)) {
      GymEnv env = host.make(COUNTING, Map.of());
      env.reset(5, observation, 0);
      assertThat(step(env)).isEqualTo(1);
      assertThat(notices).hasSize(1);
      assertThat(notices.get(0))
          .contains("printed 'activating' on standard output before it was asked");
    }
  }

  @Test
  void make_pythonThatIsNone_isSaid() {
    GymSettings settings = ProcessSettings.of("/no/such/python");
    assertThatThrownBy(() -> GymHost.python(settings, this::hear))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The Python '/no/such/python' cannot be started: there is no such file.");
  }

  @Test
  void step_dictAndTuple_areFlatInGymnasiumsOrder(Python python) {
    try (GymHost host = host(python, 1, 60, 3)) {
      requireFlat(host);
    }
  }

  @Test
  void step_gridsAndBits_areArraysOfTheirSpaceInPython(Python python) {
    try (GymHost host = host(python, 1, 60, 3)) {
      requireRepeated(host);
    }
  }

  @ParameterizedTest
  @EnumSource
  void step_gridsAndBitsOnAServer_areArraysOfTheirSpaceInPython(GymProtocol protocol, Python python)
      throws IOException {
    GymSettings settings = GymSettings.builder().protocol(protocol).restarts(0).build();
    try (Serving server =
            Serving.start(
                PythonSetup.serverProgram(), PythonEnvs.python(python, folder), Map.of());
        GymHost host = GymHost.server(server.address(), settings, notices::add)) {
      requireRepeated(host);
      assertThat(notices).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void step_dictAndTupleOnAServer_areFlatInTheSameOrder(GymProtocol protocol, Python python)
      throws IOException {
    GymSettings settings = GymSettings.builder().protocol(protocol).restarts(0).build();
    try (Serving server =
            Serving.start(
                PythonSetup.serverProgram(), PythonEnvs.python(python, folder), Map.of());
        GymHost host = GymHost.server(server.address(), settings, notices::add)) {
      requireFlat(host);
      assertThat(notices).isEmpty();
    }
  }

  /** Both ways: what is observed is what is to be done, and asserts its shape and its type. */
  private static void requireRepeated(GymHost host) {
    for (Map.Entry<String, Space> each :
        Map.of(
                "Grid",
                new MultiDiscrete(
                    new int[] {3, 2, 2, 4}, new int[] {-1, 0, 5, 1}, new int[] {2, 2}),
                "Bits",
                new MultiBinary(2, 3))
            .entrySet()) {
      Space space = each.getValue();
      try (GymEnv env =
          host.make("rein4j_peoples_envs:Repeat%s-v0".formatted(each.getKey()), Map.of())) {
        assertThat(env.actionSpace()).isEqualTo(space);
        assertThat(env.observationSpace()).isEqualTo(space);
        float[] shown = new float[space.size()];
        env.reset(1, shown, 0);
        for (int step = 0; step < 5; step++) {
          assertThat(space.contains(shown, 0)).isTrue();
          assertThat(env.step(shown.clone(), 0, shown, 0)).isEqualTo(1);
        }
        float[] wrong = shown.clone();
        wrong[1] = 1 - wrong[1];
        assertThat(env.step(wrong, 0, shown, 0)).isEqualTo(1 - 1.0 / space.size());
      }
    }
  }

  private static void requireFlat(GymHost host) {
    try (GymEnv env = host.make("rein4j_test_envs:Composite-v0", Map.of())) {
      assertThat(env.actionSpace()).hasToString("MultiDiscrete([2 4])");
      float[] flat = new float[env.observationSpace().size()];
      env.reset(1, flat, 0);
      // gear comes before speed; a choice is as many numbers as there are values.
      assertThat(flat).containsExactly(0, 0, 1, 0.25f, -0.5f);
      assertThat(env.step(new float[] {1, 3}, 0, flat, 0)).isEqualTo(1);
      assertThat(flat).containsExactly(0, 1, 0, 1, 0.375f);
    }
  }

  @Test
  void stepsAhead_overTwoProcesses_areAsOneByOne(Python python) {
    try (GymHost host = host(python, 2, 60, 3)) {
      List<float[]> together = run(host, true);
      List<float[]> alone = run(host, false);
      assertThat(together).hasSize(alone.size());
      for (int i = 0; i < together.size(); i++) {
        assertThat(together.get(i)).as("step %d", i).isEqualTo(alone.get(i));
      }
    }
  }

  private static List<float[]> run(GymHost host, boolean ahead) {
    List<GymEnv> envs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      envs.add(host.make("CartPole-v1", Map.of()));
    }
    @Nullable StepAhead way = ahead ? host.together(envs).orElseThrow() : null;
    List<float[]> seen = new ArrayList<>();
    try (SyncVectorEnv vector = new SyncVectorEnv(envs, EpisodeSeeds.derived(3, "training"), way)) {
      vector.reset();
      float[] actions = new float[5];
      for (int step = 0; step < 150; step++) {
        for (int i = 0; i < 5; i++) {
          actions[i] = (step * 7 + i * 3) % 5 < 2 ? 1 : 0;
        }
        vector.step(actions);
        seen.add(vector.observations().clone());
        for (int i = 0; i < 5; i++) {
          if (vector.terminated()[i]) {
            seen.add(vector.finalObservations().clone());
          }
        }
      }
    }
    return seen;
  }

  @Test
  void stepsAhead_oneProcessDies_onlyItsEpisodesEnd(Python python) throws IOException {
    Path armed = armed();
    try (GymHost host = host(python, 2, 60, 3)) {
      List<GymEnv> envs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        envs.add(
            host.make(
                COUNTING,
                i == 0 ? Map.of("fault", "kill", "only-if", armed.toString()) : Map.of()));
      }
      try (SyncVectorEnv vector =
          new SyncVectorEnv(
              envs, (env, episode) -> 10L * env + episode, host.together(envs).get())) {
        vector.reset();
        float[] actions = new float[4];
        for (int i = 0; i < 5; i++) {
          vector.step(actions);
        }
        assertThat(vector.truncated()).containsExactly(true, false, true, false);
        assertThat(vector.rewards()).containsExactly(0, 1, 0, 1);
        assertThat(notices).hasSize(1);
        vector.step(actions);
        assertThat(vector.observations()).containsExactly(1, 1, 5, 10, 6, 5, 21, 1, 5, 30, 6, 5);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"hang", "hang-with-lock"})
  void process_whoseParentIsKilled_endsEvenInTheMiddleOfAStep(String fault, Python python)
      throws Exception {
    Path log = folder.resolve("pid");
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Orphan.class.getName(),
                PythonEnvs.python(python, folder),
                fault,
                log.toString())
            .redirectErrorStream(true)
            .start();
    try {
      String line =
          new java.io.BufferedReader(
                  new java.io.InputStreamReader(
                      parent.getInputStream(), java.nio.charset.StandardCharsets.UTF_8))
              .readLine();
      ProcessHandle child = ProcessHandle.of(Long.parseLong(line)).orElseThrow();
      assertThat(child.isAlive()).isTrue();
      parent.destroyForcibly().waitFor();
      child.onExit().get(20, java.util.concurrent.TimeUnit.SECONDS);
    } finally {
      parent.destroyForcibly();
    }
  }

  /** A program that steps into a fault that never ends. */
  static final class Orphan {
    public static void main(String[] args) {
      GymHost host = GymHost.python(ProcessSettings.of(args[0], 1, 600, 0), notice -> {});
      GymEnv env = host.make(COUNTING, Map.of("fault", args[1], "at-step", 1));
      float[] observation = new float[3];
      env.reset(1, observation, 0);
      ProcessHandle.current().children().forEach(child -> System.out.println(child.pid()));
      env.step(new float[] {1}, 0, observation, 0);
    }
  }
}
