package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NormWindowsTest {

  private static final ParameterLayout LAYOUT = ParameterLayout.builder().add("w", 1).build();
  private static final int NORMS = 300;

  /** Records norms of a Pareto distribution on a path. */
  private static void record(NormWindows windows, String path, double alpha) {
    ClippingStage stage = new ClippingStage(path, LAYOUT, ClippingSettings.DEFAULTS);
    for (double norm : norms(alpha)) {
      windows.record(stage.process(new float[] {(float) norm}, 0));
    }
  }

  private static double[] norms(double alpha) {
    double[] norms = new double[NORMS];
    for (int i = 0; i < NORMS; i++) {
      norms[i] = (float) Math.pow(1 - (i + 0.5) / NORMS, -1 / alpha);
    }
    return norms;
  }

  private static NormWindow window(double alpha) {
    NormWindow window = new NormWindow();
    for (double norm : norms(alpha)) {
      window.add(norm);
    }
    return window;
  }

  private static void assertSame(NormWindow actual, NormWindow expected) {
    assertThat(actual.count()).isEqualTo(expected.count());
    assertThat(actual.kurtosis()).isEqualTo(expected.kurtosis()).isNotNaN();
    assertThat(actual.tailIndex()).isEqualTo(expected.tailIndex()).isNotNaN();
  }

  @Test
  void oneWindow_takesUpdatesOfAnyPathAndHasItsFigures() {
    NormWindows windows = new NormWindows(List.of());
    record(windows, "actor", 1.2);

    assertThat(windows.paths()).isEmpty();
    assertSame(windows.path(0), window(1.2));
    assertThat(windows.kurtosis()).isEqualTo(window(1.2).kurtosis());
    assertThat(windows.tailIndex()).isEqualTo(window(1.2).tailIndex());
  }

  @Test
  void severalPaths_haveEachItsWindowAndNoFiguresTogether() {
    NormWindows windows = new NormWindows(List.of("actor", "critic"));
    record(windows, "critic", 3);
    record(windows, "actor", 1.2);

    assertThat(windows.paths()).containsExactly("actor", "critic");
    assertSame(windows.path(0), window(1.2));
    assertSame(windows.path(1), window(3));
    assertThat(windows.kurtosis()).isNaN();
    assertThat(windows.tailIndex()).isNaN();
  }

  @Test
  void record_updateOfAnotherPath_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> record(new NormWindows(List.of("actor", "critic")), "q", 3))
        .withMessage("There are windows of the update paths [actor, critic], but none of 'q'.");
  }

  @Test
  void state_restored_isThatOfEachPath() throws IOException {
    NormWindows windows = new NormWindows(List.of("actor", "critic"));
    record(windows, "actor", 1.2);
    record(windows, "critic", 3);
    NormWindows restored = new NormWindows(List.of("actor", "critic"));
    StateBytes.restore(StateBytes.of(windows), restored);

    assertSame(restored.path(0), window(1.2));
    assertSame(restored.path(1), window(3));
  }
}
