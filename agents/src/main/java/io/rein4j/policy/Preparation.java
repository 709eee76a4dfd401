package io.rein4j.policy;

import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationStep;
import io.rein4j.env.wrap.ObservationTransform;
import java.util.List;

/** What is made of the observations of one episode before the network takes them. */
final class Preparation {

  private final ObservationTransform[] transforms;

  /** What each of them takes. */
  private final float[][] within;

  Preparation(Space observations, List<ObservationStep> steps) {
    this.transforms = new ObservationTransform[steps.size()];
    this.within = new float[steps.size()][];
    Space seen = observations;
    for (int i = 0; i < transforms.length; i++) {
      within[i] = new float[seen.size()];
      transforms[i] = steps.get(i).transform(seen);
      seen = transforms[i].space();
    }
  }

  /**
   * Takes the next observation of the episode, if there is anything to be made of it.
   *
   * @param isFirst whether it is the first one of an episode
   */
  void next(float[] observations, int from, boolean isFirst, float[] prepared, int to) {
    System.arraycopy(observations, from, within[0], 0, within[0].length);
    for (int i = 0; i < transforms.length; i++) {
      boolean isLast = i == transforms.length - 1;
      float[] out = isLast ? prepared : within[i + 1];
      int at = isLast ? to : 0;
      if (isFirst) {
        transforms[i].first(within[i], out, at);
      } else {
        transforms[i].next(within[i], false, out, at);
      }
    }
  }
}
