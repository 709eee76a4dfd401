package io.rein4j.study.run;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.plan.RunPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Drivers that share the folder of a study as those of several processes do, each in a thread. They
 * give signs of life when their executors tell of something, so that a thread that waits is to the
 * others what a process that is paused is.
 */
final class JoinedDrivers {

  /** Longer than it takes for a thread to have its turn, most of the time. */
  private static final Duration SILENCE = Duration.ofMillis(400);

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final Path root;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "joined driver");
            thread.setDaemon(true);
            return thread;
          });
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  JoinedDrivers(Path root) {
    this.root = root;
  }

  /** {@return the study's folder, as one more process sees it} */
  StudyFolder folder() {
    return new StudyFolder(Catalog.standard(), StudyFolder.Kind.STUDY, root);
  }

  /** {@return what all of them have said} */
  List<String> said() {
    return List.copyOf(said);
  }

  /** {@return a driver that takes over the runs of those that are silent} */
  RunDriver driver(RunPlan plan, InProcessRuns runs) throws IOException {
    return driver(plan, runs, SILENCE);
  }

  /** {@return a driver that takes over the runs of those that are silent for some time} */
  RunDriver driver(RunPlan plan, InProcessRuns runs, Duration silence) throws IOException {
    Files.createDirectories(folder().runs());
    SharedAccess access =
        new SharedAccess(
            folder(), "driver-" + NAMES.incrementAndGet(), silence, 0, System::nanoTime);
    Runnable beat =
        () -> {
          try {
            access.beat();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    runs.atEachStep(beat);
    StudyListener listener =
        new StudyListener() {
          @Override
          public void tick(long nanos, Supplier<StudyProgress> progress) {
            beat.run();
            try {
              // Its executor does not wait.
              TimeUnit.MILLISECONDS.sleep(1);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }

          @Override
          public void said(String sentence) {
            said.add(sentence);
          }
        };
    return new RunDriver(plan, folder(), runs, listener, access);
  }

  /** Starts a driver; what it gives is whether all runs had ended when it did. */
  CompletableFuture<Boolean> start(RunPlan plan, InProcessRuns runs) throws IOException {
    RunDriver driver = driver(plan, runs);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return driver.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        threads);
  }

  /** {@return what drivers that were started give} */
  static List<Boolean> await(List<CompletableFuture<Boolean>> ends) throws Exception {
    List<Boolean> ended = new ArrayList<>();
    for (CompletableFuture<Boolean> end : ends) {
      ended.add(end.get(5, TimeUnit.MINUTES));
    }
    return ended;
  }
}
