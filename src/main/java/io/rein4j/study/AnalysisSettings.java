package io.rein4j.study;

/**
 * The settings of a study's statistics.
 *
 * @param seed what all resampling is drawn from
 * @param replicates bootstrap replicates of every interval of a number
 * @param curveReplicates bootstrap replicates of every band around a curve
 * @param thresholdScore the normalised score that counts as learned, for the time to threshold
 */
public record AnalysisSettings(
    long seed, int replicates, int curveReplicates, double thresholdScore) {

  /** The settings of a study that says nothing of its statistics. */
  public static final AnalysisSettings DEFAULTS = new AnalysisSettings(1, 50_000, 2_000, 0.9);

  public AnalysisSettings {
    if (seed < 0) {
      throw new IllegalArgumentException(
          "The seed of the statistics must be 0 or larger, but is %s.".formatted(seed));
    }
    requireAtLeast("replicates", replicates, 100);
    requireAtLeast("curve-replicates", curveReplicates, 100);
    if (!Double.isFinite(thresholdScore)) {
      throw new IllegalArgumentException(
          "threshold-score must be a finite number, but is %s.".formatted(thresholdScore));
    }
  }

  private static void requireAtLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be %s or larger, but is %s.".formatted(key, least, value));
    }
  }
}
