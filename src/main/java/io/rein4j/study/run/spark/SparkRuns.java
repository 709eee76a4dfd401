package io.rein4j.study.run.spark;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.run.RunEvent;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.RunTask;
import io.rein4j.study.run.WorkerProgram;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains runs on a Spark cluster, each by a task of a job of its own, whose process is the same as
 * on this machine. Checkpoints and the record come back to the run's folder here while it is
 * trained.
 */
public final class SparkRuns implements RunExecutor {

  /** What stands for the folder of a worker's files in the arguments of its program. */
  private static final String HERE = "@here@/";

  /** From the folder of a run on a worker to that of its files. */
  private static final String FROM_RUN = "../../../../";

  private static final String HOME = "rein4j.home";

  private static final List<String> VARIABLES =
      List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "REIN4J_PYTHON", "LC_ALL");

  private static final long SECONDS_FOR_EXECUTORS = 15;
  private static final long POLL_MILLIS = 100;

  private final SparkDriver driver;
  private final ProgramFiles files;
  private final SparkOptions options;
  private final String study;
  private final Map<Long, RunTask> tasks = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Set<String> cancelled = new HashSet<>();
  private final List<String> told = new ArrayList<>();
  private Consumer<String> notices = told::add;
  private int sent;
  private int slots;
  private long submitted;
  private boolean failed;

  private SparkRuns(SparkDriver driver, ProgramFiles files, SparkOptions options, String study) {
    this.driver = driver;
    this.files = files;
    this.options = options;
    this.study = study;
  }

  /**
   * Starts Spark, and waits for the first worker, though not for long.
   *
   * @param catalog what configs choose from; the workers get its plugins, too
   * @param options where, and how
   * @return the executor
   * @throws IllegalArgumentException if there is no such cluster, it is none for this program, or
   *     the catalog has modules that workers cannot have
   * @throws IOException if Spark cannot be started
   */
  public static SparkRuns start(Catalog catalog, SparkOptions options) throws IOException {
    SparkMaster master = SparkMaster.of(options.master());
    SparkHome home =
        SparkHome.find(System.getenv(), System.getProperty(HOME), Runtime.version().feature());
    return start(catalog, options, master, home);
  }

  static SparkRuns start(Catalog catalog, SparkOptions options, SparkMaster master, SparkHome home)
      throws IOException {
    Map<String, String> settings = new TreeMap<>(options.settings());
    if (master.isYarn()) {
      home.requireJar("spark-yarn_", master.name());
    }
    if (master.isKubernetes()) {
      home.requireJar("spark-kubernetes_", master.name());
    }
    if (options.python() != null) {
      settings.put("spark.rein4j.python", options.python());
    }
    if (!options.pythons().isEmpty()) {
      List<String> pythons = options.pythons().stream().sorted().toList();
      settings.put("spark.rein4j.pythons", Line.of("pythons", pythons.toArray()).text());
    }
    SparkSettings all = SparkSettings.of(settings, home.conf());
    master.requireReachable();
    SparkStore store = options.store();
    String study = store == null ? "" : store.study();
    ProgramFiles files = new ProgramFiles();
    try {
      List<Line> program = program(catalog, files, options, study);
      SparkRuns runs = new SparkRuns(SparkDriver.start(home, master, all), files, options, study);
      runs.told.addAll(all.refused());
      try {
        runs.begin(program);
        return runs;
      } catch (IOException | RuntimeException e) {
        runs.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private static List<Line> program(
      Catalog catalog, ProgramFiles files, SparkOptions options, String study) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (ProgramFiles.Sent file : files.classPath()) {
      lines.add(Line.of("class-path", file.name()));
    }
    WorkerProgram program = WorkerProgram.of(catalog, jar -> HERE + name(files, jar));
    for (String argument : program.arguments()) {
      lines.add(Line.of("argument", argument));
    }
    for (WorkerProgram.Flag flag : WorkerProgram.FLAGS) {
      lines.add(Line.of("flag", flag.from(), flag.flag()));
    }
    String home = System.getProperty(HOME);
    if (home != null) {
      // A worker on another machine finds nothing there, and says so in the run's provenance.
      lines.add(Line.of("flag", 17, "-D%s=%s".formatted(HOME, home)));
    }
    for (String variable : VARIABLES) {
      String value = System.getenv(variable);
      if (value != null) {
        lines.add(Line.of("environment", variable, value));
      }
    }
    SparkStore store = options.store();
    if (store != null) {
      lines.add(Line.of("store", store.uri(), store.fresh(), study, store.place()));
    }
    lines.add(Line.of("silent-after", options.silentAfter().toSeconds()));
    lines.add(Line.of("runs-each", options.runsPerWorker()));
    return lines;
  }

  private static String name(ProgramFiles files, Path file) {
    try {
      return files.add(file).name();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(List<Line> program) throws IOException {
    sendFiles();
    program.forEach(driver::say);
    driver.say(Line.of("start"));
    try {
      while (true) {
        Line line = driver.poll(POLL_MILLIS);
        if (line != null && line.word().equals("ready")) {
          break;
        }
        hear(line);
      }
      long end = System.nanoTime() + SECONDS_FOR_EXECUTORS * 1_000_000_000;
      while (slots == 0 && System.nanoTime() < end) {
        hear(driver.poll(POLL_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The start of Spark was interrupted.", e);
    }
    if (slots == 0) {
      notices.accept(
          "The cluster has given no worker for %s seconds; the runs wait for one. Its page says whether it has workers with enough cores and memory."
              .formatted(SECONDS_FOR_EXECUTORS));
    }
  }

  /**
   * Passes on what is worth a line for good, also what there has been so far.
   *
   * @param hearer hears it, in the thread that calls {@link #poll}
   */
  public void tell(Consumer<String> hearer) {
    told.forEach(hearer);
    notices = hearer;
  }

  private void sendFiles() {
    List<ProgramFiles.Sent> all = files.all();
    for (ProgramFiles.Sent file : all.subList(sent, all.size())) {
      driver.say(Line.of("file", file.name(), file.hash(), file.path()));
    }
    sent = all.size();
  }

  @Override
  public int capacity() {
    int places = Math.max(1, slots);
    Integer most = options.most();
    return most == null ? places : Math.min(most, places);
  }

  @Override
  public void submit(RunTask task) throws IOException {
    SparkStore store = options.store();
    if (store != null && submitted == 0) {
      store.keep(study);
    }
    String config = RunConfigs.toYaml(task.run().config(), file -> FROM_RUN + name(files, file));
    sendFiles();
    long number = ++submitted;
    tasks.put(number, task);
    numbers.put(task.name(), number);
    List<Object> values =
        new ArrayList<>(
            List.of(
                number, task.name(), task.run().label(), task.folder().toAbsolutePath(), config));
    ChosenCheckpoint start = task.run().start();
    if (start != null) {
      values.add(start.run().root().toAbsolutePath());
      values.add(start.which());
    }
    driver.say(Line.of("run", values.toArray()));
  }

  @Override
  public void cancel(String run) {
    cancelled.add(run);
    driver.say(Line.of("cancel", Objects.requireNonNull(numbers.get(run))));
  }

  @Override
  public @Nullable RunEvent poll(long millis) throws IOException, InterruptedException {
    return hear(driver.poll(millis));
  }

  private @Nullable RunEvent hear(@Nullable Line line) throws IOException {
    if (line == null) {
      return null;
    }
    switch (line.word()) {
      case "slots" -> slots = (int) line.number(0);
      case "notice" -> notices.accept(line.value(0));
      case "refused" -> {
        boolean printed = Files.size(driver.log()) > 0;
        failed = printed;
        throw new IllegalArgumentException(
            line.value(0)
                + (printed ? " What Spark printed is in '%s'.".formatted(driver.log()) : ""));
      }
      case "broken" -> {
        failed = true;
        throw new IOException(
            "%s What Spark printed is in '%s'. The same command continues the runs."
                .formatted(line.value(0), driver.log()));
      }
      case "reached" -> {
        RunTask task = tasks.get(line.number(0));
        return task == null ? null : RunEvent.reached(task.name(), line.number(1));
      }
      case "finished" -> {
        return RunEvent.of(ended(line), RunEvent.Kind.FINISHED);
      }
      case "cancelled" -> {
        return RunEvent.of(ended(line), RunEvent.Kind.CANCELLED);
      }
      case "unstarted" -> {
        RunTask task = Objects.requireNonNull(tasks.get(line.number(0)));
        boolean unwanted = cancelled.contains(task.name());
        ended(line);
        notices.accept("A worker gets no more runs: " + line.value(1));
        if (unwanted) {
          return RunEvent.of(task.name(), RunEvent.Kind.CANCELLED);
        }
        submit(task);
      }
      case "failed" -> {
        return RunEvent.because(ended(line), RunEvent.Kind.FAILED, line.value(1));
      }
      case "died" -> {
        return RunEvent.because(ended(line), RunEvent.Kind.WORKER_DIED, line.value(1));
      }
      default -> throw new IOException("Spark's driver says '%s'.".formatted(line.text()));
    }
    return null;
  }

  private String ended(Line line) {
    String run = Objects.requireNonNull(tasks.remove(line.number(0))).name();
    numbers.remove(run);
    cancelled.remove(run);
    return run;
  }

  @Override
  public void close() throws IOException {
    driver.close();
    if (!failed) {
      driver.forget();
    }
    files.close();
  }
}
