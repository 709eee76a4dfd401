package io.rein4j.agent;

import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.OnExceed;
import io.rein4j.clip.UpdateReport;
import io.rein4j.settings.TypeNames;

/**
 * The end of a run that the clipping settings say must stop, because a gradient is not finite, or
 * because one too many in a row exceeds the threshold of a rule with {@code on-exceed: skip}. In
 * the second case, which its name does not tell of, the gradient is finite; the message says which
 * it is.
 */
public final class NonFiniteGradientException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private NonFiniteGradientException(String message) {
    super(message);
  }

  /**
   * {@return the exception of an update whose verdict is that training must stop}
   *
   * @param report what the stage found
   * @param settings of the stage
   */
  public static NonFiniteGradientException of(UpdateReport report, ClippingSettings settings) {
    if (report.refused()) {
      return new NonFiniteGradientException(tooManyDropped(report, settings));
    }
    long elements = report.nonFiniteElements();
    return new NonFiniteGradientException(
        "The gradient%s has %s, and the clipping policy %s"
            .formatted(
                report.path().isEmpty() ? "" : " of the update path '%s'".formatted(report.path()),
                elements == 1
                    ? "1 element that is not finite"
                    : "%s elements that are not finite".formatted(elements),
                policy(settings)));
  }

  /**
   * {@return the exception of an update of the parameters that made some infinite or NaN, after
   * which every gradient is}
   *
   * @param path the update path's name; empty if it is the only one
   * @param parameter the name of the first of them
   */
  static NonFiniteGradientException ofParameters(String path, String parameter) {
    return new NonFiniteGradientException(
        "The optimizer's update%s made elements of the parameter '%s' infinite or NaN: the run stops. Lower the learning rate, or bound updates by a rule such as 'update-rms'."
            .formatted(
                path.isEmpty() ? "" : " of the update path '%s'".formatted(path), parameter));
  }

  /**
   * {@return this, which also says if what was learned from was not finite already}
   *
   * @param observations whether the observations were finite
   * @param rewards whether the rewards were finite
   */
  public NonFiniteGradientException learnedFrom(boolean observations, boolean rewards) {
    if (observations && rewards) {
      return this;
    }
    NonFiniteGradientException extended =
        new NonFiniteGradientException(
            "%s Among the %s that it was learned from some are not finite either: look at the environment first."
                .formatted(
                    getMessage(),
                    rewards
                        ? "observations"
                        : observations ? "rewards" : "observations and rewards"));
    extended.setStackTrace(getStackTrace());
    return extended;
  }

  private static String tooManyDropped(UpdateReport report, ClippingSettings settings) {
    ClippingRule rule = settings.rules().get(report.refusingRule());
    return ("The rule '%s'%s drops the gradient%s%s, and 'max-skips-in-a-row' lets rules drop at"
            + " most %s in a row: the run stops.%s")
        .formatted(
            TypeNames.nameOf(rule),
            rule.groups().isEmpty() ? "" : " for " + String.join(", ", rule.groups()),
            report.path().isEmpty() ? "" : " of the update path '%s'".formatted(report.path()),
            measured(
                report.ruleNorm(report.refusingRule()),
                report.ruleThreshold(report.refusingRule())),
            updates(settings),
            rule.onExceed() == OnExceed.SKIP
                ? " Raise a threshold that is exceeded again and again, or choose 'on-exceed:"
                    + " clip'."
                : "");
  }

  private static String measured(double norm, double threshold) {
    if (Double.isNaN(norm)) {
      return "";
    }
    return Double.isNaN(threshold)
        ? " of norm %s".formatted(norm)
        : " of norm %s, with a threshold of %s".formatted(norm, threshold);
  }

  private static String updates(ClippingSettings settings) {
    return settings.maxSkipsInARow() == 1 ? "1 update" : settings.maxSkipsInARow() + " updates";
  }

  private static String policy(ClippingSettings settings) {
    return switch (settings.nonFinite()) {
      case FAIL -> "is 'fail': the run stops.";
      case SKIP -> "'skip' drops at most %s in a row: the run stops.".formatted(updates(settings));
      case ZERO, PROPAGATE -> throw new IllegalStateException("This policy lets nothing fail.");
    };
  }
}
