package io.rein4j.env.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Env;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.GymnasiumGoldens;
import io.rein4j.env.GymnasiumGoldens.Line;
import io.rein4j.env.GymnasiumGoldens.Section;
import io.rein4j.env.Space;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClassicControlTest {

  private static final double TOLERANCE = 1e-6;
  // Bytes of a generator's state and two flags, which come before the physics in an env's state.
  private static final int GENERATOR = 37;
  private static final int PHYSICS = GENERATOR + 2;
  private static final int UNSTABLE_STEPS = 200;

  private static List<Section> sections = List.of();

  @BeforeAll
  static void readGoldens() throws IOException {
    sections = GymnasiumGoldens.sections(ClassicControlTest.class, "gymnasium.txt.gz", "env");
  }

  @Test
  void step_fromGymnasiumsOwnState_isItsTransition() throws IOException {
    int transitions = 0;
    for (Section section : sections) {
      TaskEnv env = create(section.head());
      double[] before = {};
      boolean single = false;
      for (Line line : section.lines()) {
        switch (line.kind()) {
          case "reset" -> {
            before = line.doubles(0);
            single = false;
          }
          case "step" -> {
            checkTransition(env, before, single, line, 0);
            before = line.doubles(1);
            single = true;
            transitions++;
          }
          case "from", "from32" -> {
            checkTransition(env, line.doubles(0), line.kind().equals("from32"), line, 1);
            transitions++;
          }
          default -> {}
        }
      }
    }
    assertThat(transitions).isGreaterThan(10_000);
  }

  /** The parts from {@code first} on: action, state, observation, reward, flags. */
  private static void checkTransition(
      TaskEnv env, double[] before, boolean single, Line line, int first) throws IOException {
    setState(env, before, single);
    float[] observation = new float[env.observationSpace().size()];
    double reward = env.step(line.floats(first), 0, observation, 0);
    String where = "line " + line.number();
    assertThat(state(env, before.length))
        .as(where)
        .containsExactly(line.doubles(first + 1), within(TOLERANCE));
    assertThat(observation)
        .as(where)
        .containsExactly(line.floats(first + 2), within((float) TOLERANCE));
    assertThat(reward).as(where).isCloseTo(line.doubles(first + 3)[0], within(TOLERANCE));
    assertThat(env.terminated()).as(where).isEqualTo(line.flag(first + 4, 0));
  }

  @Test
  void reset_seededAndThenUnseeded_drawsGymnasiumsInitialStates() throws IOException {
    int resets = 0;
    for (Section section : sections) {
      TaskEnv env = create(section.head());
      for (Line line : section.lines()) {
        if (line.kind().equals("reset")) {
          float[] observation = reset(env, line);
          String where = "line " + line.number();
          double[] expected = line.doubles(0);
          assertThat(state(env, expected.length)).as(where).containsExactly(expected);
          assertThat(observation)
              .as(where)
              .containsExactly(line.floats(1), within((float) TOLERANCE));
          resets++;
        }
      }
    }
    assertThat(resets).isGreaterThan(50);
  }

  @Test
  void step_freeRunning_staysOnGymnasiumsTrajectory() {
    int steps = 0;
    for (Section section : sections) {
      String id = section.head().word(1);
      boolean unstable = id.startsWith("CartPole") || id.startsWith("Acrobot");
      int limit = unstable ? UNSTABLE_STEPS : Integer.MAX_VALUE;
      Env env = Envs.standard().make(id, section.head().options());
      int step = 0;
      for (Line line : section.lines()) {
        if (line.kind().equals("reset")) {
          reset(env, line);
          step = 0;
        } else if (line.kind().equals("step") && step++ < limit) {
          checkFreeStep(env, line);
          steps++;
        }
      }
    }
    assertThat(steps).isGreaterThan(7_000);
  }

  private static void checkFreeStep(Env env, Line line) {
    float[] observation = new float[env.observationSpace().size()];
    double reward = env.step(line.floats(0), 0, observation, 0);
    String where = "line " + line.number();
    assertThat(observation).as(where).containsExactly(line.floats(2), within((float) TOLERANCE));
    assertThat(reward).as(where).isCloseTo(line.doubles(3)[0], within(TOLERANCE));
    assertThat(env.terminated()).as(where).isEqualTo(line.flag(4, 0));
    assertThat(env.truncated()).as(where).isEqualTo(line.flag(4, 1));
  }

  @Test
  void sample_ofActionSpace_drawsGymnasiumsActions() {
    int samples = 0;
    for (Section section : sections) {
      Space actions = create(section.head()).actionSpace();
      float[] action = new float[actions.size()];
      Pcg64 random = new Pcg64(0);
      boolean sampled = false;
      for (Line line : section.lines()) {
        switch (line.kind()) {
          case "sampled" -> {
            random.seed(Long.parseLong(line.word(1)));
            sampled = true;
          }
          case "chosen" -> sampled = false;
          case "step" -> {
            if (sampled) {
              actions.sample(random, action, 0);
              assertThat(action).as("line " + line.number()).containsExactly(line.floats(0));
              samples++;
            }
          }
          default -> {}
        }
      }
    }
    assertThat(samples).isGreaterThan(3_000);
  }

  private static TaskEnv create(Line line) {
    EnvSpec spec = Envs.standard().spec(line.word(1));
    Map<String, Object> options = line.options();
    return (TaskEnv) spec.create(options);
  }

  private static float[] reset(Env env, Line line) {
    float[] observation = new float[env.observationSpace().size()];
    if (line.word(1).equals("-")) {
      env.reset(observation, 0);
    } else {
      env.reset(Long.parseLong(line.word(1)), observation, 0);
    }
    return observation;
  }

  private static void setState(TaskEnv env, double[] values, boolean single) throws IOException {
    ByteBuffer state = ByteBuffer.wrap(StateBytes.of(env)).position(GENERATOR);
    state.put((byte) 1).put((byte) 0);
    for (double value : values) {
      state.putDouble(value);
    }
    if (state.hasRemaining()) {
      // MountainCarContinuous: whether its state is float64, and no end.
      state.put((byte) (single ? 0 : 1)).put((byte) 0);
    }
    StateBytes.restore(state.array(), env);
  }

  private static double[] state(TaskEnv env, int size) throws IOException {
    double[] values = new double[size];
    ByteBuffer.wrap(StateBytes.of(env)).position(PHYSICS).asDoubleBuffer().get(values);
    return values;
  }
}
