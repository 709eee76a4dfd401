package io.rein4j.spark;

import io.rein4j.spark.RunSpec.Flag;
import io.rein4j.spark.RunSpec.WorkerProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The program of a Spark driver that trains runs, as lines of its input ask for them, and tells how
 * they go by lines of its output.
 *
 * <p>It ends with its input, which is when whoever started it has ended, whatever it is doing.
 */
public final class Driver {

  /** What it logs is on standard error. */
  private static final Logger LOG = System.getLogger(Driver.class.getName());

  /** A standalone master that has not taken in the program by then does not. */
  private static final long SECONDS_FOR_MASTER = 25;

  private static final long MILLIS_BETWEEN_LOOKS = 5_000;
  private static final long SECONDS_TO_STOP = 10;
  private static final long SECONDS_TO_EXIT = 3;

  /** Spark makes the plugin that needs it by itself. */
  private static final AtomicReference<Runs> RUNS = new AtomicReference<>();

  private final PrintStream out;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final List<String> classPath = new ArrayList<>();
  private final List<Flag> flags = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Path fetched;
  private final AtomicBoolean ending = new AtomicBoolean();
  private long silentSeconds = 600;
  private int runsEach = Integer.MAX_VALUE;
  private @Nullable String store;
  private boolean storeIsFresh;
  private String study = "";
  private String place = "";

  /** How many drivers have written to the store, with this one; 0 before it has. */
  private long drivers;

  /** Set by the thread that starts Spark, and ended by the one that sees the end of the input. */
  private volatile @Nullable JavaSparkContext context;

  /** What the workers of a cluster inside this process have for the program; null elsewhere. */
  private volatile @Nullable Path work;

  private Driver(PrintStream out) throws IOException {
    this.out = out;
    this.fetched = Files.createTempDirectory("rein4j-spark-files-");
  }

  static Runs runs() {
    return Objects.requireNonNull(RUNS.get(), "The driver has not begun.");
  }

