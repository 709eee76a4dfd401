package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.spark.RunSpec.WorkerProgram;
import io.rein4j.spark.TrainingProcess.Said;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingProcessesTest {

  private static final WorkerProgram PROGRAM = TestWorker.program(Map.of(), Integer.MAX_VALUE);

  @TempDir private Path folder;
  private TrainingProcesses processes = new TrainingProcesses();

  @AfterEach
  void end() {
    processes.close();
  }

  private TrainingProcess take(WorkerProgram program) throws IOException {
    return processes.take(program, folder, folder);
  }

  private static ProcessHandle train(TrainingProcess process) throws InterruptedException {
    process.train("run");
    while (true) {
      Said said = Objects.requireNonNull(process.poll(60_000));
      assertThat(said.isDeath()).isFalse();
      if (said.word().equals("done")) {
        return ProcessHandle.of(Long.parseLong(said.text())).orElseThrow();
      }
    }
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    process.onExit().get(60, TimeUnit.SECONDS);
  }

  @Test
  void take_processThatHasTrainedARun_trainsTheNext() throws Exception {
    TrainingProcess first = take(PROGRAM);
    ProcessHandle trained = train(first);
    processes.giveBack(first);
    TrainingProcess second = take(PROGRAM);

    assertThat(second.isReady()).isTrue();
    assertThat(train(second)).isEqualTo(trained);
    processes.giveBack(second);
  }

  @Test
  void take_processesAtTheSameTime_haveFoldersOfTheirOwnThatEndWithThem() throws Exception {
    TrainingProcess first = take(PROGRAM);
    try (TrainingProcess second = take(PROGRAM)) {
      train(second);
      assertThat(folder.toFile().list()).hasSize(2);
    }
    train(first);
    processes.giveBack(first);
    assertThat(folder.toFile().list()).hasSize(1);
    processes.close();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void take_processThatIsBusy_startsAnother() throws Exception {
    try (TrainingProcess first = take(PROGRAM);
        TrainingProcess second = take(PROGRAM)) {
      assertThat(train(second)).isNotEqualTo(train(first));
    }
  }

  @Test
  void take_processOfAnotherProgram_isEnded() throws Exception {
    TrainingProcess first = take(PROGRAM);
    ProcessHandle trained = train(first);
    processes.giveBack(first);
    try (TrainingProcess second = take(TestWorker.program(Map.of("A", "b"), Integer.MAX_VALUE))) {
      assertThat(train(second)).isNotEqualTo(trained);
      assertEnds(trained);
    }
  }

  @Test
  void take_processThatHasDiedMeanwhile_startsAnother() throws Exception {
    TrainingProcess first = take(PROGRAM);
    ProcessHandle trained = train(first);
    processes.giveBack(first);
    trained.destroyForcibly();
    assertEnds(trained);
    try (TrainingProcess second = take(PROGRAM)) {
      assertThat(train(second)).isNotEqualTo(trained);
    }
  }

  @Test
  void giveBack_processThatHasTrainedItsShareOrWasStopped_isEnded() throws Exception {
    TrainingProcess used = take(TestWorker.program(Map.of(), 1));
    ProcessHandle first = train(used);
    processes.giveBack(used);
    assertEnds(first);
    TrainingProcess stopped = take(PROGRAM);
    ProcessHandle second = train(stopped);
    stopped.stop();
    processes.giveBack(stopped);
    assertEnds(second);
  }

  @Test
  void giveBack_processThatNobodyTakes_isEndedAfterAWhile() throws Exception {
    processes.close();
    processes = new TrainingProcesses(100);
    TrainingProcess process = take(PROGRAM);
    ProcessHandle trained = train(process);
    processes.giveBack(process);

    assertEnds(trained);
  }

  @Test
  void close_processesThatWaitAndThatTrain_endsBothOnceTheyAreGivenBack() throws Exception {
    TrainingProcess waiting = take(PROGRAM);
    TrainingProcess busy = take(PROGRAM);
    ProcessHandle first = train(waiting);
    ProcessHandle second = train(busy);
    processes.giveBack(waiting);
    processes.close();
    assertEnds(first);
    assertThat(second.isAlive()).isTrue();
    processes.giveBack(busy);
    assertEnds(second);
  }
}
