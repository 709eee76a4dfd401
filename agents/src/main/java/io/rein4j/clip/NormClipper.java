package io.rein4j.clip;

import io.rein4j.schedule.Schedule;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shortens a gradient, or each part of it, to a threshold that its p-norm exceeds. */
final class NormClipper implements Clipper {

  private final Function<Gradient, List<Gradient>> split;
  private final Schedule threshold;
  private final double p;
  private final @Nullable Compatibility compatibility;

  NormClipper(
      Function<Gradient, List<Gradient>> split,
      Schedule threshold,
      double p,
      @Nullable Compatibility compatibility) {
    this.split = split;
    this.threshold = threshold;
    this.p = p;
    this.compatibility = compatibility;
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
      } else if (compatibility.length(norm) > limit) {
        part.scale(limit / compatibility.length(norm));
      }
    }
    gradient.report(largest, limit);
  }

  /** Checks the keys that the norm rules have in common. */
  static void check(
      String rule, Schedule threshold, double normType, @Nullable Compatibility compatibility) {
    ClippingRules.requireThreshold(rule, threshold);
    if (!(normType > 0)) {
      throw ClippingRules.setting(rule, "norm-type", "norm type")
          .refused(
              "a number > 0 or infinity",
              normType,
              "only then is it a length that scales with the gradient");
    }
    if (compatibility != null && !compatibility.knows(normType)) {
      throw new IllegalArgumentException(
          "The rule '%s' cannot be compatible with %s at norm type %s: of the libraries, only torch"
                  .formatted(rule, compatibility.name().toLowerCase(Locale.ROOT), normType)
              + " knows norms other than 2.");
    }
  }
}
