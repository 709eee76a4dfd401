package io.rein4j.agent;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.UpdateReport;

/**
 * The end of a run of which a gradient is not finite while the clipping settings say that the run
 * must stop.
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

  private static String policy(ClippingSettings settings) {
    return switch (settings.nonFinite()) {
      case FAIL -> "is 'fail': the run stops.";
      case SKIP ->
          "'skip' drops at most %s in a row: the run stops."
              .formatted(
                  settings.maxSkipsInARow() == 1
                      ? "1 update"
                      : settings.maxSkipsInARow() + " updates");
      case ZERO, PROPAGATE -> throw new IllegalStateException("This policy lets nothing fail.");
    };
  }
}
