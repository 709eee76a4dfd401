package io.rein4j.study.plan;

import io.rein4j.settings.Setting;
import io.rein4j.settings.WithBuilder;

/**
 * The settings of a study's statistics.
 *
 * @param seed the seed of all resampling
 * @param replicates bootstrap replicates for the interval of a number
 * @param curveReplicates bootstrap replicates for the band around a curve
 * @param thresholdScore the normalised score that counts as learned, for the time to threshold
 * @param margin the largest mean difference that levels called equivalent may have, in normalised
 *     scores
 * @param failure the normalised score below which a run is failing
 */
@WithBuilder
public record AnalysisSettings(
    long seed,
    int replicates,
    int curveReplicates,
    double thresholdScore,
    double margin,
    double failure) {

  private static final int LEAST_REPLICATES = 100;

  /** They are all in memory at once, for every comparison. */
  private static final int MOST_REPLICATES = 10_000_000;

  /** The settings of a study that says nothing of its statistics. */
  public static final AnalysisSettings DEFAULTS =
      new AnalysisSettings(1, 50_000, 2_000, 0.9, 0.05, 0.5);

  public AnalysisSettings {
    new Setting("seed", "The 'seed' of the statistics").atLeast(0, seed);
    new Setting("replicates").within(LEAST_REPLICATES, MOST_REPLICATES, replicates);
    new Setting("curve-replicates").within(LEAST_REPLICATES, MOST_REPLICATES, curveReplicates);
    new Setting("threshold-score").finite(thresholdScore);
    new Setting("margin").shareAboveZero(margin);
    new Setting("failure").between(0, 1, failure);
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static AnalysisSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public AnalysisSettingsBuilder toBuilder() {
    return AnalysisSettingsBuilder.from(this);
  }
}
