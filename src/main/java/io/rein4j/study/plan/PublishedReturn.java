package io.rein4j.study.plan;

import io.rein4j.settings.Setting;

/**
 * A return that others have published.
 *
 * @param mean the mean return
 * @param source where it was published, and for how many runs
 */
public record PublishedReturn(double mean, String source) {

  public PublishedReturn {
    new Setting("mean").finite(mean);
  }
}
