package io.rein4j.cli;

import io.rein4j.record.Console;
import io.rein4j.record.Numbers;
import io.rein4j.study.run.StudyListener;
import io.rein4j.study.run.StudyProgress;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** Shows on the console how a study goes, and stops it where signals or its output ask for that. */
final class StudyConsole implements StudyListener, AutoCloseable {

  private final CommandSpec spec;
  private final String where;
  private final boolean joined;
  private final Runnable stop;
  private final Console console;
  private final Stop signalled;
  private final Signals signals;
  private boolean unread;
  private int failed;

  /**
   * The console of a study.
   *
   * @param spec the command that runs it
   * @param where how many runs are trained at the same time, or on which cluster, in words
   * @param joined whether other processes may train some, too
   * @param stop makes the study end soon, with checkpoints
   */
  StudyConsole(CommandSpec spec, String where, boolean joined, Runnable stop) {
    this.spec = spec;
    this.where = where;
    this.joined = joined;
    this.stop = stop;
    this.console = Terminal.console(spec.commandLine().getOut());
    this.signalled =
        new Stop(
            sentence -> console.above(() -> Terminal.notice(spec, sentence)), stop, System::exit);
    this.signals = Signals.hear(signal -> end(signal, "before the first run started"));
  }

  /** Ends the process while no run is trained. */
  private void end(Signal signal, String when) {
    Terminal.notice(
        spec, "Stopped by %s %s. The same command continues it.".formatted(signal.words(), when));
    System.exit(signal.exitCode());
  }

  @Override
  public void prepared(Path folder, int runs) {
    Terminal.out(spec)
        .println(
            "%s: %s, %s%s"
                .formatted(folder, Numbers.counted(runs, "run"), where, joined ? " here" : ""));
  }

  @Override
  public void training() {
    signals.answer(signalled::ask);
  }

  @Override
  public void tick(long nanos, Supplier<StudyProgress> progress) {
    if (console.due(nanos)) {
      console.show(progress.get(), nanos);
      if (Output.isUnread(spec.commandLine().getOut())) {
        unread = true;
        stop.run();
      }
    }
  }

  @Override
  public void said(String sentence) {
    console.print(sentence);
  }

  @Override
  public void trained(StudyProgress end) {
    failed = end.failed();
    said(
        "%s of %s done, %s failed"
            .formatted(end.done(), Numbers.counted(end.runs(), "run"), end.failed()));
    if (end.done() + failed == end.runs()) {
      signals.answer(signal -> end(signal, "after all runs had ended"));
    } else if (!unread) {
      said("Stopped. The same command continues it.");
    }
    console.close();
  }

  /**
   * Returns the exit code of a study that was stopped: 129, 130 or 143 if a signal did it, 141 if
   * nobody reads on.
   */
  int stoppedExit() {
    return unread ? Output.UNREAD : signalled.exitCode();
  }

  /** Returns the exit code of a study that is over: 1 if a run has failed for good. */
  int exit() {
    return failed == 0 ? 0 : 1;
  }

  @Override
  public void close() {
    console.close();
    signals.close();
  }
}
