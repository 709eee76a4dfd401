package io.rein4j.nn;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import java.util.Arrays;
import java.util.List;

/**
 * Histograms of normal distributions, which stand for numbers where these are learned by
 * cross-entropy (HL-Gauss, Imani and White 2018; Farebrother et al. 2024, "Stop regressing"): the
 * probability of a bin is the difference of the distribution's CDF at its edges, divided by what of
 * the distribution lies within the bins.
 */
public final class GaussianHistogram {

  /** From where on a normal distribution, in deviations, nothing is left in double. */
  private static final int FAR = 8;

  private static final int PER_DEVIATION = 64;

  private final int bins;
  private final double min;
  private final double max;
  private final double width;
  private final double deviation;
  private final float[] centers;

  // The standard normal CDF and density, the latter times the distance of entries.
  private final double[] cdf = new double[2 * FAR * PER_DEVIATION + 1];
  private final double[] slopes = new double[cdf.length];

  /**
   * Makes histograms over bins of equal width.
   *
   * @param bins how many, ≥ 2
   * @param min the lower edge of the first bin; smaller numbers count as this one
   * @param max the upper edge of the last bin, above {@code min}; larger numbers count as this one
   * @param sigma the distributions' standard deviation in widths of a bin, in [0.01, bins]
   * @throws IllegalArgumentException if these are none
   */
  public GaussianHistogram(int bins, double min, double max, double sigma) {
    require(bins, min, max, sigma);
    this.bins = bins;
    this.min = min;
    this.max = max;
    this.width = (max - min) / bins;
    this.deviation = sigma * width;
    this.centers = new float[bins];
    for (int i = 0; i < bins; i++) {
      centers[i] = (float) (min + (i + 0.5) * width);
    }
    for (int i = 0; i < cdf.length; i++) {
      double x = (double) i / PER_DEVIATION - FAR;
      cdf[i] = cdf(x);
      slopes[i] = density(x) / PER_DEVIATION;
    }
  }

  /**
   * Checks the settings of histograms.
   *
   * @param bins how many, ≥ 2
   * @param min the lower edge of the first bin
   * @param max the upper edge of the last bin, above {@code min}
   * @param sigma the standard deviation in widths of a bin, in [0.01, bins]
   * @throws IllegalArgumentException if there are no such histograms
   */
  public static void require(int bins, double min, double max, double sigma) {
    new Setting("bins").atLeast(2, bins);
    if (!(min < max && Double.isFinite(max - min))) {
      throw new SettingException(
          List.of("min", "max"),
          "The edges 'min' and 'max' must be finite, and 'min' the smaller, but they are %s and %s."
              .formatted(min, max));
    }
    new Setting("min").withinFloats(min);
    new Setting("max").withinFloats(max);
    if (!(sigma >= 0.01 && sigma <= bins)) {
      throw new Setting("sigma")
          .refused("in [0.01, %s], up to the number of bins".formatted(bins), sigma);
    }
  }

  /** The standard normal CDF by its series, whose terms are all positive (Marsaglia 2004). */
  private static double cdf(double x) {
    double magnitude = Math.abs(x);
    double term = magnitude;
    double sum = magnitude;
    for (int n = 3; term > 1e-18 * sum; n += 2) {
      term *= magnitude * magnitude / n;
      sum += term;
    }
    double inside = Math.min(0.5, sum * density(magnitude));
    return x < 0 ? 0.5 - inside : 0.5 + inside;
  }

  private static double density(double x) {
    return StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The CDF between two entries of the table, to 10⁻⁹: by their values and slopes. */
  private double interpolated(double x) {
    if (x <= -FAR || x >= FAR) {
      return x < 0 ? 0 : 1;
    }
    double place = (x + FAR) * PER_DEVIATION;
    int i = (int) place;
    double t = place - i;
    double slope = slopes[i];
    double next = slopes[i + 1];
    double rise = cdf[i + 1] - cdf[i];
    return cdf[i] + t * (slope + t * (3 * rise - 2 * slope - next + t * (slope + next - 2 * rise)));
  }

  /** {@return the number of bins} */
  public int bins() {
    return bins;
  }

  /** {@return the centers of the bins, whose mean by a histogram is the number it stands for} */
  public float[] centers() {
    return centers.clone();
  }

  /**
   * Writes the histogram that stands for a number; of NaNs, if it is one.
   *
   * @param number the number
   * @param histogram receives a probability for each bin
   * @param from where the first bin's goes
   */
  public void write(double number, float[] histogram, int from) {
    if (Double.isNaN(number)) {
      Arrays.fill(histogram, from, from + bins, Float.NaN);
      return;
    }
    double mean = Math.max(min, Math.min(max, number));
    Arrays.fill(histogram, from, from + bins, 0);
    // Only bins that are within reach; the others stay 0.
    double reach = FAR * deviation;
    int first = (int) Math.max(0, Math.floor((mean - reach - min) / width));
    int end = (int) Math.min(bins, Math.ceil((mean + reach - min) / width));
    double lowest = at(first, mean);
    double all = at(end, mean) - lowest;
    double below = lowest;
    for (int i = first; i < end; i++) {
      double above = at(i + 1, mean);
      histogram[from + i] = (float) (Math.max(0, above - below) / all);
      below = above;
    }
  }

  private double at(int edge, double mean) {
    return interpolated((min + edge * width - mean) / deviation);
  }
}
