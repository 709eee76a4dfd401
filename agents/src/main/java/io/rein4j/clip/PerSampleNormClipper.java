package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import java.util.List;

/** The clipper that weighs the samples of a batch by how far their norms exceed a threshold. */
final class PerSampleNormClipper implements SampleClipper {

  private final Schedule schedule;
  private final List<String> groups;
  private double threshold;
  private double meanNorm;

  PerSampleNormClipper(Schedule threshold, List<String> groups) {
    this.schedule = threshold;
    this.groups = groups;
  }

  @Override
  public long form(SampleGradients batch, float[] gradient, double progress) {
    threshold = schedule.at(progress);
    int n = batch.samples();
    double[] weights = batch.squaredNorms(groups);
    long clipped = 0;
    long finite = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double norm = Math.sqrt(weights[i]);
      weights[i] = 1;
      if (norm < Double.POSITIVE_INFINITY) {
        finite++;
        sum += norm;
        if (norm > threshold) {
          clipped++;
          weights[i] = threshold / norm;
        }
      }
    }
    meanNorm = sum / finite;
    if (clipped > 0) {
      batch.weigh(weights, groups);
    }
    batch.mean(0, n, gradient);
    return clipped;
  }

  @Override
  public void clip(Gradient gradient) {
    gradient.report(meanNorm, threshold);
  }
}
