package io.rein4j.clip;

import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeNames;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Pairs of rules of one chain that contradict each other: both say how long the same elements may
 * be, so that one of them has no say.
 *
 * <p>That is a rule given twice, where it sees the same elements: rules that see the gradient as a
 * whole if their groups are the same, rules that see its parts one by one if they have a group in
 * common; norms of different types are different rules. And it is a rule that sets the length of
 * some groups, or their elements, together with another that sets or limits it.
 */
final class Contradictions {

  private Contradictions() {}

  static void refuse(List<ClippingRule> rules) {
    for (int i = 0; i < rules.size(); i++) {
      for (int j = i + 1; j < rules.size(); j++) {
        String why = contradiction(rules.get(i), rules.get(j));
        if (!why.isEmpty()) {
          throw new SettingException(
              "rules",
              "The clipping rules %s ('%s') and %s ('%s') contradict each other: %s."
                  .formatted(
                      i + 1,
                      TypeNames.nameOf(rules.get(i)),
                      j + 1,
                      TypeNames.nameOf(rules.get(j)),
                      why));
        }
      }
    }
  }

  private static String contradiction(ClippingRule a, ClippingRule b) {
    boolean sameElements = Set.copyOf(a.groups()).equals(Set.copyOf(b.groups()));
    boolean sameNorm = a.normType() == b.normType();
    if (a.getClass() == b.getClass()) {
      boolean same = a.effect().isOfTheWhole() ? sameElements : overlap(a, b);
      return same && sameNorm && a.effect() != Effect.OTHER
          ? "they are one rule for the same elements, with two settings"
          : "";
    }
    boolean oneSets = a.effect().isOnEveryGradient() || b.effect().isOnEveryGradient();
    boolean sameLength =
        a.effect().isOfTheWhole() && b.effect().isOfTheWhole() && sameElements && sameNorm;
    boolean sameNumbers = a.effect().isOfElements() && b.effect().isOfElements() && overlap(a, b);
    if (!oneSets || !(sameLength || sameNumbers)) {
      return "";
    }
    return (a.effect() == b.effect()
            ? "both set the same %s"
            : "one sets the %s that the other limits")
        .formatted(sameLength ? "length" : "elements");
  }

  private static boolean overlap(ClippingRule a, ClippingRule b) {
    return a.groups().isEmpty()
        || b.groups().isEmpty()
        || !Collections.disjoint(a.groups(), b.groups());
  }
}
