package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was wrong is said in a sentence with its place, and nothing half-written is left behind. */
class BadInputTest {

  @TempDir Path temporary;
  private Path config;
  private Path runs;

  @BeforeEach
  void write() throws IOException {
    config = Files.writeString(temporary.resolve("config.yaml"), SmallRuns.DQN);
    runs = temporary.resolve("runs");
  }

  private static void assertRefused(Program program, String... parts) {
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertSentence(program, parts);
  }

  private static void assertSentence(Program program, String... parts) {
    assertThat(program.err()).startsWith("rein4j: ").contains(parts).doesNotContain("\tat ");
    assertThat(program.err().lines().filter(line -> !line.startsWith("For help: "))).hasSize(1);
    assertThat(program.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tr\u001b[2Jain",
        "train no\u001b[2J.yaml",
        "train CONFIG --set a\u001b[2J=1",
        "train CONFIG --set a\u001b[2J=1 --debug",
        "train CONFIG --no\u001b[2J",
        "report no\u001b[2J"
      })
  void anybodysText_reachesTheTerminalEscaped(String arguments) {
    Program program =
        Program.run((Object[]) arguments.replace("CONFIG", config.toString()).split(" "));
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).contains("\\x1b[2J");
    assertThat(program.out() + program.err()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent.batchsize=32                      | did you mean 'batch-size'?
          agent.batch-size=many                   | agent.batch-size must be a whole number
          agent.clipping.rules.0.threshold=-0.5   | threshold
          agent.clipping.rules.0.threshold=.inf   | threshold
          agent.clipping.rules.3.threshold=1      | agent.clipping.rules has no element 3
          agent.clipping.rules.0.type=global-nrom | did you mean 'global-norm'?
          agent.no.such.path=1                    | there is no key 'no'
          training.stps=5                         | did you mean 'steps'?
          env.id=CartPole-v7                      | the nearest is 'CartPole-v
          env.id=cartpole                         | the nearest is 'CartPole-v
          agent.type=dqm                          | did you mean 'dqn'?
          agent.n-step=0                          | 'n-step' must be ≥ 1, but is 0
          agent.replay.prioritized.alpha=2        | 'alpha' must be in [0, 1], but is 2.0
          agent.distribution.type=c51             | types are categorical, hl-gauss, quantile
          agent.optimizer.learning-rate=.inf      | agent.optimizer.learning-rate must be a finite number or a section with the key 'type', but is .inf.
          agent.optimizer.learning-rate=.nan      | agent.optimizer.learning-rate must be a finite number or a section with the key 'type', but is .nan.
          training.log-every=0                    | 'log-every' must be ≥ 1, but is 0.
          agent.network={layers: [conv]}          | must be one of flatten, impala-cnn, nature-cnn, or a section with one of the keys conv
          name=../escape                          | name
          seed=-3                                 | seed
          """)
  void train_wrongValue_isRefusedWithItsPlaceAndLeavesNothing(String set, String sentence) {
    Program program = Program.run("train", config, "--out", runs, "--set", set);
    assertRefused(program, "--set " + set, sentence);
    assertThat(runs).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          env.id=CartPole-v1            | A sac agent needs continuous actions, but the environment's are Discrete(2): choose an agent of type dqn, ppo, a2c or reinforce.
          agent.target-entropy=1        | 'target-entropy' must be finite and ≤ 0, but is 1.0
          agent.network.lstm.units=8    | 'network' has an 'lstm', but a sac agent learns from single transitions
          agent.critic-clippings=1      | did you mean 'critic-clipping'?
          agent.entropy-coefficient=-1  | 'entropy-coefficient' must be finite and ≥ 0, but is -1.0
          agent.alpha-clipping.rules=[{type: value, threshold: 0}] | threshold
          agent.replay.capacity=2_000_000_000 | 'agent.replay.capacity'
          agent.type=dqn                | key
          """)
  void trainSac_wrongValue_isRefusedAndLeavesNothing(String set, String sentence)
      throws IOException {
    Files.writeString(config, SmallRuns.SAC);
    Program program = Program.run("train", config, "--out", runs, "--set", set);
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(runs).doesNotExist();
  }

  @Test
  void trainDqn_onContinuousActions_namesTheAgentsThatFit() {
    Program program = Program.run("train", config, "--out", runs, "--set", "env.id=Pendulum-v1");
    assertRefused(program, "choose an agent of type sac, td3, a2c, ppo or reinforce");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          analysis: {margin: 0}         | 'margin' must be in (0, 1], but is 0
          analysis: {margin: 1.01}      | 'margin' must be in (0, 1], but is 1.01
          analysis: {margin: -0.1}      | 'margin' must be in (0, 1], but is -0.1
          seeds: {from: 12, to: 8}      | 'to' must be at least 'from', which is 12, but is 8.
          seeds: {from: 7, to: 40}      | 'from' must be 8 or more: with 5 looks up to 40 seeds, the smallest p-value of fewer seeds is not below the first look's share of the error, 0.01. But it is 7.
          seeds: {from: 5, to: 5}       | 'from' must be 6 or more: with one look up to 5 seeds, the smallest p-value of fewer seeds is not below the first look's share of the error, 0.05. But it is 5.
          seeds: {from: 8}              | needs the key 'to'
          tuning: {seeds: [11, 2]}      | 2 is a tuning seed and one of the 'seeds' that the study reports on; a level that is chosen by runs scores too well on them. The two must have no seed in common.
          space: {agent.gama: [0.9, 1]}   | there is no key 'gama' in agent of type 'dqn'; did you mean 'gamma'?
          space: {agent.optimiser.learning-rate: {log: {from: 1e-4, to: 1e-2}}} | there is no key 'optimiser' in agent of type 'dqn'; did you mean 'optimizer'?
          """)
  void compare_wrongStudy_isRefusedWithItsPlaceAndLeavesNothing(String line, String sentence)
      throws IOException {
    String rest =
        line.startsWith("tuning")
            ? "vary: {agent.batch-size: [16, 32]}\nchoose: agent.batch-size\nseeds: 4\n"
            : line.startsWith("space")
                ? "seeds: 4\n"
                : "vary: {agent.batch-size: [16, 32]}\n"
                    + (line.startsWith("seeds") ? "" : "seeds: 4\n");
    Path study =
        Files.writeString(
            temporary.resolve("study.yaml"),
            "name: wrong\nbase: config.yaml\n" + rest + line + "\n");
    assertRefused(
        Program.run("compare", study, "--out", runs), "study.yaml:" + lines(study) + ":", sentence);
    assertThat(runs).doesNotExist();
  }

  private static int lines(Path file) throws IOException {
    return Files.readAllLines(file).size();
  }

  @Test
  void train_severalErrors_areToldALineEachAndLeaveNothing() throws IOException {
    Files.writeString(config, SmallRuns.DQN.replace("name:", "nam:"));
    Program program =
        Program.run(
            "train", config, "--out", runs, "--set", "agent.n-step=0", "--set", "agent.gamma=2");
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
    assertThat(program.err().lines())
        .satisfiesExactly(
            line ->
                assertThat(line).startsWith("rein4j: " + config + ":1:1: there is no key 'nam'"),
            line -> assertThat(line).startsWith("rein4j: --set agent.n-step=0: 'n-step' must be"),
            line -> assertThat(line).startsWith("rein4j: --set agent.gamma=2: 'gamma' must be"));
    assertThat(runs).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train --seed x                    | 'x' is not a whole number.
          train --seed 99999999999999999999 | '99999999999999999999' is not a whole number of 64 bits.
          eval run --episodes 1.5           | '1.5' is not a whole number.
          eval run --episodes 3000000000    | '3000000000' is not a whole number of 32 bits.
          """)
  void option_noWholeNumber_isRefusedInWordsForPeople(String line, String sentence) {
    assertRefused(Program.run((Object[]) line.split(" ")), sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          eval run --checkpoint bets                           | it is one of last, best, but not 'bets'; the nearest is 'best'.
          train a.yaml --init-from run --checkpoint first      | it is one of last, best, but not 'first'.
          export run --format onxn                             | it is one of dl4j, onnx, policy, but not 'onxn'; the nearest is 'onnx'.
          export run --format onnx --checkpoint LATS           | it is one of last, best, but not 'LATS'; the nearest is 'last'.
          """)
  void option_noneOfItsWords_isRefusedWithTheWords(String line, String sentence) {
    assertRefused(Program.run((Object[]) line.split(" ")), "'--", sentence);
  }

  @Test
  void clip_ruleOnSamples_isRefused() throws IOException {
    Path rule = temporary.resolve("rule.yaml");
    Files.writeString(rule, "rules: [{type: per-sample-norm, threshold: 1}]");
    Path gradient = temporary.resolve("gradient.json");
    Files.writeString(gradient, "{\"parameters\":[{\"name\":\"w\",\"shape\":[1],\"values\":[1]}]}");
    assertRefused(
        Program.run("clip", "--rule", rule, gradient),
        rule + ": the first rule acts on samples before their gradients are averaged");
  }

  @Test
  void train_misspeltKeyInTheFile_isRefusedWithLineAndColumn() throws IOException {
    Files.writeString(config, SmallRuns.DQN.replace("warmup", "warm-up"));
    assertRefused(
        Program.run("train", config, "--out", runs),
        config + ":7:",
        "'warm-up'",
        "did you mean 'warmup'?");
    assertThat(runs).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type: a2c, shared-trunk: true, critic-clipping: {rules: []} | 'critic-clipping' needs a critic with a network of its own, but with 'shared-trunk' there is none: leave one of them out.
          type: ppo, shared-trunk: true, critic-optimizer: {type: sgd} | 'critic-optimizer' needs a critic
          type: reinforce, critic-optimizer: {type: sgd}               | but with 'baseline: false' there is none
          type: ppo, critic-clipping: {rules: [{type: global-norm, threshold: 1, groups: [actor]}]} | The clipping rule 'global-norm' is limited to the group 'actor', but the update path 'critic' has no such group; it has: critic.
          type: ppo, clipping: {rules: [{type: global-norm, threshold: 1, groups: [actor]}]}, critic-optimizer: {type: sgd} | 'clipping' has a rule that is limited to 'actor', which the update path 'critic' cannot use: give that path its own 'critic-clipping'.
          type: ppo, critic-clipping: {rules: [{type: median-of-means, blocks: 65}]} | 65
          type: ppo, critic-clipping: {rules: [{type: global-norm, threshold: -1}]} | :3:77: the threshold of
          type: dqn, critic-clipping: {rules: []}                      | there is no key 'critic-clipping'
          """)
  void train_pathOfACriticThatCannotBe_isRefusedAndLeavesNothing(String agent, String sentence)
      throws IOException {
    Files.writeString(
        config,
        "name: x\nenv: {id: CartPole-v1}\nagent: {%s}\ntraining: {steps: 100}".formatted(agent));
    assertRefused(Program.run("train", config, "--out", runs), sentence);
    assertThat(runs).doesNotExist();
  }

  @Test
  void train_missingFileDirectoryOrNone_isRefused() {
    Path none = temporary.resolve("none.yaml");
    assertRefused(Program.run("train", none, "--out", runs), none.toString());
    assertRefused(Program.run("train", temporary, "--out", runs), temporary.toString());
    assertRefused(Program.run("train"), "CONFIG", "--resume RUN");
    assertRefused(Program.run("train", config, "--resume", runs), "--resume");
    assertThat(runs).doesNotExist();
  }

  @Test
  void train_agentThatDoesNotFitTheEnvironment_isRefusedAndLeavesNoRunFolder() {
    assertRefused(
        Program.run("train", config, "--out", runs, "--set", "env.id=Pendulum-v1"),
        "discrete actions",
        "Box(-2.0, 2.0");
    assertThat(runs).doesNotExist();
  }

  @Test
  void train_returnsLongerThanEpisodes_areRefusedAndLeaveNoRunFolder() {
    assertRefused(
        Program.run("train", config, "--out", runs, "--set", "agent.n-step=501"),
        "'n-step' is 501, but episodes end after 500 steps");
    assertRefused(
        Program.run(
            "train",
            config,
            "--out",
            runs,
            "--set",
            "agent.n-step=6",
            "--set",
            "env.wrappers=[{type: time-limit, max-episode-steps: 20}, {type: action-repeat, times:"
                + " 4}]"),
        "'n-step' is 6, but episodes end after 5 steps");
    assertThat(runs).doesNotExist();
  }

  @Test
  void train_moreMemoryThanThereIs_isASentence() {
    assertRefused(
        Program.run("train", config, "--out", runs, "--set", "agent.replay.capacity=2000000000"),
        "'agent.replay.capacity' takes 67.1 GiB");
    assertRefused(
        Program.run("train", config, "--out", runs, "--set", "agent.replay.capacity=500000000"),
        "'agent.replay.capacity' takes 16.8 GiB");
    assertThat(runs).doesNotExist();
  }

  @Test
  void train_outUnderAFile_isRefused() {
    assertRefused(Program.run("train", config, "--out", config), config.toString());
    Path under = config.resolve("runs");
    assertRefused(Program.run("train", config, "--out", under), under.toString());
  }

  @Test
  void train_directoryWithoutWritePermission_isRefused() {
    Path proc = Path.of("/proc");
    assumeThat(proc).as("a folder in which nobody can write").isDirectory();
    assertRefused(Program.run("train", config, "--out", proc.resolve("runs")), "/proc/runs");
  }

  @Test
  void anyCommand_misspeltOptionOrCommand_isToldTheNearest() {
    assertRefused(Program.run("train", config, "--ste", "a=1"), "'--ste'", "'--set'");
    assertRefused(Program.run("trian", config), "'trian'", "'train'");
    assertRefused(Program.run("env", "lsit"), "'lsit'", "'list'");
    assertRefused(Program.run("eval", "a", "b"), "'b'");
    assertRefused(Program.run("train", config, "--seed", "x"), "--seed");
  }

  @Test
  void anyCommand_debug_showsWhereItHappened() {
    Program program = Program.run("train", config, "--out", config, "--debug");
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains("\tat io.rein4j.");
  }

  @Test
  void resumeAndEval_folderThatIsNoRun_areRefused() {
    Path none = temporary.resolve("none");
    for (List<Object> command :
        List.<List<Object>>of(List.of("train", "--resume"), List.of("eval"))) {
      Object[] args = Stream.concat(command.stream(), Stream.of(none)).toArray();
      assertRefused(Program.run(args), none.toString());
      args[args.length - 1] = temporary;
      assertRefused(Program.run(args), "'" + temporary + "' is not a run folder");
    }
    assertThat(temporary.resolve("run.lock")).doesNotExist();
  }

  private Path finishedRun() throws IOException {
    Program program = Program.run("train", config, "--out", runs, "--set", "training.steps=300");
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).isZero();
    try (Stream<Path> folders = Files.list(runs)) {
      return folders.findFirst().orElseThrow();
    }
  }

  private static void cutOff(Path checkpoint) throws IOException {
    byte[] bytes = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, java.util.Arrays.copyOf(bytes, bytes.length / 2));
  }

