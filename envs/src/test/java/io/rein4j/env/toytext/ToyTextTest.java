package io.rein4j.env.toytext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.GymnasiumGoldens;
import io.rein4j.env.GymnasiumGoldens.Line;
import io.rein4j.env.GymnasiumGoldens.Section;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.source.Envs;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToyTextTest {

  @Test
  void episodes_seededAndThenUnseeded_areGymnasiumsExactly() throws IOException {
    int steps = 0;
    for (Section section :
        GymnasiumGoldens.sections(ToyTextTest.class, "gymnasium.txt.gz", "env")) {
      Env env = Envs.standard().make(section.head().word(1), section.head().options());
      float[] observation = new float[env.observationSpace().size()];
      for (Line line : section.lines()) {
        String where = "line " + line.number();
        if (line.kind().equals("reset")) {
          reset(env, line.word(1), observation);
          assertThat(observation).as(where).containsExactly(line.floats(0));
        } else {
          double reward = env.step(line.floats(0), 0, observation, 0);
          assertThat(observation).as(where).containsExactly(line.floats(1));
          assertThat(reward).as(where).isEqualTo(line.doubles(2)[0]);
          assertThat(env.terminated()).as(where).isEqualTo(line.flag(3, 0));
          assertThat(env.truncated()).as(where).isEqualTo(line.flag(3, 1));
          steps++;
        }
      }
    }
    assertThat(steps).isGreaterThan(30_000);
  }

  private static void reset(Env env, String seed, float[] observation) {
    if (seed.equals("-")) {
      env.reset(observation, 0);
    } else {
      env.reset(Long.parseLong(seed), observation, 0);
    }
  }

  @Test
  void spaces_ofEachTask_areGymnasiums() {
    assertThat(Envs.standard().make("FrozenLake-v1").observationSpace())
        .isEqualTo(new Discrete(16));
    assertThat(Envs.standard().make("FrozenLake8x8-v1").observationSpace())
        .isEqualTo(new Discrete(64));
    assertThat(Envs.standard().make("CliffWalking-v1").observationSpace())
        .isEqualTo(new Discrete(48));
    assertThat(Envs.standard().make("Taxi-v4").observationSpace()).isEqualTo(new Discrete(500));
    assertThat(Envs.standard().make("Taxi-v4").actionSpace()).isEqualTo(new Discrete(6));
    assertThat(Envs.standard().make("Blackjack-v1").observationSpace())
        .isEqualTo(new MultiDiscrete(32, 11, 2));
  }

  /** {@code taxi_masks.py} beside the resource makes it. */
  @Test
  void mask_ofEveryStateOfATaxi_isGymnasiums() throws IOException {
    boolean[] mask = new Taxi(false, 0.8).mask();
    String[] states;
    try (InputStream golden =
        Objects.requireNonNull(ToyTextTest.class.getResourceAsStream("taxi_masks.txt"))) {
      states = new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip().split("\\s+", -1);
    }
    assertThat(states).hasSize(500);
    for (int i = 0; i < mask.length; i++) {
      boolean expected = (Integer.parseInt(states[i / 6]) >> i % 6 & 1) == 1;
      assertThat(mask[i]).as("state %s, action %s", i / 6, i % 6).isEqualTo(expected);
    }
  }

  @Test
  void mask_ofATaxi_isThereIfAskedForAndOfThePresentState() {
    assertThat(Envs.standard().make("Taxi-v4").actionMask()).isEmpty();
    for (boolean fickle : new boolean[] {false, true}) {
      Env env =
          Envs.standard().make("Taxi-v4", Map.of("action-mask", true, "fickle-passenger", fickle));
      boolean[] mask = new Taxi(false, 0.8).mask();
      boolean[] allowed = new boolean[6];
      float[] observation = new float[1];
      for (int seed = 0; seed < 20; seed++) {
        env.reset(seed, observation, 0);
        env.step(new float[] {seed % 6}, 0, observation, 0);
        env.actionMask().orElseThrow().write(allowed, 0);
        int state = (int) observation[0];
        assertThat(allowed).containsExactly(Arrays.copyOfRange(mask, 6 * state, 6 * state + 6));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FrozenLake-v1|map-name|5x5|Option 'map-name' is 4x4 or 8x8, but is '5x5'.",
        "FrozenLake-v1|desc|SF/F|Option 'desc' is rows of equal length, of the letters S, F, H and"
            + " G and separated by slashes, such as SFF/FHF/FFG, but is 'SF/F'.",
        "FrozenLake-v1|desc|SX/FG|Option 'desc' is rows of equal length, of the letters S, F, H and"
            + " G and separated by slashes, such as SFF/FHF/FFG, but is 'SX/FG'.",
        "FrozenLake-v1|desc|FF/FG|Option 'desc' holds a start (S) at least, but is 'FF/FG'."
      })
  void make_mapThatIsNone_isRefused(String id, String option, String value, String sentence) {
    assertThatThrownBy(() -> Envs.standard().make(id, Map.of(option, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void make_optionOutOfItsRange_isRefused() {
    assertThatThrownBy(() -> Envs.standard().make("FrozenLake-v1", Map.of("map-name", 8)))
        .hasMessage("Option 'map-name' is a text, but is 8.");
    assertThatThrownBy(() -> Envs.standard().make("FrozenLake-v1", Map.of("success-rate", 1.5)))
        .hasMessage("Option 'success-rate' must be in [0, 1], but is 1.5.");
    assertThatThrownBy(() -> Envs.standard().make("Taxi-v4", Map.of("rainy-probability", -1)))
        .hasMessage("Option 'rainy-probability' must be in [0, 1], but is -1.0.");
    assertThatThrownBy(
            () ->
                Envs.standard()
                    .make("Taxi-v4", Map.of("fickle-passenger", true, "fickle-probability", 2)))
        .hasMessage("Option 'fickle-probability' must be in [0, 1], but is 2.0.");
  }

  @Test
  void state_ofALargerMap_isRefused() throws IOException {
    Env large = Envs.standard().make("FrozenLake-v1", Map.of("desc", "FFFFFS/FFFFFG"));
    large.reset(1, new float[1], 0);
    byte[] state = StateBytes.of(large.state().orElseThrow());
    Env small = Envs.standard().make("FrozenLake-v1", Map.of("desc", "SG"));
    assertThatThrownBy(() -> StateBytes.restore(state, small.state().orElseThrow()))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds 5 where one of 2 states belongs.");
  }
}
