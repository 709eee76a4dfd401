package io.rein4j.env;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpaceNotesTest {

  private static Box box(double low, double high, ElementType type) {
    return new Box(new double[] {low}, new double[] {high}, new int[] {1}, type);
  }

  @Test
  void ofObservations_wholeNumbersBeyondFloats_areTold() {
    double large = 1L << 40;
    assertThat(SpaceNotes.ofObservations(box(-large, large, ElementType.INT64), 1))
        .singleElement()
        .asString()
        .contains("whole numbers up to 1,099,511,627,776", "gaps beyond 16,777,216");
    assertThat(SpaceNotes.ofObservations(box(-large, large, ElementType.FLOAT64), 1)).isEmpty();
    assertThat(SpaceNotes.ofObservations(box(-9, 1 << 24, ElementType.INT32), 1)).isEmpty();
    double unbounded = Double.POSITIVE_INFINITY;
    assertThat(SpaceNotes.ofObservations(box(-unbounded, unbounded, ElementType.INT64), 1))
        .isEmpty();
  }

  @Test
  void ofObservations_bytesThatNoNetworkScales_areTold() {
    Box bytes = box(0, 255, ElementType.UINT8);
    assertThat(SpaceNotes.ofObservations(bytes, 1))
        .singleElement()
        .asString()
        .contains("bytes", "'observation-normalization'", "'input-scale: 255'");
    assertThat(SpaceNotes.ofObservations(bytes, 255)).isEmpty();
    assertThat(SpaceNotes.ofObservations(box(0, 1, ElementType.UINT8), 1)).isEmpty();
    Box beside = Box.vector(new float[] {-1, 0}, new float[] {1, 255});
    assertThat(SpaceNotes.ofObservations(beside, 1)).singleElement().asString().contains("bytes");
    assertThat(SpaceNotes.ofObservations(Box.of(-1, 255, 1), 1)).isEmpty();
    assertThat(SpaceNotes.ofObservations(new Discrete(3), 1)).isEmpty();
  }

  @Test
  void ofActions_wholeNumbers_areTold() {
    assertThat(SpaceNotes.ofActions(box(-2, 2, ElementType.INT64)))
        .singleElement()
        .asString()
        .contains("rounded to the nearest");
    assertThat(SpaceNotes.ofActions(box(-2, 2, ElementType.FLOAT64))).isEmpty();
    assertThat(SpaceNotes.ofActions(new Discrete(5))).isEmpty();
  }
}
