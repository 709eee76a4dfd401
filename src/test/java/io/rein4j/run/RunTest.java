package io.rein4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.pg.A2cSettings;
import io.rein4j.agent.pg.PpoSettings;
import io.rein4j.catalog.Catalog;
import io.rein4j.clip.Clipper;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.dl4j.Dl4jNetworkSettings;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.ForwardingEnv;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.RewardScale;
import io.rein4j.env.wrap.WrapContext;
import io.rein4j.env.wrap.Wrapper;
import io.rein4j.files.DamagedFileException;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Sequential;
import io.rein4j.policy.Policy;
import io.rein4j.record.RecordedRun;
import io.rein4j.record.RunData;
import io.rein4j.rl4j.Rl4jA3cSettings;
import io.rein4j.settings.TypeName;
import io.rein4j.train.CheckpointSettings;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.EvaluationSettings;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunStoppedException;
import io.rein4j.train.RunSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {

  private static final EvaluationSettings EVALUATION = new EvaluationSettings(400, 2, null);

  @TempDir private Path folder;

  /** A room that cools down, and a heater that is on or off; 0 is the right temperature. */
  private static final class ThermostatEnv implements Env {

    private SplittableRandom random = new SplittableRandom(0);
    private float temperature;

    @Override
    public Space observationSpace() {
      return Box.of(-10, 10, 1);
    }

    @Override
    public Space actionSpace() {
      return new Discrete(2);
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      random = new SplittableRandom(seed);
      reset(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      temperature = (float) (2 * random.nextDouble() - 1);
      observation[offset] = temperature;
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      float heating = action[actionOffset] > 0.5f ? 0.3f : -0.3f;
      temperature += heating + (float) (0.1 * random.nextDouble() - 0.05);
      temperature = Math.max(-10, Math.min(10, temperature));
      observation[offset] = temperature;
      return -Math.abs(temperature);
    }

    @Override
    public boolean terminated() {
      return false;
    }

    @Override
    public boolean truncated() {
      return false;
    }
  }

  private static Run thermostat() {
    return Run.of(
            A2cSettings.builder()
                .network(MlpSettings.builder(8).build())
                .clipping(ClippingSettings.of(new GlobalNorm(0.5)))
                .build())
        .on("Thermostat", ThermostatEnv::new)
        .environments(2)
        .timeLimit(20)
        .steps(1_200)
        .seed(3)
        .logEvery(100)
        .evaluation(EVALUATION);
  }

  private Path only(Path runs) throws IOException {
    try (Stream<Path> files = Files.list(runs)) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void train_environmentOfTheProgram_isTheSameInMemoryAndInAFolder() throws IOException {
    RunSummary inMemory = thermostat().train();

    RunSummary written = thermostat().folder(folder).train();

    assertThat(inMemory.steps()).isEqualTo(1_200);
    assertThat(written.parametersHash()).isEqualTo(inMemory.parametersHash());
    assertThat(written.evaluation().returns()).isEqualTo(inMemory.evaluation().returns());
    RunData data = RunData.read(only(folder));
    assertThat(data.summary()).isPresent();
    assertThat(Files.readString(data.folder().config()))
        .contains("id: \"java:Thermostat\"")
        .contains("name: a2c-Thermostat")
        .contains("type: time-limit");
    assertThat(data.folder().report()).exists();
  }

  @Test
  void train_environmentOfTheCatalog_isTheRunOfTheCommand() throws IOException {
    Run run =
        Run.of(PpoSettings.builder().rolloutSteps(32).batchSize(32).build())
            .on("CartPole-v1")
            .wrappers(new RewardScale(0.5))
            .steps(256)
            .evaluation(EVALUATION);
    RunSummary summary = run.train();

    RunFolder other = RunFolder.create(folder, "other", 1, LocalDateTime.of(2026, 11, 30, 12, 0));
    Path yaml = Files.writeString(folder.resolve("x.yaml"), RunConfigs.toYaml(run.config()));
    try (RecordedRun recorded =
        RecordedRun.begin(
            Catalog.standard(),
            RunConfigs.read(Catalog.standard(), yaml, List.of()),
            other,
            List.of(),
            null,
            sentence -> {})) {
      assertThat(recorded.train(new RunListener() {}).parametersHash())
          .isEqualTo(summary.parametersHash());
    }
  }

  @Test
  void train_stoppedByAListenerAndResumed_endsAsAnUndisturbedRun() throws IOException {
    RunSummary undisturbed = thermostat().folder(folder.resolve("a")).train();

    Run stopped =
        thermostat()
            .folder(folder.resolve("b"))
            .checkpoints(new CheckpointSettings(300, 2))
            .listener(
                progress -> {
                  if (progress.step() >= 500) {
                    progress.stop();
                  }
                });
    assertThatThrownBy(stopped::train)
        .isInstanceOf(RunStoppedException.class)
        .hasMessageContaining("its checkpoint is written");
    Path run = only(folder.resolve("b"));
    assertThatThrownBy(() -> Run.resume(run).train())
        .isInstanceOf(io.rein4j.config.ConfigException.class)
        .hasMessageContaining("a Java program gave it to its run");
    assertThatThrownBy(() -> Run.resume(run).on("Thermosta", ThermostatEnv::new).train())
        .isInstanceOf(io.rein4j.config.ConfigException.class)
        .hasMessageContainingAll(
            "there is 'java:Thermosta'", "so give the environment as on(\"Thermostat\", …)");

    RunSummary resumed = Run.resume(run).on("Thermostat", ThermostatEnv::new).train();

    assertThat(resumed.parametersHash()).isEqualTo(undisturbed.parametersHash());
    for (String file : List.of("updates.csv", "episodes.csv")) {
      assertThat(run.resolve(file))
          .hasSameTextualContentAs(only(folder.resolve("a")).resolve(file));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Run.resume(run).on("Thermostat", ThermostatEnv::new).train())
        .withMessageContaining("has finished: more steps extend it.");
    assertThat(Run.resume(run).on("Thermostat", ThermostatEnv::new).steps(1_300).train().steps())
        .isEqualTo(1_300);
  }

  /** The page's folder is not empty, so no file can take its place. */
  @Test
  void train_pageThatCannotBeWritten_isANoticeAndIsWrittenLater() throws IOException {
    List<String> notices = new ArrayList<>();
    Run run = thermostat().folder(folder).notices(notices::add);
    run.events(
        new RunListener() {
          @Override
          public void begun() {
            try {
              Files.createDirectories(only(folder).resolve("report.html").resolve("mine"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });

    RunSummary summary = run.train();

    assertThat(summary.steps()).isEqualTo(1_200);
    Path page = only(folder).resolve("report.html");
    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith("The run in '%s' has finished, but has no page: ".formatted(only(folder)))
        .contains(page.toString())
        .endsWith(" The command 'report' writes it.");

    Files.delete(page.resolve("mine"));
    Files.delete(page);
    Run finished = Run.resume(only(folder)).on("Thermostat", ThermostatEnv::new);
    Files.writeString(only(folder).resolve("episodes.csv"), "1", StandardOpenOption.APPEND);
    assertThatThrownBy(finished::train).isInstanceOf(DamagedFileException.class);
    assertThat(page).doesNotExist();
    cut(only(folder).resolve("episodes.csv"));

    assertThatIllegalArgumentException()
        .isThrownBy(finished::train)
        .withMessageContaining("has finished: more steps extend it. It had no page");
    assertThat(page).isRegularFile();
    assertThatIllegalArgumentException()
        .isThrownBy(finished::train)
        .withMessageEndingWith("has finished: more steps extend it.");
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
  }

  @Test
  void train_catalogAfterTheEnvironment_hasBoth() throws IOException {
    Catalog catalog = Catalog.standard().with(more -> more.types(ClippingRule.class, Half.class));

    assertThat(thermostat().catalog(catalog).train().steps()).isEqualTo(1_200);
    assertThat(thermostat().on("CartPole-v1").catalog(Catalog.standard()).config().env().id())
        .isEqualTo("CartPole-v1");
  }

  @Test
  void train_inMemoryStoppedByAListener_saysSoOnly() {
    assertThatThrownBy(() -> thermostat().listener(Progress::stop).train())
        .isInstanceOf(RunStoppedException.class)
        .hasMessage("The run was stopped at step 100.");
  }

  @Test
  void train_severalAtOnce_doNotDisturbEachOther() throws Exception {
    String alone = thermostat().train().parametersHash();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<RunSummary>> runs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        runs.add(threads.submit(() -> thermostat().folder(folder).train()));
      }
      for (Future<RunSummary> run : runs) {
        assertThat(run.get().parametersHash()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void listeners_ofARun_hearOfIt() throws IOException {
    List<Progress> told = new ArrayList<>();
    List<EvaluationRecord> evaluations = new ArrayList<>();

    thermostat()
        .listener(told::add)
        .events(
            new RunListener() {
              @Override
              public void evaluated(EvaluationRecord evaluation) {
                evaluations.add(evaluation);
              }
            })
        .train();

    assertThat(told).hasSize(12);
    assertThat(told.get(11).step()).isEqualTo(told.get(11).lastStep()).isEqualTo(1_200);
    assertThat(told.get(11).meanReturn()).isNegative();
    assertThat(told.get(11).clippedFraction()).isBetween(0.0, 1.0);
    assertThat(evaluations).hasSize(3);
  }

  /** A rule of the program's own. */
  @TypeName("run-test-half")
  public record Half() implements ClippingRule {
    @Override
    public Clipper bind(ParameterLayout layout) {
      return gradient -> gradient.scale(0.5);
    }
  }

  /** A rule that no config can name. */
  public record Nameless() implements ClippingRule {
    @Override
    public Clipper bind(ParameterLayout layout) {
      return new Half().bind(layout);
    }
  }

  /** A rule that gives itself for one of another's name. */
  @TypeName("global-norm")
  public record Impostor() implements ClippingRule {
    @Override
    public Clipper bind(ParameterLayout layout) {
      return new Half().bind(layout);
    }
  }

  private static Run clippedBy(ClippingRule rule) {
    return Run.of(
            A2cSettings.builder()
                .network(MlpSettings.builder(8).build())
                .clipping(ClippingSettings.of(rule))
                .build())
        .on("CartPole-v1")
        .steps(200)
        .evaluation(EVALUATION);
  }

  static List<ClippingRule> unregistered() {
    return List.of(new Half(), new Nameless(), new Impostor());
  }

  @ParameterizedTest
  @MethodSource("unregistered")
  void train_ruleThatNoModuleHas_isTrainedInMemoryAndRefusedInAFolder(ClippingRule rule)
      throws IOException {
    assertThat(clippedBy(rule).train().steps()).isEqualTo(200);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> clippedBy(rule).folder(folder.resolve("runs")).train())
        .withMessage(
            "The run cannot be written down, as no config can choose its clipping rule %s: mark the record with @TypeName, register it in a Rein4jModule, and give the run catalog(Catalog.standard().with(module)).",
            rule.getClass().getName());
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void train_ruleOfAModule_isWrittenDownAndExtended() throws IOException {
    Catalog catalog = Catalog.standard().with(more -> more.types(ClippingRule.class, Half.class));

    clippedBy(new Half()).catalog(catalog).folder(folder).train();

    assertThat(Run.resume(only(folder)).catalog(catalog).steps(300).train().steps()).isEqualTo(300);
  }

  @Test
  void train_relativePathOfANetwork_isWrittenDownAsAnAbsoluteOne() throws IOException {
    Path file = Path.of("run-test-no-such-model.json");

    assertThatThrownBy(
            () ->
                Run.of(
                        A2cSettings.builder()
                            .network(new Dl4jNetworkSettings(file, file, 1))
                            .build())
                    .on("CartPole-v1")
                    .steps(200)
                    .folder(folder)
                    .train())
        .hasMessageContaining(file.toAbsolutePath().toString());
  }

  /** An environment that is counted while it is open. */
  private static final class CountedEnv implements Env {

    private final Env env = new ThermostatEnv();
    private final AtomicInteger open;

    CountedEnv(AtomicInteger open) {
      this.open = open;
      open.incrementAndGet();
    }

    @Override
    public Space observationSpace() {
      return env.observationSpace();
    }

    @Override
    public Space actionSpace() {
      return env.actionSpace();
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      env.reset(seed, observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      env.reset(observation, offset);
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      return env.step(action, actionOffset, observation, offset);
    }

    @Override
    public boolean terminated() {
      return env.terminated();
    }

    @Override
    public boolean truncated() {
      return env.truncated();
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  /** A wrapper that cannot be made. */
  public record FailingWrapper() implements Wrapper {
    @Override
    public Env wrap(Env env, WrapContext context) {
      throw new AssertionError("The wrapper fails.");
    }
  }

  /** A network that cannot be made. */
  public record FailingNetwork() implements NetworkSettings {
    @Override
    public Sequential network(
        String prefix, List<Integer> inputShape, int outputs, double outputGain) {
      throw new AssertionError("The network fails.");
    }
  }

  private Run failing(String what, AtomicInteger open) {
    A2cSettings a2c =
        A2cSettings.builder()
            .network(what.equals("network") ? new FailingNetwork() : MlpSettings.builder(8).build())
            .build();
    Run run =
        Run.of(a2c)
            .on(
                "Counted",
                () -> {
                  if (what.equals("environment") && open.get() == 1) {
                    throw new AssertionError("The environment fails.");
                  }
                  return new CountedEnv(open);
                })
            .environments(2)
            .steps(2);
    if (what.equals("wrapper")) {
      run.wrappers(new FailingWrapper());
    }
    if (what.equals("notice")) {
      run.folder(folder)
          .notices(
              sentence -> {
                throw new AssertionError("The notice fails: " + sentence);
              });
    }
    return run;
  }

  @ParameterizedTest
  @ValueSource(strings = {"environment", "wrapper", "network", "notice"})
  void train_errorWhileTheRunIsMade_closesTheEnvironments(String what) {
    AtomicInteger open = new AtomicInteger();

    assertThatThrownBy(() -> failing(what, open).train())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("The %s fails".formatted(what));

    assertThat(open).hasValue(0);
  }

  /** A thermostat that fails at one of its calls. */
  private static final class FailingEnv extends ForwardingEnv {

    private final String fault;
    private int steps;

    FailingEnv(String fault) {
      super(new ThermostatEnv());
      this.fault = fault;
    }

    @Override
    public Space observationSpace() {
      require(!fault.equals("space"));
      return super.observationSpace();
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      require(!fault.equals("reset"));
      super.reset(seed, observation, offset);
      if (fault.equals("NaN")) {
        observation[offset] = Float.NaN;
      }
      if (fault.equals("outside")) {
        observation[offset + 1] = 0;
      }
    }

    @Override
    public double step(float[] action, int actionOffset, float[] observation, int offset) {
      require(!fault.equals("step") || steps++ < 3);
      return super.step(action, actionOffset, observation, offset);
    }

    @Override
    public void close() {
      require(!fault.equals("close"));
    }

    private static void require(boolean holds) {
      if (!holds) {
        throw new IllegalStateException("the wire is cut");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void train_factoryThatGivesTheSameEnvironmentTwice_isRefused(int environments) {
    ThermostatEnv same = new ThermostatEnv();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> thermostat().on("Thermostat", () -> same).environments(environments).train())
        .withMessage(
            "The environment 'java:Thermostat' cannot be made: its factory gave the same one twice,"
                + " but must make a new one each time.");
  }

  static List<Arguments> faults() {
    List<Arguments> faults = new ArrayList<>();
    for (String fault : List.of("space", "reset", "NaN", "outside", "step", "close")) {
      for (boolean evaluation : new boolean[] {false, true}) {
        for (boolean written : new boolean[] {false, true}) {
          faults.add(Arguments.of(fault, evaluation, written));
        }
      }
    }
    return faults;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void train_environmentThatFails_isAnIoException(
      String fault, boolean evaluation, boolean written) {
    AtomicInteger made = new AtomicInteger();
    Run run =
        thermostat()
            .on(
                "Thermostat",
                () -> new FailingEnv(made.getAndIncrement() < 2 == evaluation ? "" : fault));
    if (written) {
      run.folder(folder);
    }

    assertThatThrownBy(run::train)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("The environment 'java:Thermostat' fails at ")
        .hasMessageEndingWith("A test that extends EnvContract of rein4j-contract tries it.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void notices_ofARunThatHardlyLearns_tellSoWithAndWithoutAFolder(boolean written)
      throws IOException {
    List<String> notices = new ArrayList<>();
    Run run =
        Run.of(A2cSettings.builder().network(MlpSettings.builder(8).build()).build())
            .on("CartPole-v1")
            .steps(3)
            .evaluation(EVALUATION)
            .notices(notices::add);
    if (written) {
      run.folder(folder);
    }

    run.train();

    assertThat(notices)
        .singleElement()
        .asString()
        .startsWith("Training has 3 steps, but continues until the first rollout is complete");
  }

  @Test
  void progress_ofARun_tellsItsEndAndWhetherItCanBeStopped() throws IOException {
    List<Progress> told = new ArrayList<>();
    RunSummary summary = thermostat().steps(1_203).listener(told::add).train();
    assertThat(told.get(0).lastStep()).isEqualTo(summary.steps()).isGreaterThan(1_203);
    assertThat(told).allMatch(Progress::canStop);

    told.clear();
    Rl4jA3cSettings a3c = Rl4jA3cSettings.builder().network(MlpSettings.builder(8).build()).build();
    Run.of(a3c)
        .on("CartPole-v1")
        .steps(100)
        .logEvery(50)
        .evaluation(EVALUATION)
        .folder(folder)
        .listener(
            progress -> {
              told.add(progress);
              assertThatIllegalStateException()
                  .isThrownBy(progress::stop)
                  .withMessage("This agent cannot go on from a checkpoint.");
            })
        .train();
    assertThat(told).isNotEmpty().noneMatch(Progress::canStop);
  }

  @Test
  void train_settingsThatMakeNoRun_areRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Run.of(PpoSettings.DEFAULTS).steps(10).train())
        .withMessageContaining("has no environment");
    assertThatIllegalStateException()
        .isThrownBy(() -> Run.of(PpoSettings.DEFAULTS).on("CartPole-v1").train())
        .withMessageContaining("set it with steps(n)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Run.of(PpoSettings.DEFAULTS).on("CartPol-v1").steps(10).train())
        .withMessageContaining("the nearest is 'CartPole-v1'");
    assertThatIllegalStateException()
        .isThrownBy(() -> Run.resume(folder).seed(2))
        .withMessageContaining("'seed' cannot be set");
    assertThatIllegalStateException()
        .isThrownBy(() -> Run.resume(folder).on("CartPole-v1"))
        .withMessageContaining("'on(id)' cannot be set");
  }

  @Test
  void exportPolicy_environmentOfTheProgram_actsWithoutIt() throws IOException {
    Path run = folder.resolve("deep/thermostat");
    thermostat().into(run).train();
    Path file = folder.resolve("thermostat.policy");

    Run.resume(run).on("Thermostat", ThermostatEnv::new).exportPolicy(file);

    assertThat(Policy.load(file).act(new float[] {0.5f})).hasSize(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> thermostat().exportPolicy(file))
        .withMessageContaining("Run.resume(folder).exportPolicy(file)");
  }

  @Test
  void train_intoAFolderThatExists_isRefusedAndLeavesIt() throws IOException {
    Path run = folder.resolve("thermostat");
    thermostat().into(run).train();
    byte[] episodes = Files.readAllBytes(run.resolve("episodes.csv"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> thermostat().into(run).train())
        .withMessage(
            "Cannot make the run folder '%s': there is something of that name.".formatted(run));
    assertThat(run.resolve("episodes.csv")).hasBinaryContent(episodes);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> thermostat().into(Path.of("/")).train())
        .withMessageContaining("there is something of that name");
  }
}
