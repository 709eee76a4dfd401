package io.rein4j.env.classic;

import io.rein4j.env.EnvOption;
import io.rein4j.env.EnvOptions;
import io.rein4j.random.Pcg64;

/** The interval that initial states are drawn from: the {@code options} of Gymnasium's reset. */
record ResetBounds(double low, double high) {

  ResetBounds {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "Option 'reset-low' must not be above 'reset-high', but they are %s and %s."
              .formatted(low, high));
    }
  }

  static EnvOption lowOption(double defaultValue) {
    return new EnvOption("reset-low", defaultValue, "Lower bound of what a reset draws.");
  }

  static EnvOption highOption(double defaultValue) {
    return new EnvOption("reset-high", defaultValue, "Upper bound of what a reset draws.");
  }

  static ResetBounds of(EnvOptions options) {
    return new ResetBounds(options.number("reset-low"), options.number("reset-high"));
  }

  double draw(Pcg64 random) {
    return random.uniform(low, high);
  }
}
