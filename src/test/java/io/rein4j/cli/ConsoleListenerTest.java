package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.NormWindows;
import io.rein4j.clip.Normalize;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.record.Console;
import io.rein4j.schedule.Schedule;
import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.LogPoint;
import io.rein4j.train.RunSummary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleListenerTest {

  private static final ParameterLayout LAYOUT =
      ParameterLayout.builder().add("actor/dense0/weight", 1).build();

  private final StringWriter out = new StringWriter();
  private long nanos;
  private final ConsoleListener listener =
      new ConsoleListener(new Console(new PrintWriter(out), 0, 0), 100_000, () -> nanos);

  private void log(long step, double stepsPerSecond, boolean learned) {
    ClippingStatistics updates = new ClippingStatistics(LAYOUT);
    if (learned) {
      updates.record(
          new ClippingStage(LAYOUT, ClippingSettings.of(new GlobalNorm(0.5)))
              .process(new float[] {1}, new float[1], 0));
    }
    listener.logged(
        new LogPoint(
            step,
            step,
            0,
            nanos * 1e-9,
            stepsPerSecond,
            Double.NaN,
            Double.NaN,
            Map.of(),
            updates,
            new NormWindows(List.of())));
  }

  /** Steps of a rollout of 1,000 take 1 ms each, and learning from it 9 s: 100 steps a second. */
  @Test
  void logged_severalTimesARollout_tellsTheTimeToGoByWholeRollouts() {
    for (int rollout = 0; rollout < 20; rollout++) {
      for (int part = 1; part <= 4; part++) {
        nanos += TimeUnit.MILLISECONDS.toNanos(250);
        boolean learned = part == 4;
        if (learned) {
          nanos += TimeUnit.SECONDS.toNanos(9);
        }
        log(1_000L * rollout + 250L * part, learned ? 250 / 9.25 : 1_000, learned);
      }
    }
    // Before two rollouts are learned from, nothing is known; then it is 1,000 s less what is done.
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(20);
    assertThat(lines.get(0)).contains("ETA -");
    for (String line : lines.subList(1, lines.size())) {
      long step = Long.parseLong(line.replaceAll("step ([\\d,]+) of .*", "$1").replace(",", ""));
      long seconds = (100_000 - step) / 100;
      assertThat(line)
          .contains("100 steps/s")
          .contains(String.format(Locale.ROOT, "ETA %s:%02d", seconds / 60, seconds % 60));
    }
  }

  @Test
  void logged_afterAReplayMemoryWasFilled_forgetsHowFastThatWas() {
    nanos = TimeUnit.SECONDS.toNanos(10);
    log(10_000, 1_000, false);
    for (int second = 1; second <= 30; second++) {
      nanos += TimeUnit.SECONDS.toNanos(1);
      log(10_000 + 100L * second, 100, true);
    }
    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).contains("1,000 steps/s, ETA -");
    assertThat(lines.get(lines.size() - 1)).contains("100 steps/s, ETA 14:30");
  }

  @Test
  void print_ruleThatLengthens_saysWhatWasAdded() {
    assertThat(printed(new Normalize(Schedule.constant(4), 0, List.of())))
        .contains("1 of 1 updates were clipped (100.0%), 0 skipped")
        .contains("clipping added 300.0% to the gradient's norm");
    assertThat(printed(new GlobalNorm(0.25)))
        .contains("clipping removed 75.0% of the gradient's norm");
  }

  private String printed(ClippingRule rule) {
    ClippingStatistics updates = new ClippingStatistics(LAYOUT);
    updates.record(
        new ClippingStage(LAYOUT, ClippingSettings.of(rule))
            .process(new float[] {1}, new float[1], 0));
    EvaluationRecord evaluation = new EvaluationRecord(1, List.of(1.0), List.of(1L));
    listener.print(
        new RunSummary(
            1,
            1,
            1,
            1,
            evaluation,
            evaluation,
            false,
            updates,
            new NormWindows(List.of()),
            "",
            List.of(),
            List.of()));
    return out.toString();
  }
}
