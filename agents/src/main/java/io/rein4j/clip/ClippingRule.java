package io.rein4j.clip;

import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one clipping rule, and the way to get a {@link Clipper} that applies it.
 *
 * <p>Implementations are records that validate themselves: a threshold is finite and > 0, or there
 * is no rule. Users add rules by implementing this interface.
 */
@Kind("clipping rule")
public interface ClippingRule {

  /**
   * {@return a new clipper, with fresh state, for gradients of a layout}
   *
   * @param layout how the gradient lies in its array
   */
  Clipper bind(ParameterLayout layout);

  /**
   * {@return the names of the groups of blocks that the rule sees and changes; none means all} The
   * stage takes care of it: the gradient that a {@link Clipper} gets consists of those blocks.
   */
  default List<String> groups() {
    return List.of();
  }

  /**
   * {@return what the rule does to the elements that it sees} Rules of one chain are checked for
   * contradictions by it, and the advice after a run goes by it.
   */
  default Effect effect() {
    return Effect.OTHER;
  }

  /** {@return the threshold that the settings give; null if the rule has none, or finds its own} */
  default @Nullable Schedule threshold() {
    return null;
  }

  /** {@return the p of the p-norm that the rule measures lengths by; 2 is the Euclidean norm} */
  default double normType() {
    return 2;
  }

  /** {@return whether the threshold that the rule reports is the same at every update} */
  default boolean hasFixedThreshold() {
    return threshold() instanceof Constant;
  }

  /**
   * {@return what becomes of an update whose gradient the rule changes} The stage takes care of it.
   */
  default OnExceed onExceed() {
    return OnExceed.CLIP;
  }

  /** {@return how much of a gradient the rule must see at once} */
  default Granularity granularity() {
    return Granularity.GRADIENT;
  }
}
