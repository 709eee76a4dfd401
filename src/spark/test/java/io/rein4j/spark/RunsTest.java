package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.spark.Question.Begin;
import io.rein4j.spark.Question.End;
import io.rein4j.spark.Question.Ended;
import io.rein4j.spark.Question.Gone;
import io.rein4j.spark.Question.Hello;
import io.rein4j.spark.Question.Orders;
import io.rein4j.spark.Question.Piece;
import io.rein4j.spark.Question.RemoteFiles;
import io.rein4j.spark.Question.Sign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {

  private static final Machine MACHINE = new Machine("w1", "Linux", "amd64", "4.2.0", "2.13.18");

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private final List<String> unfit = new ArrayList<>();
  private final Runs runs = new Runs(MACHINE, line -> said.add(line.text()), unfit::add);

  @BeforeEach
  void addRun() {
    runs.add(1, folder, null, null, "");
  }

  private Object begin(int attempt) throws IOException {
    return runs.answer(new Begin(1, attempt, "0", "w1"));
  }

  @Test
  void answer_taskThatSparkStartsAgain_doesNotTrainUnheard() throws IOException {
    assertThat(begin(0)).isInstanceOf(RemoteFiles.class);
    assertThat(begin(1)).isInstanceOf(Gone.class);
    runs.lost(1, "executor on w1: lost");
    runs.jobEnded(1);

    assertThat(said).containsExactly("died 1 executor+on+w1%3A+lost");
  }

  @Test
  void answer_pieceOfARunThatHasEnded_isNotWritten() throws IOException {
    begin(0);
    runs.lost(1, "gone");
    runs.jobEnded(1);

    assertThat(runs.answer(new Piece(1, "episodes.csv", 0, new byte[] {1}, false, true)))
        .isInstanceOf(Gone.class);
    assertThat(Files.exists(folder.resolve("episodes.csv"))).isFalse();
  }

  @Test
  void jobEnded_runWhoseTaskHasToldItsEnd_saysNothingMore() throws IOException {
    begin(0);
    runs.answer(new Ended(1, End.FINISHED, "", false));
    runs.jobEnded(1);

    assertThat(said).containsExactly("finished 1 ");
  }

  @Test
  void stop_runThatHasBegun_isOrderedWithTheNextSign() throws IOException {
    begin(0);

    assertThat(runs.answer(new Sign(1, 5))).isEqualTo(new Orders(false, 1_000));
    assertThat(runs.stop(1)).isTrue();
    assertThat(runs.answer(new Sign(1, 6))).isEqualTo(new Orders(true, 1_000));
    assertThat(said).containsExactly("reached 1 5", "reached 1 6");
  }

  @Test
  void stop_runThatNoTaskHas_endsAtOnce() {
    assertThat(runs.stop(1)).isFalse();
    assertThat(runs.endUnlessBegun(1)).isTrue();
    assertThat(said).containsExactly("cancelled 1 ");
  }

  @Test
  void close_runThatIsTrained_takesNothingMoreOfIt() throws IOException {
    begin(0);
    runs.close();

    assertThat(runs.answer(new Piece(1, "episodes.csv", 0, new byte[] {1}, false, true)))
        .isInstanceOf(Gone.class);
    assertThat(folder.resolve("episodes.csv")).doesNotExist();
  }

  @Test
  void add_afterTheEnd_isGivenUp() throws IOException {
    runs.close();
    runs.add(2, folder, null, null, "");

    assertThat(runs.answer(new Begin(2, 0, "0", "w1"))).isInstanceOf(Gone.class);
  }

  @Test
  void answer_signsOfManyExecutors_areAskedForLessOften() throws IOException {
    begin(0);
    runs.executorAdded("0", 1_000);
    runs.answer(new Hello("0", MACHINE, ""));

    assertThat(runs.answer(new Sign(1, 0))).isEqualTo(new Orders(false, 5_000));
  }

  @Test
  void answer_executorOfAnotherSpark_isToldByItsSentence() throws IOException {
    runs.answer(new Hello("0", new Machine("w2", "Linux", "amd64", "4.1.0", "2.13.18"), ""));

    assertThat(Line.parse(said.get(0)).word()).isEqualTo("refused");
    assertThat(Line.parse(said.get(0)).value(0)).contains("w2", "Spark 4.1.0");
  }

  @Test
  void answer_firstExecutorThatCannotTrain_refusesTheStudy() throws IOException {
    runs.executorAdded("0", 2);
    runs.answer(new Hello("0", MACHINE, "There is no Python."));

    assertThat(said).containsExactly("slots 0", "refused There+is+no+Python.");
  }

  @Test
  void answer_laterExecutorThatCannotTrain_givesNoPlacesAndGetsNoRuns() throws IOException {
    runs.executorAdded("0", 2);
    runs.answer(new Hello("0", MACHINE, ""));
    runs.executorAdded("1", 3);
    runs.answer(new Hello("1", MACHINE, "There is no Python."));

    assertThat(said).noneMatch(line -> line.startsWith("refused")).contains("slots 2");
    assertThat(said).last().isEqualTo("notice A+worker+gets+no+runs%3A+There+is+no+Python.");
    assertThat(unfit).containsExactly("1");
    assertThat(runs.answer(new Begin(1, 0, "1", "w2"))).isInstanceOf(Gone.class);
    assertThat(said).last().isEqualTo("unstarted 1 There+is+no+Python.");
    runs.executorAdded("2", 4);
    runs.answer(new Hello("2", MACHINE, ""));
    assertThat(said).last().isEqualTo("slots 6");
  }

  @Test
  void answer_endOnAFullDisk_dismissesTheExecutor() throws IOException {
    begin(0);
    runs.answer(new Ended(1, End.DIED, "full", true));

    assertThat(unfit).containsExactly("0");
  }

  @Test
  void answer_processThatDoesNotStart_isTheExecutorsFault() throws IOException {
    runs.executorAdded("0", 1);
    runs.executorAdded("1", 1);
    said.clear();
    begin(0);
    runs.answer(new Ended(1, End.UNSTARTED, "w1: exit code 1", true));

    assertThat(said).containsExactly("unstarted 1 w1%3A+exit+code+1");
    assertThat(unfit).containsExactly("0");
    runs.executorRemoved("0", "w1, killed");
    assertThat(said).noneMatch(line -> line.startsWith("broken"));
  }

  @Test
  void executorRemoved_lastOneThatWasDismissed_isTheEnd() throws IOException {
    runs.executorAdded("0", 1);
    begin(0);
    runs.answer(new Ended(1, End.DIED, "full", true));
    runs.executorRemoved("0", "w1, killed");

    assertThat(said).last().isEqualTo("broken No+worker+is+left+that+can+train+runs+%28full%29.");
  }

  @Test
  void executorRemoved_ordinaryLossAfterADismissal_isNotTheEnd() throws IOException {
    runs.executorAdded("0", 1);
    runs.executorAdded("1", 1);
    begin(0);
    runs.answer(new Ended(1, End.DIED, "full", true));
    runs.executorRemoved("0", "w1, killed");
    runs.executorRemoved("1", "w2, lost");

    assertThat(said)
        .noneMatch(line -> line.startsWith("broken"))
        .last()
        .isEqualTo(Line.of("notice", "Executor 1 is gone: w2, lost; 0 left.").text());
  }

  @Test
  void answer_threeProcessesThatDoNotStart_isTheEnd() throws IOException {
    for (int run = 1; run <= 3; run++) {
      runs.add(run, folder, null, null, "");
      runs.answer(new Begin(run, 0, "0", "w1"));
      runs.answer(new Ended(run, End.UNSTARTED, "w1: exit code 1", true));
    }

    assertThat(said)
        .hasSize(3)
        .last()
        .asString()
        .startsWith("broken Processes+that+train+do+not+start");
  }

  @Test
  void answer_endOfARunWhoseStoreHoldsSomethingElse_endsIt() throws Exception {
    Path stored = Files.createDirectories(folder.resolve("store/log"));
    // No piece of a file, so that reading it fails as no read from a disk does.
    Files.write(
        stored.resolve("0000000000.piece"), Wire.bytes(new Question.Delete(2, "updates.csv")));
    Files.writeString(stored.resolve("0000000001.whole"), "1");
    BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    Runs stores = new Runs(MACHINE, lines::add, unfit::add);
    stores.add(
        2,
        Files.createDirectory(folder.resolve("run")),
        null,
        RunStore.of(folder.resolve("store").toUri().toString(), new Configuration()),
        "log");
    stores.answer(new Begin(2, 0, "0", "w1"));
    stores.answer(new Ended(2, End.FINISHED, "", false));

    assertThat(lines.poll(20, TimeUnit.SECONDS))
        .isNotNull()
        .extracting(Line::text)
        .asString()
        .startsWith("died 2 its+files+are+not+to+be+had");
    stores.close();
  }

  @Test
  void tellSilence_executorThatIsNotHeard_isToldOnceAndWhenItIsHeardAgain() throws IOException {
    AtomicLong clock = new AtomicLong();
    Runs watched = new Runs(MACHINE, line -> said.add(line.text()), unfit::add, clock::get);
    watched.add(2, folder, null, null, "");
    watched.tellSilence();
    clock.set(TimeUnit.SECONDS.toNanos(30));
    watched.tellSilence();
    // No task has it yet.
    assertThat(said).isEmpty();
    watched.answer(new Begin(2, 0, "0", "w1"));
    clock.set(TimeUnit.SECONDS.toNanos(51));
    watched.tellSilence();
    watched.tellSilence();
    assertThat(said)
        .containsExactly(
            Line.of("notice", "Executor 0 has not been heard for 21 seconds: w1.").text());
    watched.answer(new Sign(2, 0));
    watched.tellSilence();
    assertThat(said)
        .hasSize(2)
        .last()
        .isEqualTo(Line.of("notice", "Executor 0 is heard again: w1.").text());
  }

  @Test
  void tellSilence_executorOfSeveralRuns_isHeardByAnyOfThem() throws IOException {
    AtomicLong clock = new AtomicLong();
    Runs watched = new Runs(MACHINE, line -> said.add(line.text()), unfit::add, clock::get);
    for (long run = 2; run <= 3; run++) {
      watched.add(run, folder, null, null, "");
      watched.answer(new Begin(run, 0, "0", "w1"));
    }
    for (int seconds = 1; seconds <= 60; seconds++) {
      clock.set(TimeUnit.SECONDS.toNanos(seconds));
      watched.answer(new Sign(2, 0));
      watched.tellSilence();
    }
    assertThat(said).isEmpty();
  }

  @Test
  void refuseHeap_sizeThatJavaDoesNotKnow_isASentence() {
    assertThat(Settings.refuseHeap("4gb")).get().asString().contains("spark.rein4j.heap", "4gb");
    assertThat(Settings.refuseHeap("4 g")).isPresent();
    assertThat(Settings.refuseHeap("512m")).isEmpty();
    assertThat(Settings.refuseHeap("")).isEmpty();
  }

  @Test
  void executorRemoved_severalThatNeverGreeted_isTheEnd() {
    for (int i = 0; i < 6; i++) {
      runs.executorAdded("" + i, 1);
      runs.executorRemoved("" + i, "w1, exit code 1");
    }

    Line last = Line.parse(said.get(said.size() - 1));
    assertThat(last.word()).isEqualTo("broken");
    // No class of this module is one of an older Java, so that nothing here can look at its
    // version.
    assertThat(last.value(0))
        .startsWith("Workers do not start")
        .contains("w1, exit code 1", "Java 17 or newer", "stderr");
  }

  private void failStarts(int first, int count) {
    for (int i = first; i < first + count; i++) {
      runs.executorAdded("" + i, 1);
      runs.executorRemoved("" + i, "w1, exit code 1");
    }
  }

  @Test
  void executorRemoved_severalThatNeverGreetedBesideOneThatTrains_areToldOnce() throws IOException {
    runs.executorAdded("0", 1);
    runs.answer(new Hello("0", MACHINE, ""));
    failStarts(1, 30);

    assertThat(said)
        .noneMatch(line -> line.startsWith("broken"))
        .filteredOn(line -> line.startsWith("notice A+worker+does+not+start"))
        .hasSize(1);
    assertThat(said).filteredOn(line -> line.contains("is+gone")).hasSize(6);
    said.clear();
    runs.executorRemoved("0", "w2, lost");
    // Who is left may be told of, and what does not start now is the end.
    assertThat(said)
        .last()
        .isEqualTo(Line.of("notice", "Executor 0 is gone: w2, lost; 0 left.").text());
    failStarts(31, 5);
    assertThat(said).noneMatch(line -> line.startsWith("broken"));
    failStarts(36, 1);
    assertThat(said).last().asString().startsWith("broken Workers+do+not+start");
  }

  @Test
  void executorRemoved_executorThatWasRemovedBefore_isNoFalseStart() {
    failStarts(0, 1);
    said.clear();
    for (int i = 0; i < 10; i++) {
      runs.executorRemoved("0", "w1, exit code 1");
    }

    assertThat(said).isEmpty();
  }
}
