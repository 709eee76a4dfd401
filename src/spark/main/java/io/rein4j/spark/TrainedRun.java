package io.rein4j.spark;

import io.rein4j.spark.ExecutorEnd.GivenUpException;
import io.rein4j.spark.Question.Delete;
import io.rein4j.spark.Question.End;
import io.rein4j.spark.Question.Ended;
import io.rein4j.spark.Question.Orders;
import io.rein4j.spark.Question.Piece;
import io.rein4j.spark.Question.Read;
import io.rein4j.spark.Question.RemoteFile;
import io.rein4j.spark.Question.Sign;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run while an executor trains it, in a folder of the executor's. */
final class TrainedRun implements AutoCloseable, FolderMirror.Sink {

  private static final long FIRST_SIGN_MILLIS = 200;

  /** A disk with less than this is full. */
  private static final long LEAST_FREE_BYTES = 32L << 20;

  private final ExecutorEnd driver;
  private final RunSpec spec;
  private final List<RemoteFile> files;
  private final Path fetched;

  /** The folder of the folders of all runs that this executor trains. */
  private final Path all;

  private final Path work;
  private boolean ready;

  /**
   * A run.
   *
   * @param driver the way to whoever wants it trained
   * @param spec what is known of it
   * @param files what to download from the driver
   * @param fetched the folder of the files that Spark has fetched
   */
  TrainedRun(ExecutorEnd driver, RunSpec spec, List<RemoteFile> files, Path fetched) {
    this.driver = driver;
    this.spec = spec;
    this.files = files;
    this.fetched = fetched;
    this.all = fetched.resolve("rein4j");
    this.work = all.resolve("%s-%s".formatted(spec.run(), ProcessHandle.current().pid()));
  }

  /** Trains it, and tells the driver how that ended. */
  void train() throws IOException, InterruptedException {
    try {
      end(trained());
    } catch (GivenUpException e) {
      // Whoever has it now tells how it ends.
    } catch (IOException e) {
      // A file that does not come, or the store: no fault of this executor's processes.
      end(died(e.getMessage()));
    }
  }

  /** How the run has ended here. */
  private record Result(End end, String reason) {}

  private static Result died(@Nullable String why) {
    return new Result(End.DIED, "%s: %s".formatted(ExecutorEnd.host(), why));
  }

  private static Result unstarted(@Nullable String why) {
    return new Result(End.UNSTARTED, "%s: %s".formatted(ExecutorEnd.host(), why));
  }

  private Result dead(@Nullable String why) {
    return ready ? died(why) : unstarted(why);
  }

  private void end(Result result) throws IOException {
    boolean full = isFull();
    boolean failed = result.end() != End.FINISHED && result.end() != End.CANCELLED;
    Ended ended =
        failed && full
            ? new Ended(
                spec.run(),
                ready ? End.DIED : End.UNSTARTED,
                "the disk of %s is full at '%s', and it gets no more runs"
                    .formatted(ExecutorEnd.host(), work),
                true)
            : new Ended(spec.run(), result.end(), result.reason(), result.end() == End.UNSTARTED);
    driver.askOf(ended, Object.class);
  }

  private boolean isFull() throws IOException {
    return Files.getFileStore(fetched).getUsableSpace() < LEAST_FREE_BYTES;
  }