  @Test
  void eval_truncatedCheckpoints_useAnOlderOneOrAreRefused() throws IOException {
    Path run = finishedRun();
    List<Path> checkpoints;
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      checkpoints = files.filter(file -> !file.endsWith("best.ckpt")).sorted().toList();
    }
    assertThat(checkpoints).hasSize(2);
    cutOff(checkpoints.get(1));
    Program older = Program.run("eval", run, "--episodes", 2);
    assertThat(older.exit()).isZero();
    assertThat(older.out()).startsWith(checkpoints.get(0).getFileName() + ": return ");
    assertThat(older.err())
        .isEqualToNormalizingNewlines(
            "rein4j: '%s' is cut off or damaged. '%s' is used instead.\n"
                .formatted(checkpoints.get(1), checkpoints.get(0)));
    cutOff(checkpoints.get(0));
    assertRefused(
        Program.run("eval", run),
        checkpoints.get(0).toString(),
        checkpoints.get(1).toString(),
        "is cut off or damaged");
    cutOff(run.resolve("checkpoints/best.ckpt"));
    assertRefused(Program.run("eval", run, "--checkpoint", "best"), "best.ckpt");
    Files.delete(run.resolve("checkpoints/best.ckpt"));
    assertRefused(
        Program.run("eval", run, "--checkpoint", "best"), "There is no checkpoint", "best.ckpt");
    Files.delete(run.resolve("summary.json"));
    byte[] episodes = Files.readAllBytes(run.resolve("episodes.csv"));
    assertRefused(Program.run("train", "--resume", run), "None of the checkpoints");
    assertThat(run.resolve("episodes.csv")).hasBinaryContent(episodes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"eval RUN", "export RUN --format onnx", "train CONFIG --init-from RUN"})
  void checkpoint_onlyTheOtherIsThere_isRefusedAndTheOtherIsNamed(String line) throws IOException {
    Path run = finishedRun();
    Path best = run.resolve("checkpoints/best.ckpt");
    byte[] content = Files.readAllBytes(best);
    List<Object> args = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      args.add(word.equals("RUN") ? run : word.equals("CONFIG") ? config : word);
    }
    Files.delete(best);
    List<Object> asked = new ArrayList<>(args);
    asked.addAll(List.of("--checkpoint", "best"));
    assertRefused(
        Program.run(asked.toArray()),
        "There is no checkpoint '%s'. '--checkpoint last' takes the newest.".formatted(best));
    for (Path file : RunFolder.open(run).checkpointsNewestFirst()) {
      Files.delete(file);
    }
    assertRefused(Program.run(args.toArray()), "'%s' holds no checkpoint.".formatted(run));
    Files.write(best, content);
    assertRefused(
        Program.run(args.toArray()),
        "'%s' holds no checkpoint but that of the best evaluation, which '--checkpoint best' takes."
            .formatted(run));
  }

  @Test
  void eval_wrongNumbers_areRefused() throws IOException {
    Path run = finishedRun();
    assertRefused(Program.run("eval", run, "--episodes", 0), "--episodes");
    assertRefused(Program.run("eval", run, "--seed", -1), "--seed");
  }

  @Test
  void report_folderOfNoRun_isRefused() {
    assertRefused(Program.run("report", temporary.resolve("nowhere")), "nowhere");
    assertRefused(Program.run("report", temporary), "is not a run folder");
  }

  @Test
  void rollout_wrongActions_areRefusedWithTheirPlace() throws IOException {
    assertRollout("[0, 1, 2]", "Action 2 in ", "Discrete(2)");
    assertRollout("[0, 0.5]", "Action 1 in ", "0.5");
    assertRollout("[[0]]", "Action 0 in ", "[0]");
    assertRollout("[\"left\"]", "Action 0 in ");
    assertRollout("[null]", "Action 0 in ");
    assertRollout("[0, 1", ":1:", "not JSON");
    assertRollout("[0] [1]", ":1:", "not JSON");
    assertRollout("{\"a\": 1}", "array");
    assertRollout("", "array");
    Path actions = Files.writeString(temporary.resolve("actions.json"), "[[0.5], [2.5]]");
    assertRefused(
        Program.run("env", "rollout", "Pendulum-v1", "--seed", 1, "--actions", actions),
        "Action 1",
        "[2.5]",
        "Box(-2.0, 2.0");
    assertRefused(
        Program.run(
            "env", "rollout", "Pendulum-v1", "--seed", 1, "--actions", actions, "--steps", 3),
        "holds 2 actions");
    assertRefused(
        Program.run("env", "rollout", "Pendulum-v1", "--seed", 1, "--actions", "none.json"),
        "none.json");
    assertRefused(
        Program.run("env", "rollout", "Pendulum-v2", "--seed", 1, "--actions", "random"),
        "'Pendulum-v1'");
    assertRefused(
        Program.run("env", "rollout", "Pendulum-v1", "--seed", -1, "--actions", "random"),
        "--seed");
  }

  private void assertRollout(String json, String... parts) throws IOException {
    Path actions = Files.writeString(temporary.resolve("actions.json"), json);
    Program program =
        Program.run("env", "rollout", "CartPole-v1", "--seed", 1, "--actions", actions);
    assertRefused(program, parts);
    assertThat(program.err()).contains(actions.toString());
  }

  /** A process whose files may not grow beyond a number of 512-byte (dash) or 1 KB blocks. */
  private Program limited(int blocks, Object... args) throws IOException, InterruptedException {
    assumeThat(Path.of("/bin/sh")).exists();
    Path out = temporary.resolve("out.txt");
    Path err = temporary.resolve("err.txt");
    List<String> command =
        Stream.concat(
                Stream.of("/bin/sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"),
                Program.command(args).stream())
            .toList();
    // HotSpot's own file would be cut off too.
    Process process =
        new ProcessBuilder(
                Stream.concat(
                        command.stream().limit(5),
                        Stream.concat(Stream.of("-XX:-UsePerfData"), command.stream().skip(5)))
                    .toList())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    int exit = process.waitFor();
    return new Program(exit, Files.readString(out), Files.readString(err));
  }

  @Test
  void train_diskFullFromTheStart_failsWithASentenceAndLeavesNoRunFolder()
      throws IOException, InterruptedException {
    Program program = limited(1, "train", config, "--out", runs);
    assertThat(program.exit()).as(program.err()).isEqualTo(1);
    assertThat(program.err()).startsWith("rein4j: Cannot write ").doesNotContain("\tat ");
    assertThat(runs).doesNotExist();
  }

  @Test
  void train_diskFullWhileTraining_failsWithASentenceAndCanBeResumed()
      throws IOException, InterruptedException {
    Files.writeString(config, SmallRuns.DQN.replace("steps: 1000", "steps: 6000"));
    Program program = limited(100, "train", config, "--out", runs);
    assertThat(program.exit()).as(program.err()).isEqualTo(1);
    assertThat(program.err()).startsWith("rein4j: Cannot write ").doesNotContain("\tat ");
    Path run;
    try (Stream<Path> folders = Files.list(runs)) {
      run = folders.findFirst().orElseThrow();
    }
    assertThat(program.err().lines())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("This command resumes it from the newest checkpoint: ")
        .endsWith("train --resume " + run);
    assertThat(Program.run("eval", run, "--episodes", 1).exit()).isZero();
    try (Stream<Path> files = Files.walk(run)) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
    }
    Program resumed = Program.run("train", "--resume", run);
    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.exit()).isZero();
    Path whole = temporary.resolve("whole");
    assertThat(Program.run("train", config, "--out", whole).exit()).isZero();
    try (Stream<Path> folders = Files.list(whole)) {
      assertThat(run.resolve("episodes.csv"))
          .hasSameBinaryContentAs(folders.findFirst().orElseThrow().resolve("episodes.csv"));
    }
  }
}
