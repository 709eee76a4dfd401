package io.rein4j.spark;

import io.rein4j.spark.Question.Begin;
import io.rein4j.spark.Question.Gone;
import io.rein4j.spark.Question.Hello;
import io.rein4j.spark.Question.OfRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.util.Utils;
import org.jspecify.annotations.Nullable;

/** What the tasks of an executor have in common: the way to the driver, and checked files. */
final class ExecutorEnd implements ExecutorPlugin {

  /** Spark hands a task neither its executor's plugins nor their way to the driver. */
  private static final AtomicReference<ExecutorEnd> HERE = new AtomicReference<>();

  private static final String VARIABLE = "REIN4J_PYTHON";
  private static final long SECONDS_FOR_PYTHON = 30;

  private final Set<String> checked = new HashSet<>();
  private final TrainingProcesses processes = new TrainingProcesses();
  private @Nullable PluginContext context;

  static ExecutorEnd here() {
    return Objects.requireNonNull(HERE.get(), "Spark has not started the executor's plugin.");
  }

  @Override
  public void init(PluginContext pluginContext, Map<String, String> settings) {
    context = pluginContext;
    String store = settings.getOrDefault(Settings.STORE, "");
    String complaint = lackOfPython(settings, System.getenv(), host());
    if (complaint.isEmpty() && !store.isEmpty()) {
      complaint =
          lackOfStore(
              store,
              settings.getOrDefault(Settings.PROBE, ""),
              RunStore.hadoop(pluginContext.conf()),
              host());
    }
    try {
      ask(
          new Hello(
              pluginContext.executorID(), Machine.here(host(), Machine.sparkHere()), complaint));
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    HERE.set(this);
  }

  @Override
  public void shutdown() {
    processes.close();
  }

  /** {@return what trains the runs of this executor} */
  TrainingProcesses processes() {
    return processes;
  }

  /**
   * {@return why environments of Gymnasium cannot be had here, as a sentence; empty if they can}
   *
   * <p>A run takes the Python that it names; only one that names none takes the machine's.
   *
   * @param settings the driver's
   * @param variables of this machine
   * @param host this machine
   */
  static String lackOfPython(
      Map<String, String> settings, Map<String, String> variables, String host) {
    String named = settings.getOrDefault(Settings.PYTHONS, "");
    if (!named.isEmpty()) {
      for (String python : Line.parse(named).values()) {
        String lack = lackOfPython(python, host, "change 'env.gym.python'");
        if (!lack.isEmpty()) {
          return lack;
        }
      }
    }
    String python = settings.getOrDefault(Settings.PYTHON, "");
    String own = variables.getOrDefault(VARIABLE, "");
    return python.isEmpty()
        ? ""
        : lackOfPython(
            own.isEmpty() ? python : own,
            host,
            "name another by --spark-conf spark.executorEnv.%s=PATH".formatted(VARIABLE));
  }

  private static String lackOfPython(String python, String host, String remedy) {
    String found = "";
    try {
      Process process =
          new ProcessBuilder(python, "-c", "pass")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS_FOR_PYTHON, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        found = "it does not answer";
      } else if (process.exitValue() != 0) {
        found = "exit code " + process.exitValue();
      }
    } catch (IOException e) {
      found = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      found = "it was not waited for";
    }
    return found.isEmpty()
        ? ""
        : "Environments of Gymnasium ('gym:') need Python on every worker, but '%s' cannot be started on %s (%s): install it there, or %s."
            .formatted(python, host, found, remedy);
  }

  /**
   * {@return why the store cannot be used here, as a sentence; empty if it can}
   *
   * @param store the folder of all runs
   * @param probe what the driver has found in it
   * @param hadoop how it is reached
   * @param host this machine
   */
  static String lackOfStore(String store, String probe, Configuration hadoop, String host) {
    try {
      return RunStore.of(store, hadoop).has(probe)
          ? ""
          : "The store '%s' is another folder on %s than for this program, so what is left there does not come back: name one that all machines share with '--store', or leave it out."
              .formatted(store, host);
    } catch (IOException | RuntimeException e) {
      return "The store '%s' cannot be read on %s: %s".formatted(store, host, e.getMessage());
    }
  }

  /**
   * {@return what Spark calls this machine}
   *
   * <p>An executor's plugin is not told, and in a single process there is no block manager yet.
   */
  static String host() {
    return Utils.localHostName();
  }

  private PluginContext context() {
    return Objects.requireNonNull(context);
  }

  /** {@return the files to download, or {@link Gone}} */
  Object begin(RunSpec spec, int attempt) throws IOException {
    return ask(new Begin(spec.run(), attempt, context().executorID(), host()));
  }

  /**
   * {@return the driver's answer about a run}
   *
   * @throws GivenUpException if it has given up the run
   */
  <T> T askOf(OfRun question, Class<T> answer) throws IOException {
    Object said = ask(question);
    if (said instanceof Gone) {
      throw new GivenUpException();
    }
    return answer.cast(said);
  }

  private Object ask(Question question) throws IOException {
    try {
      return Wire.message((byte[]) context().ask(Wire.bytes(question)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The task was interrupted.", e);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("The driver does not answer: " + e.getMessage(), e);
    }
  }

  /** {@return the folder of the files that Spark has fetched} */
  static Path fetched() {
    return Path.of(SparkFiles.getRootDirectory()).toAbsolutePath().normalize();
  }

  /**
   * Makes sure that the files that Spark has fetched are whole.
   *
   * @param here the folder that they are in
   * @param files their hashes by their names
   */
  synchronized void check(Path here, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (checked.contains(file.getKey())) {
        continue;
      }
      String hash = sha256(here.resolve(file.getKey()));
      if (!hash.equals(file.getValue())) {
        throw new IOException(
            "The file '%s' has come to %s with other bytes than it was sent with."
                .formatted(file.getKey(), host()));
      }
      checked.add(file.getKey());
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = Hashes.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The driver has given up a run that a task is still training. */
  static final class GivenUpException extends IOException {

    private static final long serialVersionUID = 1;

    GivenUpException() {
      super("The driver has given up this run.");
    }
  }
}
