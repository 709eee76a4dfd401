package io.rein4j.env.box2d;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.env.Env;
import io.rein4j.env.GymnasiumGoldens;
import io.rein4j.env.GymnasiumGoldens.Line;
import io.rein4j.env.GymnasiumGoldens.Section;
import io.rein4j.env.TaskEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LunarLanderTest {

  private static final float START_TOLERANCE = 5e-4f;
  private static final float FLIGHT_TOLERANCE = 0.02f;
  private static final int CONTACT_TOLERANCE = 3;
  private static final int LEG = 6;

  private final float[] observation = new float[8];
  private final float[] action = new float[2];

  /**
   * Gymnasium's own code on Box2D 2.4 beside ours on jbox2d: the same draws and rules, two solvers
   * of the joints; what follows the first contact is chaotic.
   */
  @Test
  void flight_underGymnasiumsActions_staysCloseUntilTheGround() throws IOException {
    int steps = 0;
    int landings = 0;
    for (Section section :
        GymnasiumGoldens.sections(LunarLanderTest.class, "box2d.txt.gz", "env")) {
      Env env = Envs.standard().make(section.head().word(1), section.head().options());
      int theirContact = 0;
      int ourContact = 0;
      int step = 0;
      for (Line line : section.lines()) {
        String where = "line " + line.number();
        if (line.kind().equals("reset")) {
          env.reset(Long.parseLong(line.word(1)), observation, 0);
          assertThat(observation)
              .as(where)
              .containsExactly(line.floats(0), within(START_TOLERANCE));
          theirContact = 0;
          ourContact = 0;
          step = 0;
        } else if (line.kind().equals("step") && !env.terminated()) {
          step++;
          env.step(line.floats(0), 0, observation, 0);
          float[] expected = line.floats(1);
          theirContact = firstContact(theirContact, step, expected, line.flag(3, 0));
          ourContact = firstContact(ourContact, step, observation, env.terminated());
          if (theirContact == 0 && ourContact == 0) {
            assertThat(observation).as(where).containsExactly(expected, within(FLIGHT_TOLERANCE));
            steps++;
          } else if (theirContact > 0 && ourContact > 0) {
            assertThat(ourContact).as(where).isCloseTo(theirContact, within(CONTACT_TOLERANCE));
            landings += step == Math.max(ourContact, theirContact) ? 1 : 0;
          }
        }
      }
    }
    assertThat(steps).isGreaterThan(3_500);
    assertThat(landings).isGreaterThan(25);
  }

  private static int firstContact(int before, int step, float[] seen, boolean terminated) {
    boolean contact = seen[LEG] + seen[LEG + 1] > 0 || terminated;
    return before == 0 && contact ? step : before;
  }

  @ParameterizedTest
  @ValueSource(strings = {"LunarLander-v3", "LunarLanderContinuous-v3"})
  void heuristic_ofGymnasium_lands(String id) {
    Env env = Envs.standard().make(id);
    int episodes = 50;
    double sum = 0;
    for (int seed = 0; seed < episodes; seed++) {
      env.reset(seed, observation, 0);
      while (!env.terminated() && !env.truncated()) {
        Heuristic.act(observation, env.actionSpace().size() == 2, action);
        sum += env.step(action, 0, observation, 0);
      }
    }
    assertThat(sum / episodes).isGreaterThan(200);
  }

  @Test
  void state_beforeTheFirstReset_isThatOfANewEnvironment() throws IOException {
    TaskEnv copy = lander();
    StateBytes.restore(StateBytes.of(lander()), copy);
    assertThatThrownBy(() -> copy.step(action, 0, observation, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void state_whoseActionsLeadElsewhere_isRefused() throws IOException {
    TaskEnv env = lander();
    env.reset(3, observation, 0);
    action[0] = 2;
    env.step(action, 0, observation, 0);
    byte[] state = StateBytes.of(env);
    int actions = state.length - 8 * Double.BYTES - Integer.BYTES - Float.BYTES;

    state[state.length - 1 - 7 * Double.BYTES] ^= 1;
    assertThatThrownBy(() -> StateBytes.restore(state, lander()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("The state's 1 actions, played again, lead to ")
        .hasMessageContaining(" in element 0 of the lunar lander's state, where they had led to ");
    state[actions] = 0x50;
    assertThatThrownBy(() -> StateBytes.restore(state, lander()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("which is none of Discrete(4)");
  }

  private static TaskEnv lander() {
    return (TaskEnv) Envs.standard().spec("LunarLander-v3").create(Map.of());
  }

  @Test
  void make_gravityOutOfItsRange_isRefused() {
    assertThatThrownBy(() -> Envs.standard().make("LunarLander-v3", Map.of("gravity", -12)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Option 'gravity' must be between -12 and 0, but is -12.0.");
  }
}
