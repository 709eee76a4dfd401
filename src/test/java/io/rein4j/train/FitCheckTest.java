package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.LearnerSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whether agents fit is found out with as few environments as there are kinds of them. */
class FitCheckTest {

  @TempDir Path temporary;

  private RunConfig config(String agent, String env) throws IOException {
    return SmallRuns.config(
        temporary,
        """
        name: fit
        env: %s
        agent: {type: %s, network: {hidden: [8]}}
        training: {steps: 100}
        """
            .formatted(env, agent));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @RequiresPython(modules = "gymnasium")
  void require_manyAgentsInFewEnvironments_startsPythonOnceForEach(Python python)
      throws IOException {
    Path starts = temporary.resolve("starts");
    Path script = temporary.resolve("counted");
    Files.writeString(
        script,
        "#!/bin/sh\ncase \"$*\" in *bridge) echo >> '%s';; esac\nexec '%s' \"$@\"\n"
            .formatted(starts, PythonEnvs.python(python, temporary)));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    String env =
        "{id: \"gym:rein4j_test_envs:Counting-v0\", options: {length: %s}, gym: {python: '"
            + script
            + "'}}";
    FitCheck fit = new FitCheck(Catalog.standard());
    List<String> ofDiscreteActions =
        Catalog.standard().types(LearnerSettings.class).keySet().stream()
            .filter(agent -> !List.of("sac", "td3").contains(agent))
            .toList();
    for (int length : List.of(3, 4)) {
      for (String agent : ofDiscreteActions) {
        fit.require(config(agent, env.formatted(length)));
      }
    }
    assertThat(starts).content().isEqualTo("\n\n");
  }

  @Test
  void require_agentThatDoesNotFit_isRefusedAlsoWhereTheEnvironmentIsKnown() throws IOException {
    FitCheck fit = new FitCheck(Catalog.standard());
    fit.require(config("ppo", "{id: Pendulum-v1}"));
    RunConfig misfit = config("dqn", "{id: Pendulum-v1}");
    assertThatThrownBy(() -> fit.require(misfit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("A dqn agent needs discrete actions, but the environment's are Box(")
        .hasMessageContaining("choose an agent of type sac, td3, a2c, ppo or reinforce");
    RunConfig opposite = config("sac", "{id: CartPole-v1}");
    assertThatThrownBy(() -> fit.require(opposite))
        .hasMessageContaining("choose an agent of type dqn, ppo, a2c or reinforce");
    RunConfig tooLong = config("dqn, n-step: 501", "{id: CartPole-v1}");
    assertThatThrownBy(() -> fit.require(tooLong))
        .hasMessageContaining("episodes end after 500 steps at the latest");
  }
}
