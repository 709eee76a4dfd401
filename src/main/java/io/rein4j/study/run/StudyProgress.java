package io.rein4j.study.run;

import io.rein4j.record.Display;
import io.rein4j.record.Numbers;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far the runs of a study are, at one moment.
 *
 * @param runs how many there are
 * @param done how many have finished
 * @param failed how many have failed for good
 * @param running those that are being trained
 * @param secondsLeft until all are done; empty if nothing is known yet
 */
public record StudyProgress(
    int runs, int done, int failed, List<Running> running, OptionalDouble secondsLeft)
    implements Display {

  /**
   * A run that is being trained.
   *
   * @param label what people call it
   * @param step how far it is
   * @param steps how far it has to go
   */
  public record Running(String label, long step, long steps) {}

  public StudyProgress {
    running = List.copyOf(running);
  }

  @Override
  public String live(int columns) {
    StringBuilder text = new StringBuilder(plain().length() > columns ? brief() : plain());
    for (Running run : running) {
      String line =
          "  %3s%%  %s".formatted(Math.min(100, 100 * run.step() / run.steps()), run.label());
      text.append('\n')
          .append(line.length() > columns ? line.substring(0, columns - 1) + "…" : line);
    }
    return text.toString();
  }

  /** Fits 40 columns up to 999,999 runs. */
  private String brief() {
    return "%s of %s done%s, ETA %s"
        .formatted(done, runs, failed == 0 ? "" : ", %s failed".formatted(failed), timeLeft());
  }

  private String timeLeft() {
    return secondsLeft.isPresent() ? Numbers.duration(secondsLeft.getAsDouble()) : "-";
  }

  @Override
  public String plain() {
    return "%s of %s done, %s running, %s failed, %s waiting, ETA %s"
        .formatted(
            done,
            Numbers.counted(runs, "run"),
            running.size(),
            failed,
            runs - done - running.size() - failed,
            timeLeft());
  }
}
