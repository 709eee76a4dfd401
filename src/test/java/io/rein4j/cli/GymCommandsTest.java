package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands for environments in Python. */
@Timeout(300)
class GymCommandsTest {

  @TempDir Path folder;

  @Test
  void check_nativeEnvironment_tellsWhatItIsAndPasses() {
    Program check = Program.run("env", "check", "CartPole-v1");
    assertThat(check.exit()).isZero();
    assertThat(check.out())
        .contains("actions       Discrete(2)", "step limit    500", "time per step ")
        .doesNotContain("FAIL");
  }

  @Test
  void check_unknownEnvironment_namesTheNearest() {
    Program check = Program.run("env", "check", "CartPole-v2");
    assertThat(check.exit()).isEqualTo(2);
    assertThat(check.err()).contains("the nearest is 'CartPole-v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CartPole-v1 | a2c, dqn, ppo, reinforce, rl4j-a3c, rl4j-double-dqn
          Pendulum-v1 | a2c, ppo, reinforce, sac, td3
          """)
  void check_anyActions_namesTheAgentsThatCanTrain(String id, String agents) {
    Program check = Program.run("env", "check", id, "--steps", "50");
    assertThat(check.out()).contains("agents        %s\n".formatted(agents));
    if (!agents.contains("dqn")) {
      assertThat(check.out())
          .contains("not dqn: A dqn agent needs discrete actions, but the environment's are Box(");
    }
  }

  @Test
  void check_actionMask_namesTheAgentsThatKeepToIt() {
    Program check = Program.run("env", "check", "Taxi-v4", "--set", "env.options.action-mask=true");
    assertThat(check.exit()).as(check.out()).isZero();
    assertThat(check.out())
        .contains(
            "action mask   agents take only actions that it allows\n",
            "agents        a2c, dqn, ppo, reinforce\n",
            "not rl4j-a3c: It does not keep to action masks.",
            "ok    action masks are whole and allow something");
  }

  @Test
  void check_valuesOfAConfig_areTheEnvironments() {
    Program check =
        Program.run("env", "check", "FrozenLake-v1", "--set", "env.options.map-name=8x8");
    assertThat(check.exit()).as(check.err()).isZero();
    assertThat(check.out()).contains("observations  Discrete(64)");
    Program wrong = Program.run("env", "check", "FrozenLake-v1", "--set", "env.option.a=1");
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("--set env.option.a=1", "'options'");
    Program several =
        Program.run("env", "check", "CartPole-v1", "--set", "env.gym=3", "--set", "agent.type=dqn");
    assertThat(several.exit()).isEqualTo(2);
    assertThat(several.err())
        .contains("--set env.gym=3: env.gym must be a section")
        .contains("only what is in 'env' can be set here, but not 'agent'.");
    Program noPath = Program.run("env", "check", "CartPole-v1", "--set", "seed");
    assertThat(noPath.exit()).isEqualTo(2);
    assertThat(noPath.err()).contains("--set seed: a path and a value are expected");
    Program wrapped = Program.run("env", "check", "CartPole-v1", "--set", "env.count=2");
    assertThat(wrapped.exit()).isEqualTo(2);
    assertThat(wrapped.err()).contains("leave out 'env.count' and 'env.wrappers'");
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void rollout_importPathAndOptions_areTheEnvironments(Python python) {
    Program rollout =
        Program.run(
            "env",
            "rollout",
            "gym:rein4j_test_envs:Counting-v0",
            "--set",
            "env.gym.python=" + PythonEnvs.python(python, folder),
            "--set",
            "env.options.at-step=7",
            "--seed",
            "3",
            "--actions",
            "random",
            "--steps",
            "1");
    assertThat(rollout.exit()).as(rollout.err()).isZero();
    assertThat(rollout.out()).contains("{\"reset\":{\"seed\":3,\"observation\":[3.0,0.0,7.0]}}");
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void rollout_environmentThatRaises_namesItsLineAndWithDebugItsCalls(Python python) {
    Program rollout =
        Program.run(
            "env",
            "rollout",
            "gym:rein4j_test_envs:Counting-v0",
            "--set",
            "env.gym.python=" + PythonEnvs.python(python, folder),
            "--set",
            "env.options.at-step=1",
            "--set",
            "env.options.fault=raise",
            "--actions",
            "random",
            "--seed",
            "3",
            "--steps",
            "1",
            "--debug");
    assertThat(rollout.exit()).isEqualTo(1);
    assertThat(rollout.err().lines())
        .startsWith(
            "rein4j: Python printed: An environment that prints to standard output.",
            "rein4j: rein4j_test_envs:Counting-v0 raised RuntimeError: the robot fell over"
                + " (rein4j_test_envs.py:45).")
        .anyMatch(line -> line.matches("\tat Python\\.step\\(/.*/rein4j_test_envs\\.py:45\\)"));
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void rollout_wholeNumbersAtRandom_areGymnasiums(Python python) {
    String set = "env.gym.python=" + PythonEnvs.python(python, folder);
    Program rollout =
        Program.run(
            "env",
            "rollout",
            "gym:rein4j_peoples_envs:ActFive-v0",
            "--set",
            set,
            "--seed",
            "1",
            "--actions",
            "random",
            "--steps",
            "5");
    assertThat(rollout.exit()).as(rollout.err()).isZero();
    assertThat(
            rollout.out().lines().skip(1).map(line -> line.replaceAll(",\"obs.*\"rew", ",\"rew")))
        .zipSatisfy(
            List.of(0, 2, -2, 2, -1),
            (line, action) ->
                assertThat(line)
                    .contains("\"action\":[%s],\"reward\":%s.0,".formatted(action, action)));
    Program check =
        Program.run(
            "env", "check", "gym:rein4j_peoples_envs:SeeTime-v0", "--set", set, "--steps", "20");
    assertThat(check.exit()).as(check.out()).isZero();
    assertThat(check.out())
        .contains(
            "observations  Box(-1099511627776, 1099511627776, (2,), int64)",
            "note          Observations hold whole numbers up to 1,099,511,627,776");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Grid | [0,1,5,4] [-1,0,6,2] [0,0,6,3]
          Bits | [1,1,0,0,1,1] [0,1,0,1,1,1] [1,0,1,0,1,1]
          """)
  @RequiresPython(modules = "gymnasium")
  void rollout_severalChoicesAtRandom_areGymnasiums(String name, String actions, Python python) {
    Program rollout =
        Program.run(
            "env",
            "rollout",
            "gym:rein4j_peoples_envs:Repeat%s-v0".formatted(name),
            "--set",
            "env.gym.python=" + PythonEnvs.python(python, folder),
            "--seed",
            "1",
            "--actions",
            "random",
            "--steps",
            "3");
    assertThat(rollout.exit()).as(rollout.err()).isZero();
    assertThat(rollout.out().lines().skip(1))
        .zipSatisfy(
            List.of(actions.split(" ", -1)),
            (line, action) -> assertThat(line).contains("\"action\":" + action));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Grid | MultiDiscrete([[3 2] [2 4]], start=[[-1 0] [5 1]])
          Bits | MultiBinary((2, 3))
          """)
  @RequiresPython(modules = "gymnasium")
  void check_severalChoices_namesTheirSpaceAndAgents(String name, String space, Python python) {
    Program check =
        Program.run(
            "env",
            "check",
            "gym:rein4j_peoples_envs:Repeat%s-v0".formatted(name),
            "--set",
            "env.gym.python=" + PythonEnvs.python(python, folder),
            "--steps",
            "50");
    assertThat(check.exit()).as(check.out()).isZero();
    assertThat(check.out())
        .contains(
            "observations  " + space,
            "actions       " + space,
            "agents        a2c, ppo, reinforce\n",
            "not dqn: A dqn agent needs discrete actions, but the environment's are " + space)
        .doesNotContain("FAIL");
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void train_bytesIntoFullyConnectedLayers_areToldOnce(Python python) throws IOException {
    String python3 = PythonEnvs.python(python, folder);
    Program train =
        train(
            "{id: \"gym:rein4j_peoples_envs:SeeImage-v0\", gym: {python: '%s'}}"
                .formatted(python3));
    assertThat(train.exit()).as(train.err()).isZero();
    assertThat(train.err()).containsOnlyOnce("Observations hold bytes, from 0 to 255, which enter");
  }

  @Test
  void gymCommands_pythonThatIsNone_areRefusedByASentence() throws IOException {
    String told = "rein4j: The Python '/nope' cannot be started: there is no such file.";
    for (Program program :
        List.of(
            Program.run("gym-server", "--setup", "--python", "/nope"),
            Program.run("gym-server", "--python", "/nope"),
            Program.run("env", "check", "gym:A-v0", "--set", "env.gym.python=/nope"),
            train("{id: \"gym:A-v0\", gym: {python: /nope}}"))) {
      assertThat(program.err()).startsWith(told);
      assertThat(program.exit()).isEqualTo(2);
    }
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void check_variableThatNamesNoPython_isRefusedByASentence() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Program.command("env", "check", "gym:A-v0")).redirectErrorStream(true);
    builder.environment().put("REIN4J_PYTHON", "/nope");
    Process check = builder.start();
    assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .startsWith(
            "rein4j: The variable REIN4J_PYTHON names the Python '/nope', which cannot be started:"
                + " there is no such file.");
    assertThat(check.waitFor()).isEqualTo(2);
  }

  /** Python that neither answers nor notices that nobody asks any more, and a server like it. */
  @ParameterizedTest
  @CsvSource({"process", "server"})
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void check_terminatedWhileItWaitsForAnAnswer_tellsNoFailure(String host) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path began = folder.resolve("began");
      String python =
          PythonEnvs.script(folder.resolve("stuck"), "touch '%s'; exec sleep 60".formatted(began));
      List<String> command =
          host.equals("server")
              ? Program.command(
                  "env",
                  "check",
                  "A-v0",
                  "--set",
                  "env.server=http://127.0.0.1:" + server.getLocalPort())
              : Program.command("env", "check", "gym:A-v0", "--set", "env.gym.python=" + python);
      Path said = folder.resolve("said");
      Process check = Program.start(command, said.toFile());
      try {
        if (host.equals("server")) {
          server.accept().getInputStream().read();
        }
        while (host.equals("process") && !Files.exists(began)) {
          Thread.sleep(20);
        }
        check.destroy();
        assertThat(check.waitFor()).isEqualTo(143);
        assertThat(said).isEmptyFile();
      } finally {
        check.destroyForcibly();
      }
    }
  }

  @Test
  void gymServer_argumentsThatAreWrong_areRefused() {
    assertThat(Program.run("gym-server", "--port", "70000").exit()).isEqualTo(2);
    Program own = Program.run("gym-server", "--token", "secret");
    assertThat(own.exit()).isEqualTo(2);
    assertThat(own.err()).contains("'--token' takes only 'auto'", "REIN4J_GYM_TOKEN");
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void gymServer_serverThatCannotStart_saysWhyAsTheProgramDoes(Python python) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThat(serving(python.executable(), "--port", port))
          .isEqualTo(
              "1 rein4j: Port %s of 127.0.0.1 cannot be listened on: Address already in use."
                  .formatted(port));
    }
    assertThat(serving(python.executable(), "--host", "0.0.0.0"))
        .startsWith("2 rein4j: A server on 0.0.0.0 is open to other machines: ");
    String bare =
        PythonEnvs.script(
            folder.resolve("bare"), "exec '%s' -S \"$@\"".formatted(python.executable()));
    assertThat(serving(bare, "--port", 0))
        .matches("1 rein4j: .* lacks numpy: install gymnasium for it\\.");
  }

  /** Returns how a server that cannot start ended, and what it said. */
  private String serving(String python, Object... arguments) throws Exception {
    List<String> command = Program.command("gym-server", "--python", python);
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().remove("REIN4J_GYM_TOKEN");
    return builder.start().waitFor() + " " + Files.readString(said).strip();
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void train_environmentThatGymnasiumDoesNotHave_isRefusedAtItsPlace(Python python)
      throws IOException {
    String env = "{gym: {python: '%s'}, id: \"gym:NoSuch-v0\"}".formatted(python.executable());
    Program train = train(env);
    assertThat(train.exit()).isEqualTo(2);
    assertThat(train.err())
        .contains(
            "config.yaml:2:%s: cannot make environment 'NoSuch-v0'"
                .formatted("env: ".length() + env.indexOf("\"gym:") + 1));
    Program set =
        Program.run(
            "train",
            folder.resolve("config.yaml"),
            "--out",
            folder.resolve("runs"),
            "--set",
            "env.id=gym:NoSuchEither-v0");
    assertThat(set.err())
        .contains("--set env.id=gym:NoSuchEither-v0: cannot make environment 'NoSuchEither-v0'");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void train_gymKeysForANativeEnvironment_areRefused() throws IOException {
    Program train = train("{id: CartPole-v1, gym: {processes: 2}}");
    assertThat(train.exit()).isEqualTo(2);
    assertThat(train.err()).contains("the keys in 'gym' are for environments in Python");
    assertThat(train("{id: \"gym:A\", server: \"http://127.0.0.1:1\"}").err())
        .contains("with a 'server' the 'id' is the server's");
    assertThat(train("{id: A, server: \"127.0.0.1\"}").err())
        .contains("a 'server' is an address such as http://127.0.0.1:5000");
  }

  private Program train(String env) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.yaml"),
            """
            name: gym
            env: %s
            agent:
              type: dqn
              network: {hidden: [8]}
              replay: {capacity: 100, warmup: 20}
              target-update-interval: 10
            training: {steps: 40}
            evaluation: {every: 100, episodes: 1, max-episode-steps: 5}
            checkpoint: {every: 16, keep: 2}
            """
                .formatted(env));
    return Program.run("train", config, "--out", folder.resolve("runs"));
  }

  @Test
  @RequiresPython(modules = "gymnasium")
  void resume_environmentThatNoSeedRepeats_saysSoAndGoesOn(Python python) throws IOException {
    String env =
        "{id: \"gym:rein4j_test_envs:Counting-v0\", options: {fault: clock}, gym: {python: '%s'}}"
            .formatted(PythonEnvs.python(python, folder));
    Program trained = train(env);
    assertThat(trained.err().lines())
        .isNotEmpty()
        .containsOnly("rein4j: Python printed: An environment that prints to standard output.");
    Path run;
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
    assertThat(run.resolve("provenance.json"))
        .content()
        .contains("\"exact_resume\" : true")
        .containsPattern(
            "\"environment\" : \\{\\s*\"python\" : \"3\\.[^}]*\"gymnasium\" : \"1\\.[^}]*\"numpy\""
                + " : \"");
    Files.delete(run.resolve("summary.json"));
    List<Path> checkpoints;
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      checkpoints = files.filter(file -> !file.toString().contains("best")).sorted().toList();
    }
    Files.delete(checkpoints.get(checkpoints.size() - 1));

    Program resumed = Program.run("train", "--resume", run);
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .contains(
            "rein4j: An episode cannot be gone on with as it was: ",
            "It is truncated there, and the next one starts.");
    assertThat(run.resolve("provenance.json")).content().contains("\"exact_resume\" : false");
    // Every step gives a reward of 1; the run was resumed at step 32.
    assertThat(episodes(run))
        .containsExactly(
            "10,10.0,10,true,false",
            "20,10.0,10,true,false",
            "30,10.0,10,true,false",
            "32,2.0,2,false,true");
  }

  /** Returns the step, return, length and flags of a run's episodes. */
  private static List<String> episodes(Path run) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("episodes.csv"));
    List<String> names = List.of(lines.get(0).split(",", -1));
    return lines.stream()
        .skip(1)
        .map(
            line -> {
              String[] cells = line.split(",", -1);
              return Stream.of("step", "return", "length", "terminated", "truncated")
                  .map(name -> cells[names.indexOf(name)])
                  .collect(Collectors.joining(","));
            })
        .toList();
  }
}
