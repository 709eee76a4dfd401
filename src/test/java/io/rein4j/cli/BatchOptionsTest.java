package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.gym.GymSettings;
import io.rein4j.env.gym.Interpreter;
import io.rein4j.env.gym.PythonSetup;
import io.rein4j.env.source.EnvSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchOptionsTest {

  private static EnvSettings env(String id, @Nullable String server, @Nullable GymSettings gym) {
    return new EnvSettings(id, Map.of(), Map.of(), 1, List.of(), server, gym);
  }

  private static EnvSettings gym(String python) {
    return env(
        "gym:CartPole-v1", null, GymSettings.builder().python(new Interpreter(python)).build());
  }

  @Test
  void namedPythons_severalEnvironments_areAllOfThem() {
    List<EnvSettings> environments =
        List.of(
            env("CartPole-v1", null, null),
            gym("python3.12"),
            gym("/opt/other/python"),
            gym("python3.12"));

    assertThat(BatchOptions.namedPythons(environments))
        .containsExactlyInAnyOrder("python3.12", "/opt/other/python");
    assertThat(BatchOptions.unnamedPython(environments, Map.of("REIN4J_PYTHON", "mine"))).isNull();
  }

  @Test
  void unnamedPython_environmentThatNamesNone_isTheMachines() {
    List<EnvSettings> environments =
        List.of(
            gym("python3.12"),
            env("gym:CartPole-v1", null, null),
            env("gym:Acrobot-v1", null, GymSettings.DEFAULTS));

    assertThat(BatchOptions.unnamedPython(environments, Map.of("REIN4J_PYTHON", "mine")))
        .isEqualTo("mine");
    assertThat(BatchOptions.unnamedPython(environments, Map.of()))
        .isEqualTo(PythonSetup.DEFAULT_PYTHON);
    assertThat(BatchOptions.namedPythons(environments)).containsExactly("python3.12");
  }

  @Test
  void pythons_environmentsElsewhere_needNoneHere() {
    List<EnvSettings> environments =
        List.of(
            env("CartPole-v1", null, null),
            env("CartPole-v1", "http://127.0.0.1:5000", GymSettings.DEFAULTS));

    assertThat(BatchOptions.namedPythons(environments)).isEmpty();
    assertThat(BatchOptions.unnamedPython(environments, Map.of())).isNull();
  }
}
