package io.rein4j.cli;

import io.rein4j.record.Console;
import io.rein4j.study.RunnerListener;
import io.rein4j.study.RunnerProgress;
import java.util.function.Supplier;

/** Shows on the console how the runs of a study go. */
final class RunnerConsole implements RunnerListener, AutoCloseable {

  private final Console console;

  RunnerConsole(Console console) {
    this.console = console;
  }

  @Override
  public void tick(long nanos, Supplier<RunnerProgress> progress) {
    if (console.due(nanos)) {
      console.show(progress.get(), nanos);
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
