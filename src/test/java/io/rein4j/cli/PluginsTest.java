package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.ModuleOrigin;
import io.rein4j.catalog.Plugins;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.files.Sha256;
import io.rein4j.harness.Jars;
import io.rein4j.record.RunData;
import io.rein4j.record.RunProvenance;
import io.rein4j.record.Stretches;
import io.rein4j.study.run.WorkerProcesses;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("processes")
class PluginsTest {

  private static final String MODULE =
      """
      package org.example;
      import io.rein4j.catalog.*;
      import io.rein4j.cli.CommandFactory;
      import io.rein4j.env.EnvSpec;
      import io.rein4j.train.*;
      import picocli.CommandLine.*;
      public final class Broken implements Rein4jModule {
        %s
      }
      """;

  private static final String ENDED_BY_A_THREAD =
      """
      Thread thread = new Thread(() -> System.exit(0));
      thread.start();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      """;

  @TempDir private static Path shared;
  @TempDir private Path folder;

  private static Path oven;

  @BeforeAll
  static void compile() throws IOException {
    oven = OvenPlugin.jar().write(shared.resolve("oven.jar"));
  }

  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("oven.yaml"),
        """
        name: oven
        env: {id: Oven-v0, wrappers: [{type: half}]}
        agent: {type: a2c, network: {hidden: [8]}, clipping: {rules: [{type: soft-clip, c: 0.5}]}}
        training: {steps: 400}
        evaluation: {every: 200, episodes: 2}
        """);
  }

  private Path only(Path parent) throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void train_whatAPluginAdds_isTrainedEvaluatedReportedAndResumed() throws IOException {
    Path runs = folder.resolve("runs");
    Program trained = Program.run("--plugins", oven, "train", config(), "--out", runs);
    assertThat(trained.exit()).as(trained.err()).isZero();
    Path run = only(runs);

    assertThat(run.resolve("evaluations.count")).hasContent("2");
    assertThat(Files.readString(run.resolve("provenance.json")))
        .contains(
            "\"org.example.OvenModule\" : \"1.4, %s, sha256 %s\""
                .formatted(oven, Sha256.of(oven).hex()));
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("soft-clip")
        .contains("--plugins %s train %s".formatted(oven, folder.resolve("oven.yaml")));
    assertThat(Program.run("eval", "--plugins=" + oven, run, "--episodes", 2).exit()).isZero();
    assertThat(Program.run("report", run, "--plugins", shared).exit()).isZero();

    Program extended =
        Program.run("train", "--resume", run, "--set", "training.steps=500", "--plugins", oven);
    assertThat(extended.exit()).as(extended.err()).isZero();
    assertThat(RunData.read(run).provenance().stretches(0).list())
        .extracting(Stretches.Stretch::commandLine)
        .containsExactly(
            List.of(
                "--plugins",
                oven.toString(),
                "train",
                folder.resolve("oven.yaml").toString(),
                "--out",
                runs.toString()),
            List.of(
                "train",
                "--resume",
                run.toString(),
                "--set",
                "training.steps=500",
                "--plugins",
                oven.toString()));
  }

  @Test
  void resume_withAnotherBuildOfAPlugin_isToldAndWrittenDown() throws IOException {
    Path runs = folder.resolve("runs");
    assertThat(Program.run("--plugins", oven, "train", config(), "--out", runs).exit()).isZero();
    Path run = only(runs);
    Path moved = Files.copy(oven, folder.resolve("moved.jar"));
    Path rebuilt = rebuilt();

    Program same = resume(run, 500, moved);
    Program other = resume(run, 600, rebuilt);

    assertThat(same.exit()).as(same.err()).isZero();
    assertThat(same.err()).doesNotContain("other plugins");
    assertThat(other.exit()).as(other.err()).isZero();
    assertThat(other.err())
        .contains("was trained with other plugins: org.example.OvenModule was 1.4, ")
        .contains(Sha256.of(oven).hex() + ", and is 1.4, " + rebuilt)
        .contains("what it computes from here on may differ.");
    Stretches stretches = RunData.of(RunFolder.open(run)).provenance().stretches(0);
    assertThat(stretches.list())
        .extracting(stretch -> stretch.plugins().get("org.example.OvenModule"))
        .containsExactly(told(oven), told(moved), told(rebuilt));
  }

  private static Program resume(Path run, int steps, Path plugin) {
    return Program.run(
        "train", "--resume", run, "--set", "training.steps=" + steps, "--plugins", plugin);
  }

  private static String told(Path jar) throws IOException {
    return "1.4, %s, sha256 %s".formatted(jar, Sha256.of(jar).hex());
  }

  /** Makes a jar of the same module that is another build of it. */
  private Path rebuilt() throws IOException {
    return OvenPlugin.jar().file("build.txt", "2").write(folder.resolve("rebuilt.jar"));
  }

  @Test
  void commandInAMessage_withAPlugin_namesIt() {
    Program program = Program.run("train", "--plugins", oven, "--stops");
    Program skipping = Program.run("train", "--skip-broken-plugins", "--plugins", oven, "--stops");

    assertThat(program.err()).contains("rein4j --plugins %s train --help".formatted(oven));
    assertThat(skipping.err())
        .contains("rein4j --plugins %s --skip-broken-plugins train --help".formatted(oven));
  }

  @Test
  void train_withoutThePlugin_saysWhatThereIs() throws IOException {
    Program program = Program.run("train", config(), "--out", folder);

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err())
        .contains("there is no clipping rule of type 'soft-clip'")
        .contains("there is no wrapper of type 'half'");
  }

  @Test
  void commandsOnARun_withoutItsPlugin_nameItsJar() throws IOException {
    Path runs = folder.resolve("runs");
    Path config = plain("{id: CartPole-v1, wrappers: [{type: half}]}");
    assertThat(Program.run("--plugins", oven, "train", config, "--out", runs).exit()).isZero();
    Path run = only(runs);
    String told =
        "The run was trained with the plugin org.example.OvenModule from '%s', which the program does not have here: name it with '--plugins'."
            .formatted(oven);

    for (List<Object> command :
        List.<List<Object>>of(
            List.of("train", "--resume", run, "--set", "training.steps=600"),
            List.of("eval", run),
            List.of("export", run, "--format", "policy"),
            List.of("train", plain("{id: CartPole-v1}"), "--out", runs, "--init-from", run))) {
      Program program = Program.run(command.toArray());
      assertThat(program.exit()).isEqualTo(2);
      assertThat(program.err()).contains("there is no wrapper of type 'half'").contains(told);
    }
    assertThat(Program.run("report", run).err()).contains(told);
    // What is wrong with a config has nothing to do with a plugin that is there.
    Files.writeString(run.resolve("config.yaml"), "seed: one");
    assertThat(Program.run("eval", run).err()).contains(told);
    assertThat(Program.run("--plugins", oven, "eval", run).err())
        .doesNotContain("was trained with");
  }

  @Test
  void commandsOnARun_environmentWithoutItsPlugin_nameItsJar() throws IOException {
    Path runs = folder.resolve("runs");
    Path config = plain("{id: Oven-v0}");
    assertThat(Program.run("--plugins", oven, "train", config, "--out", runs).exit()).isZero();

    Program program = Program.run("eval", only(runs));

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err())
        .contains("'Oven-v0'", "the plugin org.example.OvenModule from '%s'".formatted(oven));
  }

  private Path plain(String env) throws IOException {
    return Files.writeString(
        folder.resolve("plain.yaml"),
        """
        name: plain
        env: %s
        agent: {type: a2c, network: {hidden: [8]}}
        training: {steps: 100}
        evaluation: {every: 100, episodes: 2}
        """
            .formatted(env));
  }

  /** Makes a plugin of a rule with a faulty part. */
  private Path rule(String name, String constructor, String bind, String clip) throws IOException {
    return new Jars()
        .file(OvenPlugin.SERVICE_FILE, "org.example.Broken")
        .source(
            "org.example.Broken",
            MODULE.formatted(
                """
                public void register(Catalog catalog) {
                  catalog.types(io.rein4j.clip.ClippingRule.class, Cold.class);
                }
                @io.rein4j.settings.TypeName("cold")
                public record Cold(double c) implements io.rein4j.clip.ClippingRule {
                  public Cold { %s }
                  public io.rein4j.clip.Clipper bind(io.rein4j.clip.ParameterLayout layout) {
                    %s
                    return gradient -> { %s };
                  }
                }
                """
                    .formatted(constructor, bind, clip)))
        .write(folder.resolve(name + ".jar"));
  }

  @Test
  void train_ruleThatThrows_isTheDefectOfItsPlugin() throws IOException {
    Path config = cold();
    for (String failure :
        List.of("IllegalStateException", "AssertionError", "ArrayIndexOutOfBoundsException")) {
      String fails = "if (c > 0) throw new %s(\"no oven\");".formatted(failure);
      assertBlamed(rule("constructor" + failure, fails, "", ""), config);
      assertBlamed(rule("bind" + failure, "", fails, ""), config);
      assertBlamed(rule("clip" + failure, "", "", fails), config);
    }
    assertBlamed(
        rule("null", "", "if (c > 0) return null;", ""), config, "bind(layout) returns null");
    assertBlamed(
        rule("nan", "", "", "gradient.edit()[0] = Float.NaN;"),
        config,
        "made a finite gradient infinite or NaN");
    Program refused =
        Program.run(
            "train",
            config,
            "--out",
            folder.resolve("runs"),
            "--plugins",
            rule(
                "refusing",
                "if (c > 0) throw new IllegalArgumentException(\"Too hot.\");",
                "",
                ""));
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("cold.yaml:", "Too hot.").doesNotContain("defect");
  }

  /** Makes a plugin of a rule whose key may be left out. */
  private Path window(String constant) throws IOException {
    return module(
            """
            public void register(Catalog catalog) {
              catalog.types(io.rein4j.clip.ClippingRule.class, Mean.class);
            }
            @io.rein4j.settings.TypeName("mean")
            public record Mean(@org.jspecify.annotations.Nullable Integer window)
                implements io.rein4j.clip.ClippingRule {
              %s
              public io.rein4j.clip.Clipper bind(io.rein4j.clip.ParameterLayout layout) {
                return gradient -> gradient.scale(1.0 / window);
              }
            }
            """
                .formatted(constant))
        .write(folder.resolve("mean.jar"));
  }

  @Test
  void constants_ofAPluginsRecord_areDefaultsOrRefused() throws IOException {
    Path jar = window("public static final int DEFAULT_WINDOW = 4;");
    Path config =
        Files.writeString(
            folder.resolve("mean.yaml"),
            """
            name: mean
            env: {id: CartPole-v1}
            agent: {type: a2c, network: {hidden: [8]}, clipping: {rules: [{type: mean}]}}
            training: {steps: 100}
            evaluation: {every: 100, episodes: 2}
            """);
    Path runs = folder.resolve("runs");
    Program trained = Program.run("--plugins", jar, "train", config, "--out", runs);
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(only(runs).resolve("config.yaml")).content().contains("window: 4");
    assertThat(Program.run("--plugins", jar, "schema").out()).contains("clipping-rule.mean");

    refused(
        window("public static final long DEFAULT_WINDOW = 4;"),
        "The clipping rule org.example.Broken$Mean is registered by org.example.Broken (%s), but the constant DEFAULT_WINDOW of org.example.Broken$Mean is of type long"
            .formatted(jar));
    window("public static final Integer DEFAULT_WINDOW = null;");
    assertThat(Program.run("--plugins", jar, "schema").err())
        .contains(
            "The constant DEFAULT_WINDOW of org.example.Broken$Mean is null: give it a value, or leave it out.",
            "This is a defect in the plugin %s (class org.example.Broken$Mean)".formatted(jar));
  }

  @Test
  void stateOfAPlugin_thatThrows_isToldWithPluginAndFile() throws IOException {
    Path jar =
        module(
                """
                public void register(Catalog catalog) {
                  catalog.types(io.rein4j.clip.ClippingRule.class, Cold.class);
                }
                @io.rein4j.settings.TypeName("cold")
                public record Cold(double c) implements io.rein4j.clip.ClippingRule {
                  public io.rein4j.clip.Clipper bind(io.rein4j.clip.ParameterLayout layout) {
                    return new Mute();
                  }
                }
                static final class Mute implements io.rein4j.clip.Clipper {
                  public void clip(io.rein4j.clip.Gradient gradient) {}
                  public void state(io.rein4j.state.State state) throws java.io.IOException {
                    throw new java.io.IOException("cannot tell");
                  }
                }
                """)
            .write(folder.resolve("mute.jar"));

    Program program =
        Program.run("train", cold(), "--out", folder.resolve("runs"), "--plugins", jar);

    assertThat(program.exit()).isEqualTo(1);
    assertThat(program.err())
        .contains("rein4j: Cannot write the checkpoint '" + folder.resolve("runs"))
        .contains(
            "the state of the plugin %s (class org.example.Broken$Mute) throws java.io.IOException: cannot tell."
                .formatted(jar));
  }

  @Test
  void train_ruleThatCallsItself_isToldWithItsPlugin() throws IOException {
    Path jar = rule("endless", "", "bind(layout);", "");

    Program program =
        Program.run("train", cold(), "--out", folder.resolve("runs"), "--plugins", jar);

    assertThat(program.exit()).isEqualTo(1);
    assertThat(program.err())
        .contains(
            "Java's stack is not enough for the plugin %s (class org.example.Broken$Cold): it calls itself without an end"
                .formatted(jar));
  }

  @Test
  void environmentOfAPlugin_builtForANewerJava_saysWhatToDo() throws IOException {
    Path jar =
        newer(
            module(
                    """
                    public void register(Catalog catalog) {
                      catalog.add(EnvSpec.class, EnvSpec.of("New-v0", options -> make()));
                    }
                    static io.rein4j.env.Env make() {
                      try {
                        return (io.rein4j.env.Env)
                            Class.forName("org.example.Broken$New").getDeclaredConstructor().newInstance();
                      } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                    static final class New {}
                    """)
                .write(folder.resolve("new.jar")),
            "Broken$New");

    assertThat(Program.run("--plugins", jar, "env", "check", "New-v0").err())
        .contains(
            "The environment 'New-v0' of org.example.Broken (%s) is built for a newer Java"
                .formatted(jar))
        .contains("build the plugin with --release");
  }

  private Path cold() throws IOException {
    return Files.writeString(
        folder.resolve("cold.yaml"),
        """
        name: cold
        env: {id: CartPole-v1}
        agent: {type: a2c, network: {hidden: [8]}, clipping: {rules: [{type: cold, c: 1}]}}
        training: {steps: 100}
        evaluation: {every: 100, episodes: 2}
        """);
  }

  private void assertBlamed(Path jar, Path config) {
    assertBlamed(jar, config, "no oven");
  }

  private void assertBlamed(Path jar, Path config, String what) {
    Program program =
        Program.run("train", config, "--out", folder.resolve("runs"), "--plugins", jar);
    assertThat(program.exit()).as(jar.toString()).isEqualTo(1);
    assertThat(program.err())
        .startsWith("rein4j: ")
        .contains(what)
        .contains(
            "This is a defect in the plugin %s (class org.example.Broken$Cold); --debug shows"
                .formatted(jar))
        .doesNotContain("\tat ");
  }

  @Test
  void train_environmentThatEndsTheProgram_fails() throws Exception {
    Path jar =
        module(
                """
                public void register(Catalog catalog) {
                  catalog.add(EnvSpec.class, EnvSpec.of("Exit-v0", options -> new Exit()));
                }
                static final class Exit implements io.rein4j.env.Env {
                  private int steps;
                  public io.rein4j.env.Space observationSpace() { return io.rein4j.env.Box.of(-1, 1, 1); }
                  public io.rein4j.env.Space actionSpace() { return new io.rein4j.env.Discrete(2); }
                  public void reset(long seed, float[] observation, int offset) { observation[offset] = 0; }
                  public void reset(float[] observation, int offset) { observation[offset] = 0; }
                  public double step(float[] action, int at, float[] observation, int offset) {
                    if (++steps == 40) System.exit(0);
                    observation[offset] = 0;
                    return 0;
                  }
                  public boolean terminated() { return steps % 10 == 0; }
                  public boolean truncated() { return false; }
                }
                """)
            .write(folder.resolve("exit.jar"));
    Path config =
        Files.writeString(
            folder.resolve("exit.yaml"),
            """
            name: exit
            env: {id: Exit-v0}
            agent: {type: a2c, network: {hidden: [8]}}
            training: {steps: 1000}
            evaluation: {every: 1000, episodes: 2}
            """);

    assertEndedBy(
        jar, "Broken$Exit", "--plugins", jar, "train", config, "--out", folder.resolve("runs"));
  }

  @Test
  void envList_pluginThatEndsTheProgramWhileItIsLoaded_fails() throws Exception {
    String register = "public void register(Catalog catalog) {%s}";
    Map<String, Jars> plugins =
        Map.of(
            "static", module("static { System.exit(0); } " + register.formatted("")),
            "constructor", module("public Broken() { System.exit(0); } " + register.formatted("")),
            "register", module(register.formatted("System.exit(0);")),
            "thread", module(register.formatted(ENDED_BY_A_THREAD)),
            "factory", command("", "System.exit(0);", "public void run() {}"));
    for (Map.Entry<String, Jars> plugin : plugins.entrySet()) {
      Path jar = plugin.getValue().write(folder.resolve(plugin.getKey() + ".jar"));

      assertEndedBy(jar, "Broken", "--skip-broken-plugins", "--plugins", jar, "env", "list");
    }
  }

  private void assertEndedBy(Path jar, String type, Object... args) throws Exception {
    Path err = folder.resolve("err");

    int exit = Program.start(Program.command(args), err.toFile()).waitFor();

    assertThat(exit).as("%s", jar).isEqualTo(1);
    assertThat(err)
        .content()
        .isEqualToIgnoringNewLines(
            "rein4j: The program was ended by System.exit in the plugin %s (class org.example.%s); a plugin fails by an exception."
                .formatted(jar, type));
  }

  @Test
  void commandOfAPlugin_thatEndsTheProgram_hasTheExitCodeThatItGives() throws Exception {
    Path jar =
        command("", "", "public void run() { System.exit(7); }").write(folder.resolve("own.jar"));
    Path err = folder.resolve("err");

    int exit = Program.start(Program.command("--plugins", jar, "roast"), err.toFile()).waitFor();

    assertThat(exit).isEqualTo(7);
    assertThat(err).isEmptyFile();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void envList_endedByASignalWhileAPluginIsLoaded_endsByTheSignal() throws Exception {
    Path begun = folder.resolve("begun");
    Path jar =
        module(
                """
                public void register(Catalog catalog) {
                  try {
                    java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
                    Thread.sleep(600_000);
                  } catch (java.io.IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
                """
                    .formatted(begun))
            .write(folder.resolve("slow.jar"));
    Path err = folder.resolve("err");
    Process process = Program.start(Program.command("--plugins", jar, "env", "list"), err.toFile());
    while (process.isAlive() && !Files.exists(begun)) {
      TimeUnit.MILLISECONDS.sleep(20);
    }

    process.destroy();

    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(err).isEmptyFile();
  }

  @Test
  void envCheck_environmentThatFails_namesTheKitAndNotItself() throws IOException {
    Path jar =
        module(
                """
                public void register(Catalog catalog) {
                  catalog.add(EnvSpec.class, EnvSpec.of("Cut-v0", options -> new Cut()));
                }
                static final class Cut implements io.rein4j.env.Env {
                  public io.rein4j.env.Space observationSpace() { return io.rein4j.env.Box.of(-1, 1, 1); }
                  public io.rein4j.env.Space actionSpace() { return new io.rein4j.env.Discrete(2); }
                  public void reset(long seed, float[] observation, int offset) {
                    throw new IllegalStateException("cut");
                  }
                  public void reset(float[] observation, int offset) {}
                  public double step(float[] action, int at, float[] observation, int offset) { return 0; }
                  public boolean terminated() { return false; }
                  public boolean truncated() { return false; }
                }
                """)
            .write(folder.resolve("cut.jar"));

    assertThat(Program.run("--plugins", jar, "env", "check", "Cut-v0").err())
        .contains("IllegalStateException: cut. A test that extends EnvContract of rein4j-contract")
        .doesNotContain("'env check'");
  }

  @Test
  void commands_withAPlugin_tellWhatItAdds() {
    assertThat(Program.run("--plugins", oven, "bake").out()).isEqualToIgnoringNewLines("baked");
    assertThat(Program.run("--plugins", oven, "env", "list").out()).contains("Oven-v0");
    assertThat(Program.run("--plugins", oven, "env", "check", "Oven-v0").exit()).isZero();
    assertThat(Program.run("--plugins", oven, "env", "check", "Ovn-v0").err())
        .contains("the nearest is 'Oven-v0'");
    assertThat(Program.run("--plugins", oven, "schema").out())
        .contains("\"clipping-rule.soft-clip\"")
        .contains("The rule that multiplies every gradient by c / (c + its norm).")
        .contains("the length that no gradient reaches, > 0");
    assertThat(Program.run("schema").out()).doesNotContain("soft-clip");
    assertThat(Program.run("bake").exit()).isEqualTo(2);
  }

  private Path study() throws IOException {
    return Files.writeString(
        folder.resolve("study.yaml"),
        """
        name: baking
        base: %s
        vary: {"agent.clipping.rules.0.c": [0.1, 10]}
        seeds: 2
        """
            .formatted(config()));
  }

  @Test
  void compare_whatAPluginAdds_isTrainedByWorkersThatHaveIt() throws IOException {
    Path runs = folder.resolve("runs");
    Program program =
        Program.run("compare", study(), "--workers", 2, "--out", runs, "--plugins", oven);

    assertThat(program.exit()).as(program.err() + program.out()).isZero();
    assertThat(runs.resolve("baking/runs")).isDirectoryContaining("glob:**-2");
    assertThat(runs.resolve("baking/report.html")).exists();
    assertThat(
            RunProvenance.read(runs.resolve("baking/provenance.json"))
                .stretches(0)
                .last()
                .commandLine())
        .containsSequence("--plugins", oven.toString());

    Program other = Program.run("compare", study(), "--out", runs, "--plugins", rebuilt());
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err())
        .contains("baking' was trained with other plugins: org.example.OvenModule was 1.4, ")
        .contains("results of two do not mix. --fresh starts over.");
    Path moved = Files.copy(oven, folder.resolve("moved.jar"));
    Program again = Program.run("compare", study(), "--out", runs, "--plugins", moved);
    assertThat(again.exit()).as(again.err()).isZero();
    Program without = Program.run("report", runs.resolve("baking"));
    assertThat(without.exit()).isEqualTo(2);
    assertThat(without.err())
        .contains("was trained with the plugin org.example.OvenModule from '%s'".formatted(oven));
  }

  @Test
  void compare_ruleThatThrows_tellsThePluginOfEachRunThatFailed() throws IOException {
    Path study =
        Files.writeString(
            folder.resolve("study.yaml"),
            """
            name: throwing
            base: %s
            vary: {"agent.clipping.rules.0.c": [1, 2]}
            seeds: 2
            """
                .formatted(cold()));
    Path jar =
        rule(
            "throwing",
            "",
            "",
            "if (c == 1) throw new IllegalStateException(\"no oven\"); throw new AssertionError(\"none\");");

    Program program =
        Program.run(
            "compare", study, "--workers", 1, "--out", folder.resolve("runs"), "--plugins", jar);

    assertThat(program.exit()).as(program.err()).isEqualTo(1);
    for (String failure :
        List.of("java.lang.IllegalStateException: no oven", "java.lang.AssertionError: none")) {
      assertThat(program.out())
          .contains("%s in the plugin %s (class org.example.Broken$".formatted(failure, jar));
    }
  }

  @Test
  void compare_folderWithABrokenPluginThatIsSkipped_isTrainedByWorkersWithTheOthers()
      throws Exception {
    Path plugins = Files.createDirectory(folder.resolve("plugins"));
    Files.writeString(plugins.resolve("a-broken.jar"), "no jar");
    Files.copy(oven, plugins.resolve("oven.jar"));
    new Jars()
        .source("org.example.Library", "package org.example; public final class Library {}")
        .write(plugins.resolve("library.jar"));
    listening(
            """
            try {
              Class.forName("org.example.Library");
              java.nio.file.Files.writeString(
                  folder.root().resolve("seen"), "" + System.getenv("REIN4J_PLUGINS"));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            return new RunListener() {};
            """)
        .write(plugins.resolve("listening.jar"));
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                Program.command(
                    "--skip-broken-plugins",
                    "compare",
                    study(),
                    "--workers",
                    1,
                    "--out",
                    folder.resolve("runs")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().put("REIN4J_PLUGINS", plugins.toString());

    int exit = builder.start().waitFor();

    assertThat(exit).as(Files.readString(err)).isZero();
    assertThat(Files.readString(err))
        .contains("Going on without a plugin. The plugin " + plugins.resolve("a-broken.jar"));
    try (Stream<Path> runs = Files.list(folder.resolve("runs/baking/runs"))) {
      assertThat(runs)
          .hasSize(4)
          .allSatisfy(run -> assertThat(run.resolve("seen")).hasContent("null"));
    }
  }

  @Test
  void workers_ofACatalogThatAProgramAddedTo_areRefused() {
    Catalog catalog = Catalog.standard().with(new Added());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkerProcesses.local(catalog, 1))
        .withMessageStartingWith(
            "Worker processes cannot have the module " + Added.class.getName());
    WorkerProcesses.local(Catalog.standard(), 1);
  }

  /** A module that no jar names. */
  private static final class Added implements Rein4jModule {
    @Override
    public void register(Catalog catalog) {}
  }

  @Test
  void load_pluginInAPackageLikeOurs_isForeignUntilItIsClosed() throws IOException {
    Path jar =
        new Jars()
            .file(OvenPlugin.SERVICE_FILE, "io.rein4j.x.Mine")
            .source(
                "io.rein4j.x.Mine",
                """
                package io.rein4j.x;
                import io.rein4j.catalog.*;
                public final class Mine implements Rein4jModule {
                  public void register(Catalog catalog) {}
                }
                """)
            .write(folder.resolve("mine.jar"));
    ClassLoader loader;
    try (Plugins plugins =
        Plugins.of(
            List.of(jar),
            List.of(),
            PluginsTest.class.getClassLoader(),
            null,
            problem -> {
              throw problem;
            })) {
      loader = plugins.loader();
      Catalog catalog = Catalog.load(plugins, Assertions::fail);

      assertThat(catalog.modules())
          .filteredOn(module -> !module.isOwn())
          .extracting(ModuleOrigin::module)
          .containsExactly("io.rein4j.x.Mine");
      assertThat(catalog.modules()).hasSizeGreaterThan(5);
      assertThat(catalog.modulesOfThisProcess()).isEmpty();
      assertThat(catalog.plugins()).containsExactly(jar);
      assertThat(loader.getResource("io/rein4j/x/Mine.class")).isNotNull();
    }
    assertThat(loader.getResource("io/rein4j/x/Mine.class")).isNull();
  }

  private static Jars listening(String factory) {
    return module(
        """
        public void register(Catalog catalog) {
          catalog.add(RunListenerFactory.class, "watch", (config, folder) -> { %s });
        }
        """
            .formatted(factory));
  }

  @Test
  void train_runListenerThatFails_isToldWithItsModule() throws IOException {
    assertListenerTold("none", "return null;", "cannot make its run listener 'watch', because of ");
    assertListenerTold(
        "cold",
        "throw new IllegalStateException(\"cold\");",
        "cannot make its run listener 'watch', because of java.lang.IllegalStateException: cold");
    assertListenerTold(
        "late",
        "return new RunListener() { public void evaluated(EvaluationRecord e) { int[] a = {}; a[0]++; } };",
        "fails, because of java.lang.ArrayIndexOutOfBoundsException");
  }

  private void assertListenerTold(String name, String factory, String sentence) throws IOException {
    Path jar = listening(factory).write(folder.resolve(name + ".jar"));
    Program program =
        Program.run(
            "train", config(), "--out", folder.resolve(name), "--plugins", jar + "," + oven);

    assertThat(program.exit()).isNotZero();
    assertThat(program.err())
        .contains("org.example.Broken (%s)".formatted(jar))
        .contains(sentence)
        .doesNotContain("a defect in Rein4J");
  }

  @Test
  void envList_environmentThatCannotBeMade_isListedWithoutItsSpaces() throws IOException {
    Path jar =
        module(
                """
                public void register(Catalog catalog) {
                  catalog.add(EnvSpec.class,
                      EnvSpec.of("Cold-v0", options -> { throw new NullPointerException("cold"); })
                          .withMaxEpisodeSteps(7));
                }
                """)
            .write(folder.resolve("cold.jar"));

    Program program = Program.run("env", "list", "--plugins", jar);

    assertThat(program.exit()).isZero();
    assertThat(program.out()).containsPattern("Cold-v0 +- +- +7").contains("CartPole-v1");
    assertThat(program.err())
        .contains("The environment 'Cold-v0' does not work.")
        .contains("it throws java.lang.NullPointerException: cold.");
  }

  @Test
  void commandOfAPlugin_thatCannotBeMade_isRefusedOrSkipped() throws IOException {
    assertFaulty("throws", "", "if (catalog != null) throw new IllegalStateException();");
    assertFaulty("none", "", "if (catalog != null) return null;");
    assertFaulty("plain", "", "if (catalog != null) return new Object();");
    assertFaulty("alias", ", aliases = \"train\"", "");
    assertFaulty("debug", "", "", "@Option(names = \"--debug\") boolean d;");
  }

  @Test
  void commandOfAPlugin_withHelpOfItsOwn_isCalled() throws IOException {
    Path jar =
        command(", mixinStandardHelpOptions = true", "", "public void run() {}")
            .write(folder.resolve("mixin.jar"));
    Path other =
        command("", "", "@Option(names = \"--help\") boolean help; public void run() {}")
            .write(folder.resolve("help.jar"));

    assertThat(Program.run("--plugins", jar, "roast", "--help").out())
        .startsWith("Usage: rein4j --plugins %s roast".formatted(jar));
    assertThat(Program.run("--plugins", other, "roast", "--help").exit()).isZero();
  }

  private void assertFaulty(String name, String attributes, String before, String... members)
      throws IOException {
    Path jar =
        command(attributes, before, String.join(" ", members) + " public void run() {}")
            .write(folder.resolve(name + ".jar"));

    Program refused = Program.run("--plugins", jar, "env", "check", "CartPole-v1");
    assertThat(refused.exit()).as(name).isEqualTo(2);
    assertThat(refused.err())
        .startsWith("rein4j: The module org.example.Broken (%s)".formatted(jar))
        .contains("has a faulty command 'roast', because of ")
        .doesNotContain("\tat ");
    Program skipped =
        Program.run("--plugins", jar, "--skip-broken-plugins", "env", "check", "CartPole-v1");
    assertThat(skipped.exit()).as(skipped.err()).isZero();
    assertThat(skipped.err()).contains("Going on without a plugin. The module org.example.Broken");
    assertThat(Program.run("--plugins", jar, "--skip-broken-plugins", "roast").exit()).isEqualTo(2);
  }

  private static Jars command(String attributes, String before, String members) {
    return module(
        """
        public void register(Catalog all) {
          all.add(CommandFactory.class, "roast", catalog -> { %s return new Roast(); });
        }
        @Command(name = "roast"%s)
        public static final class Roast implements Runnable { %s }
        """
            .formatted(before, attributes, members));
  }

  @Test
  void commandOfAPlugin_thatFails_isTheDefectOfItsModule() throws IOException {
    Path jar =
        command(
                "",
                "",
                """
                @Parameters String what;
                public void run() {
                  System.getProperties().put("PluginsTest", getClass().getClassLoader());
                  if (what.equals("state")) throw new IllegalStateException("cold");
                  if (what.equals("assert")) throw new AssertionError("cold");
                  if (what.equals("library")) throw new NoClassDefFoundError("org/lib/Heat");
                  if (what.equals("input")) throw new IllegalArgumentException("Too cold.");
                }
                """)
            .write(folder.resolve("roast.jar"));

    for (String what : List.of("state", "assert")) {
      Program failed = Program.run("roast", "--plugins", jar, what);
      assertThat(failed.exit()).as(what).isEqualTo(1);
      assertThat(failed.err())
          .contains("cold")
          .contains(
              "This is a defect in the plugin %s (class org.example.Broken$Roast); --debug shows"
                  .formatted(jar))
          .doesNotContain("\tat ");
      assertThat(Program.run("roast", "--plugins", jar, what, "--debug").err())
          .contains("\tat plugins//org.example.Broken$Roast.run");
    }
    assertThat(Program.run("roast", "--plugins", jar, "library").err())
        .contains("The plugin %s cannot be used: ".formatted(jar))
        .contains("NoClassDefFoundError: org/lib/Heat")
        .doesNotContain("build is not whole");
    assertThat(Program.run("roast", "--plugins", jar, "input").err())
        .isEqualToIgnoringNewLines("rein4j: Too cold.");
    Object loader = System.getProperties().remove("PluginsTest");
    assertThat(
            ((ClassLoader) Objects.requireNonNull(loader)).getResource("org/example/Broken.class"))
        .isNull();
  }

  @Test
  void skippedPlugin_withAnEscapeInItsName_isToldWithoutIt() throws IOException {
    Path jar = Files.writeString(folder.resolve("red\u001b[31m.jar"), "no jar");

    Program program = Program.run("--skip-broken-plugins", "--plugins", jar, "env", "list");

    assertThat(program.exit()).isZero();
    assertThat(program.err()).contains("Going on without a plugin.").doesNotContain("\u001b");
  }

  @Test
  void plugins_thatCannotBeUsed_areRefusedInASentence() throws IOException {
    refused(folder.resolve("none.jar"), "There is no plugin " + folder.resolve("none.jar"));
    refused(Files.createDirectory(folder.resolve("empty")), "has no jars, so it has no plugins.");
    Path libraries = Files.createDirectory(folder.resolve("libraries"));
    new Jars().file("readme.txt", "").write(libraries.resolve("plain.jar"));
    refused(
        libraries,
        "libraries has no plugins: none of its jars has a file " + OvenPlugin.SERVICE_FILE);
    refused(
        Files.writeString(folder.resolve("text.jar"), "no jar"),
        "text.jar cannot be read as a jar");
    refused(
        new Jars().file("readme.txt", "").write(folder.resolve("plain.jar")),
        "plain.jar is no plugin: it has no file " + OvenPlugin.SERVICE_FILE);
    refused(
        new Jars()
            .file(OvenPlugin.SERVICE_FILE, "org.example.Missing")
            .write(folder.resolve("missing.jar")),
        "missing.jar cannot be used: its file %s names 'org.example.Missing', but there is no such class."
            .formatted(OvenPlugin.SERVICE_FILE));
    refused(
        module(
                "public void register(Catalog c) {} public Broken() { throw new Error(\"no oven\"); }")
            .write(folder.resolve("throwing.jar")),
        "throwing.jar cannot be used: its module org.example.Broken cannot be made, because of"
            + " java.lang.Error: no oven");
    refused(
        module("public void register(Catalog c) { throw new IllegalStateException(\"cold\"); }")
            .write(folder.resolve("register.jar")),
        "register.jar) cannot register what it has, because of java.lang.IllegalStateException: cold");
    refused(
        OvenPlugin.jar().attribute("Rein4j-Version", "99.1").write(folder.resolve("later.jar")),
        "later.jar is built for Rein4J 99.1, but this is Rein4J " + Provenance.ownVersion());
    refused(
        newer(module("public void register(Catalog c) {}").write(folder.resolve("newer.jar"))),
        "newer.jar is built for a newer Java than this one");
  }

  @Test
  void plugins_withOneName_areRefusedAndNameBothJars() throws IOException {
    Path other =
        new Jars()
            .file(OvenPlugin.SERVICE_FILE, "org.example.Other")
            .source(
                "org.example.Other",
                """
                package org.example;
                import io.rein4j.catalog.*;
                import io.rein4j.env.EnvSpec;
                public final class Other implements Rein4jModule {
                  public void register(Catalog c) {
                    c.add(EnvSpec.class, EnvSpec.of("Oven-v0", options -> null));
                  }
                }
                """)
            .write(folder.resolve("other.jar"));

    Program program = Program.run("--plugins", oven + "," + other, "env", "list");

    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.err())
        .contains("More than one environment is called 'Oven-v0', that of org.example.O")
        .contains(oven.toString())
        .contains(other.toString());
  }

  @Test
  void plugins_brokenOneThatMayBeSkipped_isLeftOutAndTold() throws IOException {
    Path broken =
        new Jars()
            .file(OvenPlugin.SERVICE_FILE, "org.example.Missing")
            .write(folder.resolve("missing.jar"));

    Program program =
        Program.run("--skip-broken-plugins", "--plugins", broken, "--plugins", oven, "env", "list");

    assertThat(program.exit()).isZero();
    assertThat(program.err()).contains("Going on without a plugin.").contains("missing.jar");
    assertThat(program.out()).contains("Oven-v0");
  }

  private static Jars module(String body) {
    return new Jars()
        .file(OvenPlugin.SERVICE_FILE, "org.example.Broken")
        .source("org.example.Broken", MODULE.formatted(body));
  }

  /** Makes the classes of a jar those of a Java that is not there yet. */
  private static Path newer(Path jar) throws IOException {
    return newer(jar, "Broken");
  }

  private static Path newer(Path jar, String name) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Path type = files.getPath("org/example", name + ".class");
      byte[] bytes = Files.readAllBytes(type);
      bytes[7] = 120;
      Files.write(type, bytes);
    }
    return jar;
  }

  private static void refused(Path plugin, String sentence) {
    Program program = Program.run("--plugins", plugin, "env", "list");

    assertThat(program.exit()).as(plugin.toString()).isEqualTo(2);
    assertThat(program.err()).startsWith("rein4j: ").contains(sentence).doesNotContain("\tat ");
    assertThat(program.out()).isEmpty();
  }
}
