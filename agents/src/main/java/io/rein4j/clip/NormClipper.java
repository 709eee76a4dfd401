package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The clipper that shortens a gradient, or each part of it, to a threshold that its p-norm exceeds.
 */
final class NormClipper implements Clipper {

  private final Function<Gradient, List<Gradient>> split;
  private final Schedule threshold;
  private final double p;
  private final @Nullable Compatibility compatibility;
  private final OnExceed onExceed;

  NormClipper(
      Function<Gradient, List<Gradient>> split,
      Schedule threshold,
      double p,
      @Nullable Compatibility compatibility,
      OnExceed onExceed) {
    this.split = split;
    this.threshold = threshold;
    this.p = p;
    this.compatibility = compatibility;
    this.onExceed = onExceed;
  }

  @Override
  public void clip(Gradient gradient) {
    double limit = threshold.at(gradient.progress());
    List<Gradient> parts = split.apply(gradient);
    double largest = 0;
    for (int i = 0; i < parts.size(); i++) {
      Gradient part = parts.get(i);
      double norm = part.norm(p);
      largest = Math.max(largest, norm);
      if (compatibility == null) {
        part.limit(norm, limit);
      } else if (exceeds(norm, compatibility, limit)) {
        part.scale(limit / compatibility.length(norm));
      }
    }
    gradient.report(largest, limit);
  }

  /** The library's epsilon is part of how it clips, but says nothing about what to drop. */
  private boolean exceeds(double norm, Compatibility library, double limit) {
    return (onExceed == OnExceed.SKIP ? norm : library.length(norm)) > limit;
  }
}