  private Result trained() throws IOException, InterruptedException {
    driver.check(fetched, spec.files());
    Path run = work.resolve("runs").resolve(spec.name());
    Path start = work.resolve("start");
    Files.createDirectories(run.resolve("checkpoints"));
    RunSpec.Stored stored = spec.stored();
    RunStore store = stored == null ? null : RunStore.of(stored.uri(), RunStore.hadoop());
    RunStore.Log log = stored == null || store == null ? null : store.begin(stored.log());
    boolean found = store != null && store.readInto(new RunFolderFiles(run));
    FolderMirror mirror = new FolderMirror(run, log == null ? this : log);
    for (RemoteFile file : files) {
      if (file.ofStart()) {
        download(file, start.resolve(file.name()));
      } else if (!found) {
        download(file, run.resolve(file.name()));
        if (store == null) {
          mirror.came(file.name());
        }
      }
    }
    Files.writeString(run.resolve("config.yaml"), spec.config(), StandardCharsets.UTF_8);
    TrainingProcess process;
    try {
      process = driver.processes().take(spec.program(), fetched, all);
    } catch (IOException e) {
      return unstarted(e.getMessage());
    }
    boolean goesOn = false;
    try {
      ready = process.isReady();
      process.train(
          spec.start() == null
              ? run.toUri().toString()
              : "%s %s %s".formatted(run.toUri(), start.toUri(), spec.start()));
      Result result = follow(process, mirror, log);
      // A failure, such as an OutOfMemoryError, must not be carried into the next attempt.
      goesOn = result.end() == End.FINISHED;
      send(mirror, log);
      return result;
    } finally {
      if (goesOn) {
        driver.processes().giveBack(process);
      } else {
        process.close();
      }
    }
  }

  private static void send(FolderMirror mirror, RunStore.@Nullable Log log) throws IOException {
    mirror.send();
    if (log != null) {
      log.whole();
    }
  }

  private void download(RemoteFile file, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (OutputStream out = Files.newOutputStream(to)) {
      for (long offset = 0; offset < file.length(); ) {
        byte[] piece = driver.askOf(new Read(spec.run(), file, offset), byte[].class);
        out.write(piece);
        offset += piece.length;
      }
    }
  }

  /** Hears the process until its run has ended, and sends what it writes. */
  private Result follow(TrainingProcess process, FolderMirror mirror, RunStore.@Nullable Log log)
      throws IOException, InterruptedException {
    Orders orders = new Orders(false, FIRST_SIGN_MILLIS);
    long step = 0;
    boolean stopped = false;
    long alive = System.nanoTime();
    long nextSign = alive;
    while (true) {
      long wait = Math.max(0, (nextSign - System.nanoTime()) / 1_000_000);
      TrainingProcess.Said said = process.poll(wait);
      if (said != null) {
        alive = System.nanoTime();
        switch (said.word()) {
          case "ready" -> ready = true;
          case "step" -> step = Long.parseLong(said.text());
          case "done" -> {
            return new Result(End.FINISHED, "");
          }
          case "failed" -> {
            return new Result(End.FAILED, said.text());
          }
          default -> {
            if (said.isDeath()) {
              return stopped ? new Result(End.CANCELLED, "") : dead(process.exitReason());
            }
          }
        }
      }
      if (System.nanoTime() - nextSign >= 0) {
        long unheard = System.nanoTime();
        if (mirror.hasNewCheckpoint()) {
          alive = unheard;
          send(mirror, log);
        }
        orders = driver.askOf(new Sign(spec.run(), step), Orders.class);
        long now = System.nanoTime();
        // Who does not listen hears no silence.
        alive += now - unheard;
        nextSign = now + orders.millis() * 1_000_000;
        if (orders.stop() && !stopped) {
          stopped = true;
          process.stop();
        }
        long silent = (now - alive) / 1_000_000_000;
        if (silent >= spec.program().silentSeconds()) {
          return dead("it gave no sign of life for %s seconds".formatted(silent));
        }
      }
    }
  }

  @Override
  public void piece(String name, long offset, byte[] bytes, boolean grows, boolean last)
      throws IOException {
    driver.askOf(new Piece(spec.run(), name, offset, bytes, grows, last), Object.class);
  }

  @Override
  public void delete(String name) throws IOException {
    driver.askOf(new Delete(spec.run(), name), Object.class);
  }

  /** Leaves nothing of the run on the executor. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(work)) {
      return;
    }
    List<Path> left;
    try (Stream<Path> walk = Files.walk(work)) {
      left = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : left) {
      Files.deleteIfExists(file);
    }
  }
}
