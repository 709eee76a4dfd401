package org.example;

import io.rein4j.clip.Clipper;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.Effect;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.settings.Describe;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * The clipping rule that shortens a gradient to a multiple of the exponential moving average of the
 * norms before it; in a config, {@code {type: ema-norm, factor: 1.2}}. What a component is, its
 * {@link Describe} says, to people who read an error or the schema.
 */
@TypeName("ema-norm")
@Describe("The rule that shortens a gradient to a multiple of the moving average of earlier norms.")
public record EmaNorm(
    @Describe("the multiple, finite and ≥ 1") double factor,
    @Describe("the share of the average that one more norm leaves, in [0, 1)") double decay)
    implements ClippingRule {

  /** The decay of a config that names none. */
  public static final double DEFAULT_DECAY = 0.99;

  public EmaNorm {
    if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
      throw new Setting("factor").refused("finite and ≥ 1", factor);
    }
    new Setting("decay").shareBelowOne(decay);
  }

  @Override
  public Clipper bind(ParameterLayout layout) {
    return new EmaClipper(factor, decay);
  }

  @Override
  public Effect effect() {
    return Effect.LIMITS_LENGTH;
  }
}
