package io.rein4j.agent.dqn;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeName;
import java.util.List;

/**
 * A distribution of returns by its probabilities on fixed atoms, as C51 learns it (Bellemare et al.
 * 2017).
 *
 * @param atoms the number of atoms, ≥ 2
 * @param min the return of the first atom; smaller returns count as this one
 * @param max the return of the last atom, above {@code min}; larger returns count as this one
 */
@TypeName("categorical")
public record CategoricalDistribution(int atoms, double min, double max)
    implements ReturnDistribution {

  /** The paper's 51 atoms from −10 to 10. */
  public static final CategoricalDistribution DEFAULTS = new CategoricalDistribution(51, -10, 10);

  public CategoricalDistribution {
    new Setting("atoms").atLeast(2, atoms);
    if (!(min < max && Double.isFinite(max - min))) {
      throw new SettingException(
          List.of("min", "max"),
          "The returns 'min' and 'max' must be finite, and 'min' the smaller, but they are %s and %s."
              .formatted(min, max));
    }
    new Setting("min").withinFloats(min);
    new Setting("max").withinFloats(max);
  }
}
