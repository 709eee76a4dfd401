package io.rein4j.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzTest {

  @Test
  void run_aTrialAlone_drawsWhatItDrewAmongTheOthers() throws InterruptedException {
    List<Long> drawn = new ArrayList<>();
    Fuzz.Trial trial =
        random -> {
          drawn.add(random.nextLong());
          return "drawn";
        };
    new Fuzz("draws", 7, 0, 5, 10).run(trial);
    new Fuzz("draws", 7, 3, 4, 10).run(trial);

    assertThat(drawn).hasSize(6);
    assertThat(drawn.get(5)).isEqualTo(drawn.get(3));
    assertThat(drawn.subList(0, 5)).doesNotHaveDuplicates();
  }

  @Test
  void run_aTrialFails_failsWithSeedAndNumberAfterAllHaveRun() {
    List<Integer> ran = new ArrayList<>();
    assertThatThrownBy(
            () ->
                new Fuzz("parity", 9, 0, 4, 10)
                    .run(
                        random -> {
                          ran.add(ran.size());
                          if (ran.size() == 2) {
                            throw new IllegalStateException("odd");
                          }
                          return "even";
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1 of 4 trials failed")
        .hasMessageContaining("-Drein4j.fuzz.seed=9 -Drein4j.fuzz.only=1")
        .hasMessageContaining("odd");
    assertThat(ran).hasSize(4);
  }

  @Test
  void run_aTrialHangs_failsWithWhereItHung() {
    assertThatThrownBy(
            () ->
                new Fuzz("sleep", 1, 0, 1, 1)
                    .run(
                        random -> {
                          Thread.sleep(60_000);
                          return "woken";
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("took more than 1 s")
        .hasMessageContaining("FuzzTest");
  }
}