  /**
   * Runs the driver.
   *
   * @param args none
   * @throws IOException if there is no place for files
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    // What Spark and others print is none of the driver's lines.
    System.setOut(System.err);
    Driver driver = new Driver(out);
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    // What is being done, such as the start of Spark, may take for ever.
    new Thread(() -> driver.read(System.in, lines), "input").start();
    try {
      while (true) {
        driver.hear(Line.parse(lines.take()));
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, "The driver failed.", e);
      driver.say(Line.of("broken", "Spark's driver failed: %s".formatted(sentence(e))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    driver.end(1);
  }

  /** Passes on the lines of the input, and ends the driver with it. */
  private void read(InputStream input, BlockingQueue<String> lines) {
    int exit = 1;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
      }
      exit = 0;
    } catch (IOException e) {
      LOG.log(Level.ERROR, "The driver's input cannot be read.", e);
    } finally {
      // Nobody waits any more for what those ask that have not been heard.
      lines.clear();
      end(exit);
    }
  }

  private void hear(Line line) throws IOException {
    switch (line.word()) {
      case "file" -> add(line.value(0), line.value(1), Path.of(line.value(2)));
      case "class-path" -> classPath.add(line.value(0));
      case "flag" -> flags.add(new Flag((int) line.number(0), line.value(1)));
      case "argument" -> arguments.add(line.value(0));
      case "environment" -> environment.put(line.value(0), line.value(1));
      case "silent-after" -> silentSeconds = line.number(0);
      case "runs-each" -> runsEach = (int) line.number(0);
      case "store" -> {
        store = line.value(0);
        storeIsFresh = Boolean.parseBoolean(line.value(1));
        study = line.value(2);
        place = line.value(3);
      }
      case "start" -> start();
      case "run" -> run(line);
      case "cancel" -> cancel(line.number(0));
      default -> throw new IOException("There is no line '%s'.".formatted(line.word()));
    }
  }

  /** Has Spark fetch a file to each executor once, by a name that nothing else has. */
  private void add(String name, String hash, Path file) throws IOException {
    if (files.put(name, hash) != null) {
      return;
    }
    Path named = place(fetched, name, file);
    if (context != null) {
      context.addFile(named.toString());
    }
  }

  /**
   * Returns a file under another name. A symbolic link would not do: Spark calls a file as what the
   * link leads to.
   */
  static Path place(Path folder, String name, Path file) throws IOException {
    Path named = folder.resolve(name);
    try {
      Files.createLink(named, file.toRealPath());
    } catch (IOException | UnsupportedOperationException e) {
      // Another disk, or somebody else's file.
      Files.copy(file, named);
    }
    return named;
  }

  private void start() {
    Machine machine = Machine.here("driver", Machine.sparkHere());
    RUNS.set(new Runs(machine, this::say, this::dismiss));
    SparkConf conf = new SparkConf();
    Optional<String> refusal = Settings.refuseHeap(conf.get(Settings.HEAP, ""));
    if (refusal.isPresent()) {
      say(Line.of("refused", refusal.get()));
      leave(0);
    }
    if (store != null) {
      try {
        RunStore all = RunStore.of(store, RunStore.hadoop(conf));
        all.requireFreeFor(study, place, storeIsFresh);
        conf.set(Settings.STORE, store).set(Settings.PROBE, all.probe());
      } catch (IOException | RuntimeException e) {
        refuseStore(e);
      }
    }
    CountDownLatch started = new CountDownLatch(1);
    String master = conf.get("spark.master", "");
    if (master.startsWith("spark://")) {
      watch(started, master, machine);
    }
    JavaSparkContext made;
    try {
      made = new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      say(Line.of("refused", "Spark does not start on '%s': %s".formatted(master, sentence(e))));
      leave(0);
      return;
    }
    started.countDown();
    context = made;
    String home = System.getenv("SPARK_HOME");
    if (master.startsWith("local-cluster") && home != null) {
      work = Path.of(home, "work", made.sc().applicationId());
    }
    runs().begin();
    daemon("silence", Driver::watchSilence);
    files.keySet().forEach(name -> made.addFile(fetched.resolve(name).toString()));
    say(
        Line.of(
            "ready",
            machine.spark(),
            machine.scalaVersion(),
            made.sc().uiWebUrl().isDefined() ? made.sc().uiWebUrl().get() : ""));
  }

  private void refuseStore(Exception why) {
    say(Line.of("refused", "The store '%s' cannot be used: %s".formatted(store, sentence(why))));
    leave(0);
  }

  private void watch(CountDownLatch started, String master, Machine machine) {
    daemon(
        "master",
        () -> {
          try {
            if (!started.await(SECONDS_FOR_MASTER, TimeUnit.SECONDS)) {
              say(
                  Line.of(
                      "refused",
                      "The Spark master '%s' has not answered for %s seconds: something else listens there, it runs another version than Spark %s with Scala %s, or it cannot reach this machine."
                          .formatted(
                              master,
                              SECONDS_FOR_MASTER,
                              machine.spark(),
                              machine.scalaVersion())));
              leave(0);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static String sentence(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.toString() : message.lines().findFirst().orElse("");
  }

  /** Submits a run: a job of one task, which Spark's pages call by the run's name for people. */
  private void run(Line line) throws IOException {
    JavaSparkContext spark = Objects.requireNonNull(context);
    if (store != null && drivers == 0) {
      claim(store);
    }
    long run = line.number(0);
    String start = line.values().size() > 5 ? line.value(5) : null;
    String log = log(drivers, run);
    String stored = store == null ? null : "%s/%s".formatted(store, line.value(1));
    RunSpec spec =
        new RunSpec(
            run,
            line.value(1),
            line.value(4),
            start == null ? null : line.value(6),
            stored == null ? null : new RunSpec.Stored(stored, log),
            new LinkedHashMap<>(files),
            new WorkerProgram(
                List.copyOf(classPath),
                List.copyOf(flags),
                List.copyOf(arguments),
                Map.copyOf(environment),
                spark.getConf().get(Settings.HEAP, ""),
                silentSeconds,
                runsEach));
    runs()
        .add(
            run,
            Path.of(line.value(3)),
            start == null ? null : Path.of(start),
            stored == null ? null : RunStore.of(stored, RunStore.hadoop()),
            log);
    spark.setJobGroup(Long.toString(run), line.value(2), true);
    try {
      Object unused = spark.parallelize(List.of(spec), 1).foreachAsync(new TrainRun());
    } catch (RuntimeException e) {
      runs().lost(run, sentence(e));
      runs().jobEnded(run);
    }
  }

  /** Returns the name of a log, which sorts after those of all earlier drivers. */
  private static String log(long driver, long run) {
    return String.format(Locale.ROOT, "%010d-%010d", driver, run);
  }

  /**
   * Makes the store this study's. Not before the first run: until then, the study may be another
   * process's.
   */
  private void claim(String uri) throws IOException {
    RunStore all = RunStore.of(uri, RunStore.hadoop());
    try {
      drivers = all.claim(study, place, storeIsFresh);
    } catch (IOException | RuntimeException e) {
      refuseStore(e);
    }
    if (storeIsFresh) {
      all.deleteRuns(log(drivers, 0));
    }
  }

  /** A run that no executor has begun ends at once; another one as it is told to. */
  private void cancel(long run) {
    if (!runs().stop(run) && runs().endUnlessBegun(run)) {
      Objects.requireNonNull(context).sc().cancelJobGroup(Long.toString(run));
    }
  }

  /** Lets an executor have no more runs. */
  private void dismiss(String executor) {
    JavaSparkContext spark = Objects.requireNonNull(context);
    // Not in the thread that hears executors, which Spark may have to hear before it answers.
    daemon("dismissal of " + executor, () -> spark.sc().killExecutor(executor));
  }

  /** Looks for executors that are silent, as long as there is a driver. */
  private static void watchSilence() {
    try {
      while (true) {
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
        runs().tellSilence();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private synchronized void say(Line line) {
    out.println(line.output());
    out.flush();
  }

  /** Ends soon, and leaves no files here; the executors end with it. */
  private void leave(int exit) {
    try {
      delete(fetched);
      Path ofCluster = work;
      if (ofCluster != null) {
        delete(ofCluster);
      }
    } catch (IOException | UncheckedIOException e) {
      // The system's own way with temporary files is left for what cannot be deleted.
      LOG.log(Level.WARNING, "Files of this driver are left.", e);
    }
    // Spark deletes its temporary files as the JVM ends, which may not take for ever.
    Thread end = daemon("exit", () -> System.exit(exit));
    try {
      end.join(SECONDS_TO_EXIT * 1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exit);
  }

  /** Deletes a folder, if there is one. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }

  /** Gives the cluster its executors back, unless another thread is doing so. */
  private void end(int exit) {
    if (ending.getAndSet(true)) {
      return;
    }
    Runs given = RUNS.get();
    if (given != null) {
      // Whoever is called next may be at the same runs before Spark has stopped.
      given.close();
    }
    JavaSparkContext spark = context;
    if (spark != null) {
      Thread stop = daemon("stop", spark::stop);
      try {
        stop.join(SECONDS_TO_STOP * 1_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    leave(exit);
  }
}
