package io.rein4j.agent.dqn;

import io.rein4j.nn.GaussianHistogram;
import io.rein4j.settings.TypeName;

/**
 * An expected return by the histogram of a normal distribution around it, as HL-Gauss learns it
 * (Farebrother et al. 2024): as a class, by cross-entropy, whose gradient is bounded however wrong
 * a value is.
 *
 * @param bins the number of bins, ≥ 2
 * @param min the lower edge of the first bin; smaller returns count as this one
 * @param max the upper edge of the last bin, above {@code min}; larger returns count as this one
 * @param sigma the normal distribution's standard deviation in widths of a bin, in [0.01, bins]
 */
@TypeName("hl-gauss")
public record HlGaussDistribution(int bins, double min, double max, double sigma)
    implements ReturnDistribution {

  /** The paper's 51 bins from −10 to 10, with a deviation of 0.75 widths. */
  public static final HlGaussDistribution DEFAULTS = new HlGaussDistribution(51, -10, 10, 0.75);

  public HlGaussDistribution {
    GaussianHistogram.require(bins, min, max, sigma);
  }

  /** {@return the histograms that stand for returns} */
  GaussianHistogram histogram() {
    return new GaussianHistogram(bins, min, max, sigma);
  }
}
