package io.rein4j.study.plan;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import java.util.List;

/**
 * The numbers that a setting is chosen from.
 *
 * @param from the lowest
 * @param to what they stay below, greater than from
 */
public record KnobRange(double from, double to) {

  public KnobRange {
    new Setting("from").finite(from);
    new Setting("to").finite(to);
    if (!(to > from) || !Double.isFinite(to - from)) {
      throw new SettingException(
          List.of("to", "from"),
          "'to' must be greater than 'from', which is %s, but is %s.".formatted(from, to));
    }
  }
}
