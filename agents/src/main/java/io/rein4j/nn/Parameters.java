package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;

/**
 * The parameters of a model and the gradient of its loss with respect to them, in one flat array
 * each; the networks of the model read and write their own blocks of it.
 */
public final class Parameters {

  private final ParameterLayout layout;
  private final float[] values;
  private final float[] gradient;
  private long version;

  /**
   * Makes parameters that are all 0.
   *
   * @param layout how they lie in the arrays
   */
  public Parameters(ParameterLayout layout) {
    this(layout, new float[layout.arrayLength()], new float[layout.arrayLength()]);
  }

  private Parameters(ParameterLayout layout, float[] values, float[] gradient) {
    this.layout = layout;
    this.values = values;
    this.gradient = gradient;
  }

  /**
   * {@return parameters that are not learned: there is no room for their gradient}
   *
   * @param layout how they lie in the array
   * @param values the parameters themselves, not copied
   */
  public static Parameters fixed(ParameterLayout layout, float[] values) {
    if (values.length != layout.arrayLength()) {
      throw new IllegalArgumentException(
          "The layout has %s parameters, but there are %s."
              .formatted(layout.arrayLength(), values.length));
    }
    return new Parameters(layout, values, new float[0]);
  }

  /**
   * {@return the parameters of a layer, which are all 0}
   *
   * @param layer declares them
   */
  public static Parameters of(Layer layer) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layer.declare(layout);
    return new Parameters(layout.build());
  }

  /** {@return how parameters and gradient lie in their arrays} */
  public ParameterLayout layout() {
    return layout;
  }

  /** {@return the parameters themselves; who writes to them calls {@link #changed()} afterwards} */
  public float[] values() {
    return values;
  }

  /** {@return the gradient itself, as the last backward passes left it} */
  public float[] gradient() {
    return gradient;
  }

  /** Says that the values have changed, so that networks renew what they derive from them. */
  public void changed() {
    version++;
  }

  /**
   * Moves the values towards others, as target networks follow (Lillicrap et al. 2016, section 3).
   *
   * @param others at least as many, which lie in the same way; only the first ones count
   * @param rate the share of the way, in (0, 1]; at 1 they become the same, bit for bit
   */
  public void follow(Parameters others, float rate) {
    float[] from = others.values;
    if (rate == 1) {
      System.arraycopy(from, 0, values, 0, values.length);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] += rate * (from[i] - values[i]);
      }
    }
    changed();
  }

  /** {@return a number that is another after every {@link #changed()}} */
  public long version() {
    return version;
  }
}
