package io.rein4j.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.catalog.Catalog;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SchedulesTest {

  private static final Offset<Double> TIGHT = Offset.offset(1e-15);

  @Test
  void constant_neverChanges() {
    Schedule schedule = Schedule.constant(2.3e-3);
    for (double progress : new double[] {0, 0.3, 1}) {
      assertThat(schedule.at(progress)).isEqualTo(2.3e-3);
    }
  }

  @Test
  void linear_goesStraightAndStays() {
    Schedule schedule = new Linear(1, 0.04, 0.16);
    assertThat(schedule.at(0)).isEqualTo(1);
    assertThat(schedule.at(0.04)).isCloseTo(0.76, TIGHT);
    assertThat(schedule.at(0.08)).isCloseTo(0.52, TIGHT);
    assertThat(schedule.at(0.16)).isEqualTo(0.04);
    assertThat(schedule.at(1)).isEqualTo(0.04);
  }

  @Test
  void linear_withinAWindow_staysBeforeAndAfterIt() {
    Schedule schedule = new Linear(3, 1, 0.7, 0.4);
    for (double before : new double[] {0, 0.2, 0.4}) {
      assertThat(schedule.at(before)).isEqualTo(3);
    }
    assertThat(schedule.at(0.55)).isCloseTo(2, TIGHT);
    assertThat(schedule.at(0.7)).isEqualTo(1);
    assertThat(schedule.at(1)).isEqualTo(1);
    assertThat(new Linear(3, 1, 0.7)).isEqualTo(new Linear(3, 1, 0.7, 0));
    for (double after : new double[] {-0.1, 0.7, 0.8, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Linear(3, 1, 0.7, after))
          .withMessage(
              "A schedule's 'after' is a share of training from 0 to below its 'until', 0.7, but is "
                  + after
                  + ".");
    }
  }

  @Test
  void cosine_goesAlongHalfAWaveAndStays() {
    Schedule schedule = new Cosine(3, 1, 0.5);
    assertThat(schedule.at(0)).isEqualTo(3);
    assertThat(schedule.at(0.125)).isCloseTo(2 + Math.sqrt(0.5), TIGHT);
    assertThat(schedule.at(0.25)).isCloseTo(2, TIGHT);
    assertThat(schedule.at(0.375)).isCloseTo(2 - Math.sqrt(0.5), TIGHT);
    assertThat(schedule.at(0.5)).isEqualTo(1);
    assertThat(schedule.at(0.9)).isEqualTo(1);
  }

  @Test
  void exponential_goesByAConstantFactorAndStays() {
    Schedule schedule = new Exponential(1, 1e-4, 0.8);
    assertThat(schedule.at(0)).isEqualTo(1);
    assertThat(schedule.at(0.2)).isCloseTo(1e-1, TIGHT);
    assertThat(schedule.at(0.4)).isCloseTo(1e-2, TIGHT);
    assertThat(schedule.at(0.8)).isEqualTo(1e-4);
    assertThat(schedule.at(1)).isEqualTo(1e-4);
  }

  @Test
  void everySchedule_staysBetweenItsEnds() {
    for (Schedule schedule :
        List.of(new Linear(5, 2, 0.7), new Cosine(5, 2, 0.7), new Exponential(5, 2, 0.7))) {
      double previous = 5;
      for (int i = 0; i <= 1_000; i++) {
        double value = schedule.at(i / 1_000.0);
        assertThat(value).as("%s at %d", schedule, i).isBetween(2.0, previous);
        previous = value;
      }
    }
  }

  @Test
  void types_nameEverySchedule() {
    assertThat(Catalog.standard().types(Schedule.class))
        .containsOnlyKeys("constant", "linear", "cosine", "exponential")
        .containsEntry("cosine", Cosine.class);
  }

  @Test
  void settings_outOfRange_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Constant(Double.NaN))
        .withMessage("A schedule's 'value' must be finite, but is NaN.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Linear(0, Double.POSITIVE_INFINITY, 1))
        .withMessage("A schedule's 'to' must be finite, but is Infinity.");
    assertThatIllegalArgumentException().isThrownBy(() -> new Linear(Double.NaN, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cosine(Double.NaN, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cosine(0, Double.NaN, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Exponential(1, 0, 1))
        .withMessage("A schedule's 'to' must be finite and > 0, but is 0.0.");
    assertThatIllegalArgumentException().isThrownBy(() -> new Exponential(-1, 1, 1));
    for (double until : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Linear(1, 0, until))
          .withMessage(
              "A schedule's 'until' is a share of training in (0, 1], but is " + until + ".");
      assertThatIllegalArgumentException().isThrownBy(() -> new Cosine(1, 0, until));
      assertThatIllegalArgumentException().isThrownBy(() -> new Exponential(1, 2, until));
    }
  }
}
