package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import io.rein4j.spark.Question.Begin;
import io.rein4j.spark.Question.Piece;
import io.rein4j.spark.Question.Read;
import io.rein4j.spark.Question.RemoteFile;
import io.rein4j.spark.Question.RemoteFiles;
import io.rein4j.spark.Question.Sign;
import io.rein4j.spark.RunSpec.WorkerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task and the driver's end of it, without Spark between them. */
class TrainedRunTest {

  private static final Machine MACHINE = Machine.here("driver", Machine.sparkHere());

  private static final long SILENT_SECONDS = 3;
  private static final long SLOW_MILLIS = 3_500;

  /** What happens to a question on its way to the driver. */
  private interface Way {
    void take(Question question) throws Exception;
  }

  @TempDir private Path folder;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> unfit = new LinkedBlockingQueue<>();
  private final AtomicReference<Way> way = new AtomicReference<>(question -> {});
  private final Runs runs = new Runs(MACHINE, line -> said.add(line.text()), unfit::add);
  private final ExecutorEnd executor = new ExecutorEnd();

  @BeforeEach
  void greet() throws IOException {
    executor.init(new DirectContext(), Map.of());
    runs.add(1, Files.createDirectory(folder.resolve("run")), null, null, "");
    said.clear();
  }

  @AfterEach
  void end() {
    executor.shutdown();
    runs.close();
  }

  /** Trains a run by the program of a process, as a task does. */
  private void train(WorkerProgram program) throws Exception {
    RunSpec spec = new RunSpec(1, "run", "", null, null, Map.of(), program);
    List<RemoteFile> files =
        ((RemoteFiles) runs.answer(new Begin(1, 0, "0", ExecutorEnd.host()))).list();
    Path fetched = Files.createDirectory(folder.resolve("fetched"));
    try (TrainedRun run = new TrainedRun(executor, spec, files, fetched)) {
      run.train();
    }
  }

  @Test
  void train_processThatIsDone_finishesTheRun() throws Exception {
    train(TestWorker.program(Map.of(), 1));

    assertThat(said).contains("finished 1 ");
  }

  @Test
  void train_fileThatDoesNotCome_isNoFaultOfTheExecutor() throws Exception {
    Files.writeString(folder.resolve("run").resolve("updates.csv"), "step");
    way.set(
        question -> {
          if (question instanceof Read) {
            throw new IllegalStateException("a moment's failure");
          }
        });
    train(TestWorker.program(Map.of(), 1));

    assertThat(said).singleElement().asString().startsWith("died 1 ").contains("moment");
    assertThat(unfit).isEmpty();
  }

  @Test
  void train_processThatDiesAtOnce_isTheExecutorsFault() throws Exception {
    WorkerProgram program = TestWorker.program(Map.of(), 1);
    train(
        new WorkerProgram(
            List.of("nothing.jar"),
            program.flags(),
            program.arguments(),
            program.environment(),
            program.heap(),
            program.silentSeconds(),
            program.runsEach()));

    assertThat(said).singleElement().asString().startsWith("unstarted 1 ");
    assertThat(unfit).containsExactly("0");
  }

  @Test
  void train_checkpointThatIsSentSlowly_isNoSilenceOfTheProcess() throws Exception {
    way.set(
        question -> {
          if (question instanceof Piece) {
            Thread.sleep(SLOW_MILLIS);
          }
        });
    train(TestWorker.writingACheckpoint(SILENT_SECONDS));

    assertThat(said).containsExactly("finished 1 ");
    assertThat(folder.resolve("run").resolve("checkpoints").resolve("1.ckpt")).exists();
  }

  @Test
  void train_driverThatAnswersSlowly_isNoSilenceOfTheProcess() throws Exception {
    way.set(
        question -> {
          if (question instanceof Sign) {
            Thread.sleep(SLOW_MILLIS);
          }
        });
    train(TestWorker.writingACheckpoint(SILENT_SECONDS));

    assertThat(said).containsExactly("finished 1 ");
  }

  /** Brings an executor's questions to the runs of this process. */
  private final class DirectContext implements PluginContext {

    @Override
    public Object ask(Object message) throws Exception {
      Question question = (Question) Wire.message((byte[]) message);
      Objects.requireNonNull(way.get()).take(question);
      return Wire.bytes(runs.answer(question));
    }

    @Override
    public void send(Object message) {
      throw new UnsupportedOperationException("An executor only asks.");
    }

    @Override
    public SparkConf conf() {
      return new SparkConf(false);
    }

    @Override
    public String executorID() {
      return "0";
    }

    @Override
    public String hostname() {
      return ExecutorEnd.host();
    }

    @Override
    public MetricRegistry metricRegistry() {
      return new MetricRegistry();
    }

    @Override
    public Map<String, ResourceInformation> resources() {
      return Map.of();
    }
  }
}
