package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExecutorEndTest {

  /** A program that starts, and is content with whatever it is asked. */
  private static final String PYTHON = "true";

  private static final String NONE = "/no/python";

  private static String named(Object... pythons) {
    return Line.of("pythons", pythons).text();
  }

  private static String lack(Map<String, String> settings, Map<String, String> variables) {
    return ExecutorEnd.lackOfPython(settings, variables, "w1");
  }

  @Test
  void lackOfPython_runsThatNeedNone_isNone() {
    assertThat(lack(Map.of(), Map.of("REIN4J_PYTHON", NONE))).isEmpty();
  }

  @Test
  void lackOfPython_pythonThatRunsName_isNotTheMachines() {
    Map<String, String> machines = Map.of("REIN4J_PYTHON", PYTHON);
    assertThat(lack(Map.of(Settings.PYTHONS, named(NONE)), machines))
        .contains("'/no/python' cannot be started on w1", "env.gym.python");
    assertThat(lack(Map.of(Settings.PYTHONS, named(PYTHON)), Map.of("REIN4J_PYTHON", NONE)))
        .isEmpty();
  }

  @Test
  void lackOfPython_severalThatRunsName_areAllAsked() {
    assertThat(lack(Map.of(Settings.PYTHONS, named(PYTHON, "/no/other python")), Map.of()))
        .contains("'/no/other python'");
    assertThat(lack(Map.of(Settings.PYTHONS, named(PYTHON), Settings.PYTHON, NONE), Map.of()))
        .contains("'/no/python'", "spark.executorEnv.REIN4J_PYTHON=PATH");
  }

  @Test
  void lackOfPython_runsThatNameNone_takeTheMachines() {
    Map<String, String> settings = Map.of(Settings.PYTHON, NONE);
    assertThat(lack(settings, Map.of("REIN4J_PYTHON", PYTHON))).isEmpty();
    assertThat(lack(settings, Map.of())).contains("'/no/python'");
    assertThat(lack(Map.of(Settings.PYTHON, PYTHON), Map.of("REIN4J_PYTHON", NONE)))
        .contains("'/no/python'");
  }
}
