package io.rein4j.clip;

import java.util.Arrays;

/**
 * Weiszfeld's iteration (1937) for the point with the least sum of distances to some points, in
 * terms of their inner products: a point is known by its weights in the mean that it is, so that an
 * iteration takes no time that depends on the dimension.
 */
final class GeometricMedian {

  /** The share of itself by which a weight may still change when the end is reached. */
  private static final double STILL = 1e-6;

  /** Distances, in units of the smallest between points, below which inner products are noise. */
  private static final double SHORTEST = 1e-3;

  private final int iterations;
  private final double[] products;
  private final double[] weights;

  GeometricMedian(int mostPoints, int iterations) {
    this.iterations = iterations;
    this.products = new double[mostPoints];
    this.weights = new double[mostPoints];
  }

  /**
   * Finds the median.
   *
   * @param gram the inner products of the points, which should be taken from an origin among them
   * @param n the number of points
   * @return the points' weights, which add up to 1; all the same if the products are not finite
   */
  double[] weights(double[][] gram, int n) {
    Arrays.fill(weights, 0, n, 1.0 / n);
    double shortest = SHORTEST * smallestDistance(gram, n);
    if (!(shortest < Double.POSITIVE_INFINITY)) {
      return weights;
    }
    for (int i = 0; i < iterations; i++) {
      if (step(gram, n, shortest) < STILL) {
        break;
      }
    }
    return weights;
  }

  /** Makes one iteration; returns by which share of itself a weight has changed at most. */
  private double step(double[][] gram, int n, double shortest) {
    double square = 0;
    for (int k = 0; k < n; k++) {
      double product = 0;
      for (int l = 0; l < n; l++) {
        product += weights[l] * gram[k][l];
      }
      products[k] = product;
      square += weights[k] * product;
    }
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double distance = Math.sqrt(Math.max(0, gram[k][k] - 2 * products[k] + square));
      products[k] = 1 / Math.max(distance, shortest);
      sum += products[k];
    }
    double change = 0;
    for (int k = 0; k < n; k++) {
      double weight = products[k] / sum;
      change = Math.max(change, Math.abs(weight - weights[k]) / weight);
      weights[k] = weight;
    }
    return change;
  }

  /** Returns the smallest distance above 0, infinity without one, NaN if a product is. */
  private static double smallestDistance(double[][] gram, int n) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int k = 0; k < n; k++) {
      for (int l = 0; l < k; l++) {
        double square = gram[k][k] - 2 * gram[k][l] + gram[l][l];
        if (!Double.isFinite(square)) {
          return Double.NaN;
        }
        if (square > 0) {
          smallest = Math.min(smallest, square);
        }
      }
    }
    return Math.sqrt(smallest);
  }
}
