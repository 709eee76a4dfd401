package io.rein4j.agent.dqn;

import io.rein4j.settings.Setting;

/**
 * The settings of clipping temporal-difference errors to a multiple of their running root mean
 * square: {@code |δ| ≤ k·√v̂}, {@code v ← β·v + (1 − β)·δ²} (Sharifnassab et al. 2026, intentional
 * updates).
 *
 * <p>Each transition of a batch is taken in, one after the other, as in the authors' code: first
 * its error, held to k times the root so far, goes into the mean, then it is clipped by the root
 * that comes out. An error that is not finite is left as it is and not taken in. A replay memory's
 * priorities are of the clipped errors, those that the update learns from (Schaul et al. 2016,
 * whose errors are clipped too): a single spike is not drawn again and again.
 *
 * @param factor k, the multiple of the root mean square, finite and > 1
 * @param decay β, the share of the mean square that each transition keeps, in (0, 1)
 */
public record TdClipSettings(double factor, double decay) {

  /** The authors' factor and decay. */
  public static final TdClipSettings DEFAULTS = new TdClipSettings(20, 0.9998);

  public TdClipSettings {
    if (!(factor > 1 && factor < Double.POSITIVE_INFINITY)) {
      throw new Setting("factor", "The factor of 'td-clip'")
          .refused(
              "finite and > 1",
              factor,
              factor <= 1
                  ? "the root mean square of what it takes in, and then every error, would shrink"
                      + " towards 0"
                  : "it would never clip; to clip nothing, leave 'td-clip' out");
    }
    new Setting("decay", "The decay of 'td-clip'").between(0, 1, decay);
  }
}
