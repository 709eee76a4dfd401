package io.rein4j.nn.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTest {

  @ParameterizedTest
  @CsvSource({
    "10 12, 1, 10, 12, 1",
    // Channels are beside two dimensions that are equal, however many there are.
    "84 84 4, 1, 84, 84, 4",
    "4 84 84, 4, 84, 84, 1",
    "8 8 111, 1, 8, 8, 111",
    "111 8 8, 111, 8, 8, 1",
    // Otherwise they are fewer than pixels.
    "210 160 3, 1, 210, 160, 3",
    "3 210 160, 3, 210, 160, 1",
    "3 3 3, 1, 3, 3, 3",
    "5 7 5, 1, 5, 7, 5",
    "4 84 84 3, 4, 84, 84, 3",
    "4 3 84 84, 12, 84, 84, 1"
  })
  void of_shape_findsChannels(String shape, int groups, int height, int width, int channels) {
    assertThat(Image.of(Arrays.stream(shape.split(" ")).map(Integer::valueOf).toList()))
        .contains(new Image(groups, height, width, channels));
  }

  @ParameterizedTest
  @CsvSource({"7", "1 2 3 4 5"})
  void of_otherDimensions_isNoImage(String shape) {
    assertThat(Image.of(Arrays.stream(shape.split(" ")).map(Integer::valueOf).toList())).isEmpty();
  }
}
