package io.rein4j.env.toytext;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Env;
import io.rein4j.env.RgbImage;
import io.rein4j.env.draw.Pictures;
import io.rein4j.env.source.Envs;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where things stand in pictures of grids; Gymnasium's art is not copied. */
class ToyTextPicturesTest {

  private static final FrozenLakePicture LAKE = new FrozenLakePicture(FrozenLake.named("4x4"));

  static Stream<Arguments> sizes() {
    return Stream.of(
        Arguments.of("FrozenLake-v1", Map.of(), 256, 256),
        Arguments.of("FrozenLake8x8-v1", Map.of(), 512, 512),
        Arguments.of("FrozenLake-v1", Map.of("desc", "SFG"), 192, 64),
        Arguments.of("CliffWalking-v1", Map.of(), 720, 240),
        Arguments.of("Taxi-v4", Map.of(), 550, 350),
        Arguments.of("Taxi-v4", Map.of("fickle-passenger", true), 550, 350),
        Arguments.of("Blackjack-v1", Map.of(), 600, 500));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void picture_ofAnEnvironment_isAsLargeAsGymnasiums(
      String id, Map<String, Object> options, int width, int height) {
    try (Env env = Envs.standard().make(id, options)) {
      env.reset(3, new float[env.observationSpace().size()], 0);
      RgbImage picture = env.renderer().orElseThrow().render();

      assertThat(picture.width()).isEqualTo(width);
      assertThat(picture.height()).isEqualTo(height);
    }
  }

  @Test
  void lake_walkerElsewhere_changesTheTwoCellsOnly() {
    RgbImage start = LAKE.of(0, TabularPicture.NO_MOVE);
    for (int state = 1; state < 16; state++) {
      RgbImage moved = LAKE.of(state, 2);

      assertThat(changedCells(start, moved, 64, 4)).containsExactly(0, state);
    }
  }

  @Test
  void cliff_walkerElsewhere_changesItsCellsAndThoseItReachesInto() {
    CliffWalkingPicture picture = new CliffWalkingPicture();
    RgbImage start = picture.of(36, TabularPicture.NO_MOVE);

    assertThat(changedCells(start, picture.of(24, 0), 60, 12)).contains(24, 36);
    assertThat(changedCells(start, picture.of(5, 1), 60, 12)).containsExactly(5, 24, 36);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0,2", "0,3", "1,2", "1,3", "2,3"})
  void walker_towardsTwoSides_looksDifferent(int move, int other) {
    assertThat(LAKE.of(5 + 1, move)).isNotEqualTo(LAKE.of(5 + 1, other));
  }

  @Test
  void lake_inAHole_hasNobodyOnTheIce() {
    int coat = 0xC0392B;
    assertThat(Pictures.counts(LAKE.of(4, 1))).containsKey(coat);
    assertThat(Pictures.counts(LAKE.of(5, 1))).doesNotContainKey(coat);
  }

  @Test
  void taxi_passengerAboard_isAtNoStand() {
    TaxiPicture picture = new TaxiPicture();
    int coat = 0xC0392B;
    RgbImage waiting = picture.of(Taxi.state(12, 0, 1), TabularPicture.NO_MOVE);
    RgbImage aboard = picture.of(Taxi.state(12, Taxi.ABOARD, 1), TabularPicture.NO_MOVE);

    assertThat(Pictures.counts(waiting)).containsKey(coat);
    assertThat(Pictures.counts(aboard)).doesNotContainKey(coat);
    assertThat(changedCells(waiting, aboard, 50, 11)).containsExactly(11 + 1);
  }

  @Test
  void taxi_town_hasGymnasiumsHedgesAndStands() {
    RgbImage picture = new TaxiPicture().of(Taxi.state(12, Taxi.ABOARD, 1), 1);
    int hedge = 0x4D8B1B;

    assertThat(List.of(cell(picture, 5, 0), cell(picture, 0, 3), cell(picture, 4, 1)))
        .containsOnly(hedge);
    assertThat(List.of(cell(picture, 2, 4), cell(picture, 6, 5), cell(picture, 10, 5)))
        .containsOnly(hedge);
    assertThat(cell(picture, 4, 4)).isEqualTo(0x6E6E6E);
    // Half of the road's colour, as a surface of alpha 128 leaves it.
    assertThat(cell(picture, 7, 5)).isEqualTo(0x3737B7);
  }

  @Test
  void blackjack_whatShows_isDrawn() {
    RgbImage game = BlackjackPicture.of(15, 10, false, 3, 2);

    assertThat(game).isNotEqualTo(BlackjackPicture.of(16, 10, false, 3, 2));
    assertThat(game).isNotEqualTo(BlackjackPicture.of(15, 9, false, 3, 2));
    assertThat(game).isNotEqualTo(BlackjackPicture.of(15, 10, true, 3, 2));
    assertThat(game).isNotEqualTo(BlackjackPicture.of(15, 10, false, 2, 2));
    assertThat(game).isNotEqualTo(BlackjackPicture.of(15, 10, false, 3, 1));
    assertThat(game.color(1, 1)).isEqualTo(0x076324);
  }

  private static int cell(RgbImage picture, int column, int row) {
    return picture.color(column * 50 + 25, row * 50 + 25);
  }

  private static List<Integer> changedCells(RgbImage a, RgbImage b, int size, int columns) {
    return IntStream.range(0, a.width() * a.height())
        .filter(i -> a.color(i % a.width(), i / a.width()) != b.color(i % a.width(), i / a.width()))
        .map(i -> i / a.width() / size * columns + i % a.width() / size)
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }
}
