package io.rein4j.record;

import io.rein4j.api.Incubating;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a training run is, at one moment. A figure that does not exist yet is NaN.
 *
 * @param step environment steps done
 * @param steps environment steps the run will take, at least 1
 * @param meanReturn mean return of the last 100 episodes
 * @param clippedFraction share of the recent updates that were clipped
 * @param stepsPerSecond environment steps per second of late
 * @param pace environment steps per second by which the time to go is told
 * @param evaluation mean return of the last evaluation
 */
@Incubating
public record Progress(
    long step,
    long steps,
    double meanReturn,
    double clippedFraction,
    double stepsPerSecond,
    double pace,
    double evaluation)
    implements Display {

  private static final int BAR = 10;

  public Progress {
    if (step < 0 || steps < 1) {
      throw new IllegalArgumentException(
          "Progress needs step >= 0 and steps >= 1, but has step %s of %s.".formatted(step, steps));
    }
  }

  /**
   * The line that is drawn over and over on a terminal. In a narrow one, the bar, the speed, the
   * evaluation, the clipped share, and the time to go are left out, in this order.
   *
   * @return for example {@code 43% [####------] return 187.3 clipped 12.3% 31,204 steps/s ETA 0:12
   *     eval 195.0}, without a line end
   */
  @Override
  public String live(int columns) {
    int filled = (int) (share() * BAR);
    String bar = " [%s%s]".formatted("#".repeat(filled), "-".repeat(BAR - filled));
    String speed = "  %s steps/s".formatted(speed());
    String eval = Double.isNaN(evaluation) ? "" : "  eval " + Numbers.measured(evaluation, 1);
    String clipped = "  clipped " + Numbers.percent(clippedFraction, 1);
    String left = "  ETA " + remaining();
    List<String> parts =
        new ArrayList<>(
            List.of(
                "%3s%%".formatted(percent()),
                bar,
                "  return " + Numbers.measured(meanReturn, 1),
                clipped,
                speed,
                left,
                eval));
    for (String part : List.of(bar, speed, eval, clipped, left)) {
      if (String.join("", parts).length() > columns) {
        parts.remove(part);
      }
    }
    return String.join("", parts);
  }

  /**
   * The line that is printed now and then where there is no terminal.
   *
   * @return for example {@code step 21,500 of 50,000 (43%): return 187.3, clipped 12.3%, 31,204
   *     steps/s, ETA 0:12}, without a line end
   */
  @Override
  public String plain() {
    return "step %s of %s (%s%%): return %s, clipped %s, %s steps/s, ETA %s%s"
        .formatted(
            Numbers.grouped(step),
            Numbers.grouped(steps),
            percent(),
            Numbers.measured(meanReturn, 1),
            Numbers.percent(clippedFraction, 1),
            speed(),
            remaining(),
            Double.isNaN(evaluation) ? "" : ", eval " + Numbers.measured(evaluation, 1));
  }

  private double share() {
    return Math.min(1, (double) step / steps);
  }

  /** Rounded down: 100 means done. */
  private int percent() {
    return (int) (100 * share());
  }

  private String speed() {
    return Double.isNaN(stepsPerSecond) ? "-" : Numbers.grouped(Math.round(stepsPerSecond));
  }

  private String remaining() {
    if (step >= steps) {
      return "0:00";
    }
    return pace > 0 ? Numbers.duration((steps - step) / pace) : "-";
  }
}
