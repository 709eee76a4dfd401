package io.rein4j.agent.pg;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Box;
import io.rein4j.env.ElementType;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SquashingTest {

  @ParameterizedTest
  @EnumSource
  void apply_wholeNumbers_reachesThemAllAndNothingBetween(ActionBounds bounds) {
    Box box =
        new Box(new double[] {-2, 0}, new double[] {2, 255}, new int[] {2}, ElementType.INT64);
    Squashing squashing = new Squashing(box, bounds);
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    float[] vectors = new float[2];
    float[] action = new float[2];
    Set<Float> taken = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      vectors[0] = (float) random.nextDouble(-4, 4);
      vectors[1] = (float) random.nextDouble(-300, 600);
      squashing.apply(vectors, 0, 1, action);
      assertThat(box.contains(action, 0)).as("seed %d, draw %d", seed, i).isTrue();
      taken.add(action[0]);
    }
    assertThat(taken).containsExactly(-2f, -1f, 0f, 1f, 2f);
  }
}
