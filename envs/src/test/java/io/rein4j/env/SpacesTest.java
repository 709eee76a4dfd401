package io.rein4j.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpacesTest {

  /** From {@code spaces.txt}, which {@code make_goldens.py} writes. */
  @Test
  void sample_ofSeededSpace_isGymnasiums() throws IOException {
    List<String> lines;
    try (InputStream in =
        Objects.requireNonNull(SpacesTest.class.getResourceAsStream("spaces.txt"))) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList();
    }
    assertThat(lines).hasSize(63);
    for (String line : lines) {
      String[] parts = line.split(" \\| ", -1);
      Space space = space(parts[0].split(" ", -1));
      Pcg64 random = new Pcg64(Long.parseLong(parts[1]));
      String[] expected = parts[2].split(" ", -1);
      float[] sample = new float[space.size()];
      for (int i = 0; i < expected.length; i++) {
        if (i % sample.length == 0) {
          space.sample(random, sample, 0);
          assertThat(space.contains(sample, 0)).as(line).isTrue();
        }
        assertThat(sample[i % sample.length]).as(line).isEqualTo(Float.parseFloat(expected[i]));
      }
    }
  }

  private static Space space(String[] words) {
    return switch (words[0]) {
      case "discrete" -> new Discrete(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      case "multi" ->
          new MultiDiscrete(
              Arrays.stream(words, 1, words.length).mapToInt(Integer::parseInt).toArray());
      case "binary" ->
          new MultiBinary(
              Arrays.stream(words, 1, words.length).mapToInt(Integer::parseInt).toArray());
      case "multi-start" ->
          new MultiDiscrete(
              IntStream.range(0, words.length / 2)
                  .map(i -> Integer.parseInt(words[2 * i + 1]))
                  .toArray(),
              IntStream.range(0, words.length / 2)
                  .map(i -> Integer.parseInt(words[2 * i + 2]))
                  .toArray());
      case "box" -> {
        float[] low = new float[words.length / 2];
        float[] high = new float[words.length / 2];
        for (int i = 0; i < low.length; i++) {
          low[i] = Float.parseFloat(words[2 * i + 1]);
          high[i] = Float.parseFloat(words[2 * i + 2]);
        }
        yield Box.vector(low, high);
      }
      default -> {
        double[] low = new double[words.length / 2];
        double[] high = new double[words.length / 2];
        for (int i = 0; i < low.length; i++) {
          low[i] = Double.parseDouble(words[2 * i + 1]);
          high[i] = Double.parseDouble(words[2 * i + 2]);
        }
        ElementType type = ElementType.named(words[0]).orElseThrow();
        yield new Box(low, high, new int[] {low.length}, type);
      }
    };
  }

  @Test
  void discrete_contains_itsIntegersAlone() {
    Discrete space = new Discrete(3, -1);
    for (float inside : new float[] {-1, -0.0f, 0, 1}) {
      assertThat(space.contains(new float[] {inside}, 0)).as("%s", inside).isTrue();
    }
    for (float outside :
        new float[] {-2, 2, 0.5f, Float.NaN, Float.POSITIVE_INFINITY, 3e9f, -3e9f, 0x1p31f}) {
      assertThat(space.contains(new float[] {outside}, 0)).as("%s", outside).isFalse();
    }
    assertThat(space.value(new float[] {7, 1}, 1)).isEqualTo(1);
    assertThatThrownBy(() -> space.value(new float[] {7, 2.5f}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a value of Discrete(3, start=-1), but found [2.5].");
    assertThat(space).hasToString("Discrete(3, start=-1)").isEqualTo(new Discrete(3, -1));
    assertThat(new Discrete(2)).hasToString("Discrete(2)");
  }

  @Test
  void discrete_emptyOrBeyondFloats_isRefused() {
    assertThatThrownBy(() -> new Discrete(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A discrete space holds 1 or more integers, but its n is 0.");
    assertThatThrownBy(() -> new Discrete(2, 1 << 24))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 16777216 to 16777217");
    assertThat(new Discrete(1, 1 << 24).contains(new float[] {1 << 24}, 0)).isTrue();
  }

  @Test
  void multiDiscrete_isAValue() {
    int[] nvec = {3, 2};
    MultiDiscrete space = new MultiDiscrete(nvec);
    nvec[0] = 9;
    space.nvec()[1] = 9;
    assertThat(space).isEqualTo(new MultiDiscrete(3, 2)).hasSameHashCodeAs(new MultiDiscrete(3, 2));
    assertThat(space).isNotEqualTo(new MultiDiscrete(3, 3)).hasToString("MultiDiscrete([3 2])");
    assertThat(space.shape()).containsExactly(2);
    assertThat(space.contains(new float[] {0, 2, 1}, 1)).isTrue();
    assertThat(space.contains(new float[] {0, 2, 2}, 1)).isFalse();
    assertThatThrownBy(MultiDiscrete::new).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void multiDiscrete_ofSeveralDimensions_isAnotherSpaceWithTheSameNumbers() {
    int[] nvec = {3, 2, 4, 5, 2, 2};
    int[] start = {-1, 0, 0, 0, 0, 9};
    MultiDiscrete grid = new MultiDiscrete(nvec, start, new int[] {2, 3});
    MultiDiscrete row = new MultiDiscrete(nvec, start);
    assertThat(grid)
        .hasToString("MultiDiscrete([[3 2 4] [5 2 2]], start=[[-1 0 0] [0 0 9]])")
        .isNotEqualTo(row)
        .isEqualTo(new MultiDiscrete(nvec, start, new int[] {2, 3}));
    assertThat(new MultiDiscrete(new int[] {2, 3}, new int[2], new int[] {1, 2, 1}))
        .hasToString("MultiDiscrete([[[2] [3]]])");
    assertThat(grid.shape()).containsExactly(2, 3);
    assertThat(grid.integers()).isEqualTo(row.integers()).hasSize(6);
    float[] ofGrid = new float[6];
    float[] ofRow = new float[6];
    grid.sample(new Pcg64(1), ofGrid, 0);
    row.sample(new Pcg64(1), ofRow, 0);
    assertThat(ofGrid).isEqualTo(ofRow);
    assertThatThrownBy(() -> new MultiDiscrete(nvec, start, new int[] {2, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A multi-discrete space of 6 integers does not have the shape (2, 2).");
  }

  @Test
  void multiBinary_isAValueOfBits() {
    int[] shape = {2, 3};
    MultiBinary space = new MultiBinary(shape);
    shape[0] = 9;
    space.shape()[0] = 9;
    assertThat(space)
        .hasToString("MultiBinary((2, 3))")
        .isEqualTo(new MultiBinary(2, 3))
        .hasSameHashCodeAs(new MultiBinary(2, 3))
        .isNotEqualTo(new MultiBinary(3, 2));
    assertThat(new MultiBinary(4)).hasToString("MultiBinary(4)");
    assertThat(space.size()).isEqualTo(6);
    assertThat(space.integers()).isEmpty();
    assertThat(space.asBox().orElseThrow()).hasToString("Box(0, 1, (2, 3), int8)");
    assertThat(space.contains(new float[] {7, 0, 1, -0f, 1, 1, 0}, 1)).isTrue();
    for (float outside : new float[] {-1, 2, 0.5f, Float.NaN}) {
      assertThat(space.contains(new float[] {0, 0, 0, 0, 0, outside}, 0)).isFalse();
    }
    assertThatThrownBy(() -> new MultiBinary(2, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A multi-binary space's dimensions are 1 or larger, but its shape is [2, 0].");
  }

  @Test
  void box_isAValue() {
    float[] low = {-1, 0};
    Box box = Box.vector(low, new float[] {1, Float.POSITIVE_INFINITY});
    low[0] = -9;
    box.low()[0] = -9;
    box.high()[0] = 9;
    Box same =
        new Box(new float[] {-1, 0}, new float[] {1, Float.POSITIVE_INFINITY}, new int[] {2});
    assertThat(box).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(box).hasToString("Box([-1.0, 0.0], [1.0, Infinity], (2,), float32)");
    assertThat(Box.of(-2, 2, 2, 1)).hasToString("Box(-2.0, 2.0, (2, 1), float32)");
    assertThat(Box.of(-2, 2, 2, 1)).isNotEqualTo(Box.of(-2, 2, 1, 2));
    assertThat(Box.symmetric(1, 2)).isEqualTo(Box.vector(new float[] {-1, -2}, new float[] {1, 2}));
    assertThat(box.bounded()).isFalse();
    assertThat(Box.of(0, 1, 2).bounded()).isTrue();
    assertThat(box.low(0)).isEqualTo(-1);
    assertThat(box.high(0)).isEqualTo(1);
  }

  @Test
  void multiDiscrete_withStarts_countsFromThem() {
    MultiDiscrete space = new MultiDiscrete(new int[] {3, 2}, new int[] {1, -1});
    assertThat(space).hasToString("MultiDiscrete([3 2], start=[1 -1])");
    assertThat(space).isNotEqualTo(new MultiDiscrete(3, 2));
    assertThat(space.contains(new float[] {3, -1}, 0)).isTrue();
    assertThat(space.contains(new float[] {0, -1}, 0)).isFalse();
    assertThat(space.contains(new float[] {1, 1}, 0)).isFalse();
    assertThatThrownBy(() -> new MultiDiscrete(new int[] {2}, new int[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 1 integers has as many starts, but there are 2");
  }

  @Test
  void box_ofAnotherType_keepsItsBoundsAndContainsWhatTheNearestFloatsAre() {
    Box angle =
        new Box(
            new double[] {-Math.PI}, new double[] {Math.PI}, new int[] {1}, ElementType.FLOAT64);
    assertThat(angle).hasToString("Box(-3.141592653589793, 3.141592653589793, (1,), float64)");
    assertThat(angle.contains(new float[] {(float) Math.PI}, 0)).isTrue();
    assertThat(angle.nearest(0, (float) Math.PI)).isEqualTo(Math.PI);
    assertThat(angle.exactHigh()).containsExactly(Math.PI);
    assertThat(angle).isNotEqualTo(Box.of((float) -Math.PI, (float) Math.PI, 1));
    Box steps = new Box(new double[] {-2}, new double[] {2}, new int[] {1}, ElementType.INT64);
    assertThat(steps).hasToString("Box(-2, 2, (1,), int64)");
    assertThat(steps.contains(new float[] {2}, 0)).isTrue();
    assertThat(steps.contains(new float[] {1.5f}, 0)).isFalse();
    assertThat(steps.nearest(0, 1.6f)).isEqualTo(2);
    assertThat(steps.nearest(0, 7)).isEqualTo(2);
  }

  @Test
  void box_contains_bothBounds() {
    Box box = Box.vector(new float[] {-1, 0}, new float[] {1, Float.POSITIVE_INFINITY});
    assertThat(box.contains(new float[] {-1, 0}, 0)).isTrue();
    assertThat(box.contains(new float[] {9, 1, Float.POSITIVE_INFINITY}, 1)).isTrue();
    assertThat(box.contains(new float[] {1.0001f, 0}, 0)).isFalse();
    assertThat(box.contains(new float[] {0, -0.0001f}, 0)).isFalse();
    assertThat(box.contains(new float[] {0, Float.NaN}, 0)).isFalse();
    assertThatThrownBy(() -> box.require(new float[] {5, 0, -1}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected a value of Box([-1.0, 0.0], [1.0, Infinity], (2,), float32), but found [0.0, -1.0].");
  }

  @Test
  void box_boundsThatDoNotFit_areRefused() {
    assertThatThrownBy(() -> Box.of(1, -1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("element 0 goes from 1.0 to -1.0");
    assertThatThrownBy(() -> Box.of(Float.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Box(new float[2], new float[2], new int[] {3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has 3 elements, but there are 2 lower and 2 upper bounds");
    assertThatThrownBy(() -> new Box(new float[0], new float[0], new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Box.of(0, 1, 2, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A box's dimensions are 1 or larger, but its shape is [2, -1].");
  }
}
