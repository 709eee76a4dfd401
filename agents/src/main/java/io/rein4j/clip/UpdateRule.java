package io.rein4j.clip;

import io.rein4j.schedule.Constant;
import io.rein4j.schedule.Schedule;
import io.rein4j.settings.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one rule behind the optimizer, which limits the update of the parameters or the
 * parameters themselves, and the way to get an {@link UpdateClipper} that applies it.
 *
 * <p>Implementations are records that validate themselves: a threshold is finite and > 0, or there
 * is no rule. Users add rules by implementing this interface.
 */
@Kind("update clipping rule")
public interface UpdateRule {

  /**
   * {@return a new clipper, with fresh state, for parameters of a layout}
   *
   * @param layout how the parameters lie in their array
   */
  UpdateClipper bind(ParameterLayout layout);

  /**
   * {@return the names of the groups of blocks that the rule sees and changes; none means all} The
   * stage takes care of it: the update that an {@link UpdateClipper} gets consists of those blocks.
   */
  default List<String> groups() {
    return List.of();
  }

  /** {@return the threshold that the settings give; null if the rule has none, or finds its own} */
  default @Nullable Schedule threshold() {
    return null;
  }

  /** {@return whether the threshold that the rule reports is the same at every update} */
  default boolean hasFixedThreshold() {
    return threshold() instanceof Constant;
  }

  /**
   * {@return whether the rule limits the parameters themselves, whatever an update made of them,
   * and not how far an update may go}
   */
  default boolean limitsParameters() {
    return false;
  }

  /** {@return whether the rule needs an optimizer that keeps {@link SecondMoments}} */
  default boolean needsSecondMoments() {
    return false;
  }
}
