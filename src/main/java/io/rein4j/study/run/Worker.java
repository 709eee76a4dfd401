package io.rein4j.study.run;

import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.PluginFailures;
import io.rein4j.config.ConfigException;
import io.rein4j.record.RecordedRun;
import io.rein4j.record.RunData;
import io.rein4j.record.RunResources;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.JvmFailures;
import io.rein4j.train.LogPoint;
import io.rein4j.train.Provenance;
import io.rein4j.train.RunConfigs;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import io.rein4j.train.RunStoppedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains runs of a study, one after another, as whoever starts it asks for them.
 *
 * <p>A run that has been trained before goes on from its newest checkpoint, or begins again where
 * its agent cannot. What fails is told, and the next run can follow. What its environments print is
 * kept in the run's folder.
 */
public final class Worker {

  private static final Path LINUX_STATUS = Path.of("/proc/self/status");
  private static final String LINUX_PEAK = "VmHWM:";
  private static final Path LINUX_PEAK_RESET = Path.of("/proc/self/clear_refs");

  private final Catalog catalog;
  private final Consumer<WorkerMessage> out;
  private final Provenance provenance;

  private volatile boolean stopping;
  private volatile @Nullable RecordedRun current;

  /**
   * A worker.
   *
   * @param catalog what the configs of runs choose from
   * @param out hears what it says to whoever asks
   */
  public Worker(Catalog catalog, Consumer<WorkerMessage> out) {
    this.catalog = catalog;
    this.out = out;
    this.provenance = Provenance.gather(catalog, List.of("worker"));
  }

  /** Says that it can be asked. */
  public void ready() {
    out.accept(WorkerMessage.of(WorkerMessage.Kind.READY));
  }

  /**
   * Makes {@link #train} end with a checkpoint after the step that is under way, and train nothing
   * from then on; a run whose agent cannot go on from a checkpoint is left at once. For any thread.
   *
   * @return whether there is a run that will end so
   */
  public boolean stop() {
    stopping = true;
    RecordedRun run = current;
    if (run == null || !run.canResume()) {
      return false;
    }
    run.stop();
    return true;
  }

  /**
   * Trains a run to its end and says what came of it.
   *
   * @param request which run
   * @throws RunStoppedException if it was {@linkplain #stop stopped} before
   */
  public void train(WorkerRequest request) {
    try {
      RunFolder folder = RunFolder.open(request.folder());
      folder.exclusivelyOnceFree(() -> train(folder, request.start()));
      out.accept(WorkerMessage.of(WorkerMessage.Kind.DONE));
    } catch (RunStoppedException e) {
      throw e;
    } catch (Error e) {
      out.accept(
          WorkerMessage.failed(
              JvmFailures.sentence(e).or(() -> defectOfPlugin(e)).orElseThrow(() -> e)));
    } catch (IOException | IllegalArgumentException e) {
      out.accept(WorkerMessage.failed(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      out.accept(WorkerMessage.failed(sentence(e)));
    }
  }

  /** A defect is told with its place. */
  private static String sentence(RuntimeException failure) {
    boolean expected =
        failure instanceof NonFiniteGradientException || failure instanceof ConfigException;
    StackTraceElement[] trace = failure.getStackTrace();
    return expected || trace.length == 0
        ? String.valueOf(failure.getMessage())
        : defectOfPlugin(failure).orElse("%s at %s".formatted(failure, trace[0]));
  }

  private static Optional<String> defectOfPlugin(Throwable failure) {
    return PluginFailures.blamed(failure)
        .map(plugin -> "%s in %s".formatted(failure, plugin.describe()));
  }

  private void train(RunFolder folder, @Nullable ChosenCheckpoint start) throws IOException {
    if (RunData.of(folder).summary().isPresent()) {
      return;
    }
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    boolean isOfTheRun = resetPeakResidentBytes();
    try (RecordedRun run = open(folder, start)) {
      current = run;
      if (stopping && run.canResume()) {
        run.stop();
      }
      if (run.steps() == 0 && start == null) {
        run.noteProvenance(provenance);
      }
      run.train(
          new RunListener() {
            @Override
            public void logged(LogPoint point) {
              out.accept(WorkerMessage.step(point.step()));
            }
          });
    } finally {
      current = null;
    }
    long peakHeap = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    new RunResources(peakHeap, isOfTheRun ? peakResidentBytes() : Double.NaN).write(folder);
  }

  private RecordedRun open(RunFolder folder, @Nullable ChosenCheckpoint start) throws IOException {
    List<String> command = List.of("worker");
    Consumer<String> notices = new NoticesFile(folder.notices())::add;
    return start != null && folder.checkpointsNewestFirst().isEmpty()
        ? RecordedRun.begin(
            catalog,
            RunConfigs.readResolved(catalog, folder.config()),
            folder,
            command,
            start,
            notices)
        : RecordedRun.resume(catalog, folder, List.of(), command, notices);
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  /** Lets the system measure the process's largest memory anew, and returns whether it does. */
  private static boolean resetPeakResidentBytes() {
    try {
      Files.writeString(LINUX_PEAK_RESET, "5", StandardOpenOption.WRITE);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Of the whole process since it was last reset; NaN where the system does not tell. */
  private static double peakResidentBytes() throws IOException {
    if (!Files.isReadable(LINUX_STATUS)) {
      return Double.NaN;
    }
    return Files.readAllLines(LINUX_STATUS).stream()
        .filter(line -> line.startsWith(LINUX_PEAK))
        .map(line -> line.substring(LINUX_PEAK.length()).replace("kB", "").strip())
        .mapToDouble(kilobytes -> Double.parseDouble(kilobytes) * 1024)
        .findFirst()
        .orElse(Double.NaN);
  }
}
