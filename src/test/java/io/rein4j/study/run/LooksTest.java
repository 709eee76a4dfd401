package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.plan.PlannedRun;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.study.plan.RunPlan;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a plan has asked for, and when it is asked again. */
class LooksTest {

  private static RunOutcome unread(PlannedRun run) {
    throw new AssertionError(run.folderName());
  }

  @Test
  void takeNew_runsOfSeveralLooks_givesEachOnceLookByLook() throws IOException {
    RunPlan.Request late = new RunPlan.Request(SmallPlans.ppo("late", 1), 2);
    RunPlan.Request early = new RunPlan.Request(SmallPlans.ppo("early", 1), 1);
    Looks looks =
        new Looks(
            (complete, results) ->
                complete == 0
                    ? new RunPlan.Decision(List.of(late, early), Set.of())
                    : RunPlan.Decision.NOTHING);

    assertThat(looks.takeNew()).containsExactly(early, late);
    assertThat(looks.takeNew()).isEmpty();
    assertThat(looks.advance(run -> false, LooksTest::unread)).isFalse();
  }

  @Test
  void takeDropped_runThatALookDrops_givesItOnce() throws IOException {
    RunPlan.Request late = new RunPlan.Request(SmallPlans.ppo("late", 1), 2);
    String name = late.run().folderName();
    Looks looks =
        new Looks(
            (complete, results) ->
                complete == 0
                    ? new RunPlan.Decision(List.of(late), Set.of())
                    : new RunPlan.Decision(List.of(), Set.of(name)));

    assertThat(looks.takeDropped()).isEmpty();
    assertThat(looks.advance(run -> true, LooksTest::unread)).isTrue();
    assertThat(looks.takeDropped()).containsExactly(name);
    assertThat(looks.takeDropped()).isEmpty();
  }

  /** If each event took in all runs, this would take an hour. */
  @Test
  @Timeout(60)
  void advance_hundredThousandRuns_takesNoLongerForEachThanForFew() throws IOException {
    List<PlannedRun> runs =
        LongStream.rangeClosed(1, 100_000).mapToObj(seed -> SmallPlans.ppo("a", seed)).toList();
    Looks looks = new Looks(RunPlan.allAtOnce(runs));
    Set<PlannedRun> ended = new HashSet<>();
    for (PlannedRun run : runs.subList(0, runs.size() - 1)) {
      ended.add(run);
      assertThat(looks.advance(ended::contains, LooksTest::unread)).isFalse();
    }
    assertThat(looks.takeNew()).hasSize(100_000);
  }
}
