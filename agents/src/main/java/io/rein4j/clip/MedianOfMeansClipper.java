package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The clipper that forms the geometric median of the mean gradients of blocks of samples. */
final class MedianOfMeansClipper implements SampleClipper {

  /** Elements of all blocks' means that are worked on together, so that they stay in a cache. */
  private static final int LONGEST_STRETCH = 4096;

  /** A stretch of the gradient. */
  private record Stretch(int from, int to) {}

  private final Stretch[][] layers;
  private final boolean limited;
  private final float[][] means;
  private final double[][] gram;
  private final GeometricMedian median;
  private final Reductions reductions = new Reductions();

  MedianOfMeansClipper(ParameterLayout layout, MedianOfMeans settings) {
    this.layers = layers(layout, settings);
    this.limited = !settings.groups().isEmpty();
    this.means = new float[settings.blocks()][layout.arrayLength()];
    this.gram = new double[settings.blocks()][settings.blocks()];
    this.median = new GeometricMedian(settings.blocks(), settings.iterations());
  }

  /** Returns what has a median of its own, in stretches. */
  private static Stretch[][] layers(ParameterLayout layout, MedianOfMeans settings) {
    Map<String, List<Stretch>> layers = new LinkedHashMap<>();
    for (Block block : ClippingRules.blocks(layout, settings.groups())) {
      List<Stretch> stretches =
          layers.computeIfAbsent(
              settings.perLayer() ? block.layer() : "", layer -> new ArrayList<>());
      for (int from = block.offset(); from < block.end(); from += LONGEST_STRETCH) {
        stretches.add(new Stretch(from, Math.min(from + LONGEST_STRETCH, block.end())));
      }
    }
    return layers.values().stream()
        .map(stretches -> stretches.toArray(Stretch[]::new))
        .toArray(Stretch[][]::new);
  }

  @Override
  public long form(SampleGradients batch, float[] gradient, double progress) {
    int samples = batch.samples();
    int blocks = Math.min(means.length, samples);
    for (int k = 0; k < blocks; k++) {
      int from = (int) ((long) k * samples / blocks);
      int to = (int) ((k + 1L) * samples / blocks);
      batch.mean(from, to, means[k]);
    }
    if (limited) {
      batch.mean(0, samples, gradient);
    }
    for (Stretch[] layer : layers) {
      combine(layer, blocks, gradient);
    }
    return NOT_COUNTED;
  }

  @Override
  public void clip(Gradient gradient) {
    // The batch gradient is formed already, and neither norm nor threshold took part in it.
  }

  private void combine(Stretch[] layer, int blocks, float[] gradient) {
    // Taken from the shortest, which is no outlier, the differences of the others keep their
    // digits however far off an outlier is.
    int shortest = shortest(layer, blocks);
    for (double[] products : gram) {
      Arrays.fill(products, 0);
    }
    for (Stretch stretch : layer) {
      int from = stretch.from;
      System.arraycopy(means[shortest], from, gradient, from, stretch.to - from);
      for (int k = 0; k < blocks; k++) {
        if (k != shortest) {
          subtract(gradient, means[k], from, stretch.to);
          for (int l = 0; l <= k; l++) {
            if (l != shortest) {
              gram[k][l] += reductions.dot(means[k], means[l], from, stretch.to);
            }
          }
        }
      }
    }
    for (int k = 0; k < blocks; k++) {
      for (int l = 0; l < k; l++) {
        gram[l][k] = gram[k][l];
      }
    }
    double[] weights = median.weights(gram, blocks);
    for (Stretch stretch : layer) {
      for (int k = 0; k < blocks; k++) {
        if (k != shortest) {
          addTimes((float) weights[k], means[k], gradient, stretch.from, stretch.to);
        }
      }
    }
  }

  private int shortest(Stretch[] layer, int blocks) {
    int shortest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < blocks; k++) {
      double squares = 0;
      for (Stretch stretch : layer) {
        squares += reductions.sumOfSquares(means[k], stretch.from, stretch.to);
      }
      if (squares < least) {
        least = squares;
        shortest = k;
      }
    }
    return shortest;
  }

  private static void subtract(float[] from, float[] values, int begin, int end) {
    for (int i = begin; i < end; i++) {
      values[i] -= from[i];
    }
  }

  private static void addTimes(float factor, float[] values, float[] sum, int begin, int end) {
    for (int i = begin; i < end; i++) {
      sum[i] += factor * values[i];
    }
  }
}
