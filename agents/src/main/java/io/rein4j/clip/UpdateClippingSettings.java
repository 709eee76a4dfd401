package io.rein4j.clip;

import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeNames;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings of the stage behind the optimizer, which measures every update of the parameters and
 * clips it ("update clipping" in Shazeer and Stern 2018, section 6).
 *
 * @param rules the rules, applied to every update in this order; none only measures
 */
public record UpdateClippingSettings(List<UpdateRule> rules) {

  /** No rules: updates are measured. */
  public static final UpdateClippingSettings DEFAULTS = new UpdateClippingSettings(List.of());

  public UpdateClippingSettings {
    rules = List.copyOf(rules);
    for (int i = 0; i < rules.size(); i++) {
      for (int j = i + 1; j < rules.size(); j++) {
        requireTwo(rules.get(i), rules.get(j));
      }
    }
  }

  /** Refuses a rule that is given twice for the same elements. */
  private static void requireTwo(UpdateRule a, UpdateRule b) {
    boolean overlap =
        a.groups().isEmpty()
            || b.groups().isEmpty()
            || !Collections.disjoint(a.groups(), b.groups());
    if (a.getClass() == b.getClass() && overlap) {
      throw new SettingException(
          "rules",
          "The update clipping rule '%s' is given twice for the same parameters, with two settings: leave out one of them, or limit each to 'groups' of its own."
              .formatted(TypeNames.nameOf(a)));
    }
  }

  /**
   * {@return the settings of some rules}
   *
   * @param rules what is done to an update, in this order
   */
  public static UpdateClippingSettings of(UpdateRule... rules) {
    return new UpdateClippingSettings(List.of(rules));
  }

  /** {@return whether a rule needs an optimizer that keeps {@link SecondMoments}} */
  public boolean needsSecondMoments() {
    return rules.stream().anyMatch(UpdateRule::needsSecondMoments);
  }

  /** {@return how many numbers the stage keeps for each parameter at the most} */
  public int numbersPerParameter() {
    return rules.isEmpty() ? 2 : 4;
  }

  /** {@return the names of the rules that need {@link SecondMoments}, in quotes} */
  public String rulesOnSecondMoments() {
    return rules.stream()
        .filter(UpdateRule::needsSecondMoments)
        .map(rule -> "'" + TypeNames.nameOf(rule) + "'")
        .collect(Collectors.joining(", "));
  }
}
