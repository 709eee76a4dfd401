package io.rein4j.nn;

import java.util.Arrays;

/**
 * A count of dormant units: those whose mean absolute activation over some rows is at most 0.025
 * times the mean of their layer (Sokar et al. 2023, "The dormant neuron phenomenon in deep
 * reinforcement learning", definition 3.1). All units of a layer that is 0 everywhere are dormant.
 */
public final class DormantUnits {

  /** τ, in shares of the mean activation of a unit's layer. */
  public static final double THRESHOLD = 0.025;

  private double[] activations = {};
  private long units;
  private long dormant;

  /** Starts anew. */
  public void clear() {
    units = 0;
    dormant = 0;
  }

  /**
   * Takes in the units of one layer.
   *
   * @param outputs rows × width floats from index 0: the activations
   * @param rows number of rows, ≥ 1
   * @param width number of the layer's units, ≥ 1
   */
  public void add(float[] outputs, int rows, int width) {
    if (activations.length < width) {
      activations = new double[width];
    }
    Arrays.fill(activations, 0, width, 0);
    for (int row = 0; row < rows; row++) {
      int from = row * width;
      for (int unit = 0; unit < width; unit++) {
        activations[unit] += Math.abs(outputs[from + unit]);
      }
    }
    double sum = 0;
    for (int unit = 0; unit < width; unit++) {
      sum += activations[unit];
    }
    double most = THRESHOLD * sum / width;
    for (int unit = 0; unit < width; unit++) {
      if (activations[unit] <= most) {
        dormant++;
      }
    }
    units += width;
  }

  /** {@return the dormant units' share of all units, in [0, 1]; NaN if there are no units} */
  public double share() {
    return units == 0 ? Double.NaN : (double) dormant / units;
  }
}
