package io.rein4j.cli;

import io.rein4j.record.Console;
import io.rein4j.study.run.RunnerListener;
import io.rein4j.study.run.RunnerProgress;
import java.util.function.Supplier;

/** Shows on the console how the runs of a study go. */
final class RunnerConsole implements RunnerListener, AutoCloseable {

  private final Console console;
  private Runnable afterShowing = () -> {};

  RunnerConsole(Console console) {
    this.console = console;
  }

  /** Has something be done whenever the progress has been shown. */
  void afterShowing(Runnable task) {
    afterShowing = task;
  }

  @Override
  public void tick(long nanos, Supplier<RunnerProgress> progress) {
    if (console.due(nanos)) {
      console.show(progress.get(), nanos);
      afterShowing.run();
    }
  }

  @Override
  public void said(String sentence) {
    console.print(sentence);
  }

  /** Lets something else be printed on the terminal, above the progress. */
  void above(Runnable print) {
    console.above(print);
  }

  @Override
  public void close() {
    console.close();
  }
}
