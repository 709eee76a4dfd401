package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rein4j.env.Box;
import io.rein4j.env.Env;
import io.rein4j.env.MaskedActions;
import io.rein4j.env.Renderer;
import io.rein4j.env.RgbImage;
import io.rein4j.env.Space;
import io.rein4j.env.source.Envs;
import io.rein4j.harness.Python;
import io.rein4j.harness.RequiresPython;
import io.rein4j.harness.Serving;
import io.rein4j.random.Pcg64;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Every classic-control and toy-text environment of Gymnasium, an Atari game and a MuJoCo robot,
 * over every way there: the same seeds and actions give what Gymnasium gives in Python.
 */
@RequiresPython(modules = {"gymnasium", "ale_py", "mujoco", "cv2"})
class RealGymnasiumTest {

  private static final int SEED = 7;
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final Map<String, Integer> STEPS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("CartPole-v1", 120),
              Map.entry("MountainCar-v0", 250),
              Map.entry("MountainCarContinuous-v0", 120),
              Map.entry("Acrobot-v1", 120),
              Map.entry("Pendulum-v1", 220),
              Map.entry("FrozenLake-v1", 120),
              Map.entry("FrozenLake8x8-v1", 120),
              Map.entry("CliffWalking-v1", 120),
              Map.entry("Taxi-v4", 220),
              Map.entry("Blackjack-v1", 60),
              Map.entry("ALE/Pong-v5", 40),
              Map.entry("HalfCheetah-v5", 60)));

  private final List<String> notices = new CopyOnWriteArrayList<>();

  private static GymSettings settings(Python python, GymProtocol protocol) {
    return GymSettings.builder()
        .python(new Interpreter(python.executable()))
        .processes(2)
        .protocol(protocol)
        .restarts(0)
        .build();
  }

  private static Map<String, JsonNode> expected(Python python) throws IOException {
    try (InputStream program =
        Objects.requireNonNull(RealGymnasiumTest.class.getResourceAsStream("transitions.py"))) {
      String[] wanted =
          STEPS.entrySet().stream()
              .map(
                  one -> {
                    ObjectNode json = MAPPER.createObjectNode();
                    return json.put("id", one.getKey())
                        .put("steps", one.getValue())
                        .put("seed", SEED)
                        .toString();
                  })
              .toArray(String[]::new);
      String out = python.run(new String(program.readAllBytes(), StandardCharsets.UTF_8), wanted);
      Map<String, JsonNode> transitions = new TreeMap<>();
      for (String line : out.lines().toList()) {
        JsonNode json = MAPPER.readTree(line);
        transitions.put(json.path("id").asText(), json.path("rows"));
      }
      return transitions;
    }
  }

  @Test
  void transitions_everyWayThere_areGymnasiums(Python python) throws IOException {
    Map<String, JsonNode> expected = expected(python);
    assertThat(expected).containsOnlyKeys(STEPS.keySet());
    try (GymHost host = GymHost.python(settings(python, GymProtocol.AUTO), notices::add)) {
      for (Map.Entry<String, JsonNode> one : expected.entrySet()) {
        requireSame("bridge", host, one.getKey(), one.getValue());
      }
    }
    try (Serving server =
            Serving.start(PythonSetup.serverProgram(), python.executable(), Map.of());
        GymHost frames =
            GymHost.server(server.address(), settings(python, GymProtocol.AUTO), notices::add);
        GymHost original =
            GymHost.server(
                server.address(), settings(python, GymProtocol.ORIGINAL), notices::add)) {
      for (Map.Entry<String, JsonNode> one : expected.entrySet()) {
        requireSame("frames over HTTP", frames, one.getKey(), one.getValue());
        requireSame("gym-http-api", original, one.getKey(), one.getValue());
      }
    }
    // Atari's emulator greets whoever makes an environment of it.
    assertThat(notices).allMatch(notice -> notice.startsWith("Python printed: "));
  }

  private static void requireSame(String way, GymHost host, String id, JsonNode rows) {
    String name = way + ", " + id;
    try (GymEnv env = host.make(id, Map.of())) {
      Space space = env.observationSpace();
      float[] observation = new float[space.size()];
      float[] action = new float[env.actionSpace().size()];
      int episode = SEED;
      env.reset(episode, observation, 0);
      requireRow(name, rows.get(0).path("observation"), observation);
      for (int i = 1; i < rows.size(); i++) {
        JsonNode row = rows.get(i);
        for (int j = 0; j < action.length; j++) {
          action[j] = (float) row.path("action").get(j).asDouble();
        }
        double reward = env.step(action, 0, observation, 0);
        String at = name + ", step " + i;
        requireRow(at, row.path("observation"), observation);
        assertThat(reward).as(at).isEqualTo(row.path("reward").asDouble());
        assertThat(env.terminated()).as(at).isEqualTo(row.path("terminated").asBoolean());
        assertThat(env.truncated()).as(at).isEqualTo(row.path("truncated").asBoolean());
        if (space instanceof Box box && box.bounded() && space.size() < 64) {
          assertThat(space.contains(observation, 0)).as(at).isTrue();
        }
        if (row.has("next")) {
          env.reset(++episode, observation, 0);
          requireRow(at, row.path("next"), observation);
        }
      }
    }
  }

  private static void requireRow(String at, JsonNode expected, float[] found) {
    float[] row = found;
    if (found.length > 64) {
      double sum = 0;
      double weighted = 0;
      for (int i = 0; i < found.length; i++) {
        sum += found[i];
        weighted += (double) found[i] * (i % 97);
      }
      assertThat(new double[] {sum, weighted})
          .as(at)
          .containsExactly(expected.get(0).asDouble(), expected.get(1).asDouble());
      return;
    }
    assertThat(row).as(at).hasSize(expected.size());
    for (int i = 0; i < row.length; i++) {
      assertThat(row[i]).as(at).isEqualTo((float) expected.get(i).asDouble());
    }
  }

  @Test
  void images_preprocessedInPython_areSmall(Python python) {
    GymSettings small =
        GymSettings.builder()
            .python(new Interpreter(python.executable()))
            .restarts(0)
            .frameSkip(4)
            .grayscale(true)
            .resize(84)
            .build();
    try (GymHost host = GymHost.python(small, notices::add);
        GymEnv env = host.make("ALE/Pong-v5", Map.of("frameskip", 1, "full-action-space", true))) {
      assertThat(env.observationSpace().shape()).containsExactly(84, 84);
      assertThat(env.actionSpace().toString()).isEqualTo("Discrete(18)");
      float[] observation = new float[84 * 84];
      env.reset(1, observation, 0);
      env.step(new float[] {2}, 0, observation, 0);
      assertThat(env.observationSpace().contains(observation, 0)).isTrue();
    }
  }

  /** Pong's memory, in which every frame differs from the one before. */
  private static final Map<String, Object> MEMORY =
      Map.of("frameskip", 1, "repeat-action-probability", 0.0, "obs-type", "ram");

  private GymHost host(Python python, GymSettingsBuilder settings) {
    return GymHost.python(
        settings.python(new Interpreter(python.executable())).restarts(0).build(), notices::add);
  }

  private static List<Float> memory(float[] observation) {
    List<Float> memory = new ArrayList<>();
    for (float cell : observation) {
      memory.add(cell);
    }
    return memory;
  }

  /** What Pong's memory holds behind a reset, and behind so many actions after it. */
  private List<List<Float>> memories(Python python, float... actions) {
    List<List<Float>> memories = new ArrayList<>();
    try (GymHost host = host(python, GymSettings.builder());
        GymEnv env = host.make("ALE/Pong-v5", MEMORY)) {
      float[] observation = new float[128];
      env.reset(1, observation, 0);
      memories.add(memory(observation));
      for (float action : actions) {
        env.step(new float[] {action}, 0, observation, 0);
        memories.add(memory(observation));
      }
    }
    return memories;
  }

  @Test
  void noOpStart_game_doesNothingSoManyTimesAsItsSeedSays(Python python) {
    List<List<Float>> idle = memories(python, new float[4]);
    Set<Integer> counts = new HashSet<>();
    try (GymHost host = host(python, GymSettings.builder().noOpStart(3));
        GymEnv env = host.make("ALE/Pong-v5", MEMORY)) {
      float[] observation = new float[128];
      for (int seed = 0; seed < 12; seed++) {
        env.reset(seed, observation, 0);
        List<Float> first = memory(observation);
        counts.add(idle.indexOf(first));
        env.reset(seed, observation, 0);
        assertThat(memory(observation)).as("seed %s again", seed).isEqualTo(first);
      }
    }
    assertThat(counts).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void fireOnReset_game_firesAndDoesWhatIsBehind(Python python) {
    List<List<Float>> fired = memories(python, 1, 2);
    try (GymHost host = host(python, GymSettings.builder().fireOnReset(true));
        GymEnv env = host.make("ALE/Pong-v5", MEMORY)) {
      float[] observation = new float[128];
      env.reset(1, observation, 0);
      assertThat(memory(observation)).isEqualTo(fired.get(2)).isNotEqualTo(fired.get(0));
    }
  }

  @Test
  void firstActions_environmentWithoutThem_areRefused(Python python) {
    for (GymSettingsBuilder settings :
        List.of(GymSettings.builder().noOpStart(3), GymSettings.builder().fireOnReset(true))) {
      try (GymHost host = host(python, settings)) {
        assertThatThrownBy(() -> host.make("CartPole-v1", Map.of()))
            .hasMessageMatching("(?s).*'(no-op-start|fire-on-reset)' needs an environment whose.*");
      }
    }
  }

  @Test
  void episodicLife_breakout_endsAnEpisodeALifeAndResetsAGameAtItsEnd(Python python) {
    GymSettingsBuilder settings =
        GymSettings.builder().frameSkip(4).fireOnReset(true).episodicLife(true);
    try (GymHost host = host(python, settings);
        GymEnv env = host.make("ALE/Breakout-v5", MEMORY)) {
      // Its memory has the number of lives at 57.
      float[] observation = new float[128];
      env.reset(1, observation, 0);
      for (int game = 0; game < 2; game++) {
        for (int left = 5; left > 0; left--) {
          assertThat(observation[57]).isEqualTo(left);
          assertThat(env.goesOn()).isFalse();
          while (!env.terminated()) {
            env.step(new float[] {0}, 0, observation, 0);
          }
          assertThat(env.goesOn()).isEqualTo(left > 1);
          env.reset(7, observation, 0);
        }
      }
    }
  }

  /** Gymnasium's own masks, over both ways that have them, beside those of the task in Java. */
  @Test
  void masks_ofATaxi_areThoseOfTheTaxiInJava(Python python) throws IOException {
    GymSettingsBuilder settings = GymSettings.builder().actionMask(true);
    try (Serving server = Serving.start(PythonSetup.serverProgram(), python);
        GymHost bridge = host(python, settings);
        GymHost frames = GymHost.server(server.address(), settings.build(), notices::add)) {
      for (GymHost host : List.of(bridge, frames)) {
        try (Env gym = host.make("Taxi-v4", Map.of());
            Env taxi = Envs.standard().make("Taxi-v4", Map.of("action-mask", true))) {
          requireSameMasks(gym, taxi);
        }
      }
    }
  }

  private static void requireSameMasks(Env gym, Env taxi) {
    MaskedActions masked = MaskedActions.of(taxi.actionSpace());
    float[] observation = new float[1];
    float[] inJava = new float[1];
    float[] action = new float[1];
    boolean[] mask = new boolean[6];
    boolean[] maskInJava = new boolean[6];
    Pcg64 random = new Pcg64(2);
    for (int seed = 0; seed < 5; seed++) {
      gym.reset(seed, observation, 0);
      taxi.reset(seed, inJava, 0);
      while (!taxi.terminated() && !taxi.truncated()) {
        gym.actionMask().orElseThrow().write(mask, 0);
        taxi.actionMask().orElseThrow().write(maskInJava, 0);
        assertThat(observation).isEqualTo(inJava);
        assertThat(mask).isEqualTo(maskInJava);
        masked.sample(mask, 0, random, action, 0);
        gym.step(action, 0, observation, 0);
        taxi.step(action, 0, inJava, 0);
      }
    }
  }

  @Test
  void render_game_isAPng(Python python) throws IOException {
    try (Serving server = Serving.start(PythonSetup.serverProgram(), python);
        GymHttpClient client = new GymHttpClient(server.address(), Duration.ofSeconds(60))) {
      ObjectNode order = GymHttpClient.object().put("env_id", "ALE/Pong-v5");
      order.putObject("options").put("render_mode", "rgb_array");
      String instance = client.create(order, GymHttpClient.Repeat.FORBIDDEN);
      client.reset(instance);
      HttpAnswer picture =
          client.send(
              "GET", "/v1/envs/" + instance + "/render/", "", null, GymHttpClient.Repeat.ALLOWED);
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.body()));
      assertThat(image.getWidth()).isEqualTo(160);
      assertThat(image.getHeight()).isEqualTo(210);
    }
  }

  @Test
  void renderer_game_drawsAndChangesNothing(Python python) {
    try (GymHost host = host(python, GymSettings.builder());
        GymEnv drawn = host.makeDrawn("ALE/Pong-v5", MEMORY, Map.of());
        GymEnv undrawn = host.make("ALE/Pong-v5", MEMORY)) {
      assertThat(undrawn.renderer()).isEmpty();
      Renderer renderer = drawn.renderer().orElseThrow();
      float[] observation = new float[128];
      float[] expected = new float[128];
      drawn.reset(1, observation, 0);
      undrawn.reset(1, expected, 0);
      RgbImage first = renderer.render();
      for (int step = 0; step < 40; step++) {
        float[] action = {step % 6};
        drawn.step(action, 0, observation, 0);
        undrawn.step(action, 0, expected, 0);
        assertThat(observation).isEqualTo(expected);
        renderer.render();
      }
      assertThat(first.width()).isEqualTo(160);
      assertThat(first.height()).isEqualTo(210);
      assertThat(renderer.render()).isNotEqualTo(first);
      assertThat(renderer.framesPerSecond()).isEqualTo(30);
    }
  }
}
