package io.rein4j.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeometricMedianTest {

  private static double[][] points(SplittableRandom random, int n, int dimension) {
    double[][] points = new double[n][dimension];
    for (double[] point : points) {
      double scale = 1 / Math.sqrt(random.nextExponential());
      for (int j = 0; j < dimension; j++) {
        point[j] = scale * random.nextGaussian();
      }
    }
    return points;
  }

  private static double[] median(double[][] points, int iterations) {
    int n = points.length;
    double[][] gram = new double[n][n];
    for (int k = 0; k < n; k++) {
      for (int l = 0; l < n; l++) {
        for (int j = 0; j < points[k].length; j++) {
          gram[k][l] += (points[k][j] - points[0][j]) * (points[l][j] - points[0][j]);
        }
      }
    }
    double[] weights = new GeometricMedian(n, iterations).weights(gram, n);
    double[] median = new double[points[0].length];
    double sum = 0;
    for (int k = 0; k < n; k++) {
      sum += weights[k];
      assertThat(weights[k]).isBetween(0.0, 1.0);
      for (int j = 0; j < median.length; j++) {
        median[j] += weights[k] * points[k][j];
      }
    }
    assertThat(Math.abs(sum - 1)).isLessThan(1e-12);
    return median;
  }

  private static double sumOfDistances(double[][] points, double[] from) {
    double sum = 0;
    for (double[] point : points) {
      double square = 0;
      for (int j = 0; j < from.length; j++) {
        square += (point[j] - from[j]) * (point[j] - from[j]);
      }
      sum += Math.sqrt(square);
    }
    return sum;
  }

  /** A pattern search, which knows nothing but the sum of distances, from the best point. */
  private static double[] search(double[][] points) {
    double[] best = points[0];
    for (double[] point : points) {
      if (sumOfDistances(points, point) < sumOfDistances(points, best)) {
        best = point;
      }
    }
    best = best.clone();
    SplittableRandom random = new SplittableRandom(1);
    for (double step = 2; step > 1e-7; step *= 0.7) {
      for (int trial = 0; trial < 400; trial++) {
        double[] next = best.clone();
        for (int j = 0; j < next.length; j++) {
          next[j] += step * random.nextGaussian();
        }
        if (sumOfDistances(points, next) < sumOfDistances(points, best)) {
          best = next;
        }
      }
    }
    return best;
  }

  @Test
  void weights_randomPoints_areThoseOfTheBestPoint() {
    for (long seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double[][] points = points(random, 3 + random.nextInt(8), 1 + random.nextInt(3));

      double found = sumOfDistances(points, median(points, 10_000));
      double best = sumOfDistances(points, search(points));

      assertThat(found).as("seed %d", seed).isLessThanOrEqualTo(best * (1 + 1e-3));
      assertThat(found).as("seed %d", seed).isGreaterThanOrEqualTo(best * (1 - 1e-3));
    }
  }

  @Test
  void weights_medianBetweenThePoints_isFoundToMillionths() {
    for (long seed = 0; seed < 60; seed++) {
      double[][] points = points(new SplittableRandom(seed), 8, 3);
      double[] median = median(points, 10_000);
      double nearest = Double.POSITIVE_INFINITY;
      for (double[] point : points) {
        nearest = Math.min(nearest, sumOfDistances(new double[][] {point}, median));
      }
      if (nearest > 0.05) {
        double[] best = search(points);
        assertThat(sumOfDistances(new double[][] {best}, median))
            .as("seed %d", seed)
            .isLessThan(1e-4);
      }
    }
  }

  @Test
  void weights_usualIterations_comeCloseToTheEnd() {
    double sum = 0;
    for (long seed = 0; seed < 500; seed++) {
      double[][] points = points(new SplittableRandom(seed), 8, 2 + (int) (seed % 10));
      double[] end = median(points, 100_000);
      double[] usual = median(points, MedianOfMeans.DEFAULT_ITERATIONS);
      double typical = sumOfDistances(points, end) / points.length;
      sum += sumOfDistances(new double[][] {usual}, end) / typical;
    }
    assertThat(sum / 500).isLessThan(1e-3);
  }

  @Test
  void weights_equalPointsOrNoNumbers_areEqual() {
    GeometricMedian median = new GeometricMedian(4, 20);
    assertThat(median.weights(new double[4][4], 4)).containsOnly(0.25);
    double[][] gram = {{1, 0, 0, 0}, {0, 2, 0, 0}, {0, 0, Double.NaN, 0}, {0, 0, 0, 3}};
    assertThat(median.weights(gram, 4)).containsOnly(0.25);
    gram[2][2] = Double.POSITIVE_INFINITY;
    assertThat(median.weights(gram, 4)).containsOnly(0.25);
  }

  @Test
  void weights_meanAtAPoint_keepItAThousandthOfTheShortestDistanceAway() {
    // The points 0, 3, 4 and 5 on a line: their mean is the second, the shortest distance 1.
    double[] points = {0, 3, 4, 5};
    double[][] gram = new double[4][4];
    for (int k = 0; k < 4; k++) {
      for (int l = 0; l < 4; l++) {
        gram[k][l] = points[k] * points[l];
      }
    }
    double sum = 1 / 3.0 + 1000 + 1 + 0.5;
    assertThat(new GeometricMedian(4, 1).weights(gram, 4))
        .containsExactly(
            new double[] {1 / 3.0 / sum, 1000 / sum, 1 / sum, 0.5 / sum}, within(1e-15));
  }
}
