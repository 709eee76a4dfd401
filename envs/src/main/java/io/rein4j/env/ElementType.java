package io.rein4j.env;

import java.util.Locale;
import java.util.Optional;

/**
 * The type that the elements of a {@link Box} have where the environment is written, by NumPy's
 * names; here they are floats all the same.
 */
public enum ElementType {
  /** Numbers of 16 bits. */
  FLOAT16,
  /** Numbers of 32 bits. */
  FLOAT32,
  /** Numbers of 64 bits. */
  FLOAT64,
  /** Whole numbers of 8 bits. */
  INT8,
  /** Whole numbers of 16 bits. */
  INT16,
  /** Whole numbers of 32 bits. */
  INT32,
  /** Whole numbers of 64 bits. */
  INT64,
  /** Bytes, from 0 to 255. */
  UINT8,
  /** Whole numbers of 16 bits from 0 on. */
  UINT16,
  /** Whole numbers of 32 bits from 0 on. */
  UINT32,
  /** Whole numbers of 64 bits from 0 on. */
  UINT64,
  /** 0 and 1. */
  BOOL;

  /**
   * {@return the type of a name}
   *
   * @param name NumPy's, such as int64
   */
  public static Optional<ElementType> named(String name) {
    for (ElementType type : values()) {
      if (type.toString().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** {@return whether there is nothing between two neighbouring whole numbers} */
  public boolean isWhole() {
    return compareTo(INT8) >= 0;
  }

  /** {@return the value that Gymnasium's samples are, if it is larger} */
  double leastSample() {
    return switch (this) {
      case INT8, INT16, INT32, INT64 -> -Math.scalb(1.0, bits() - 1) + 2;
      case UINT8, UINT16, UINT32, UINT64 -> 0;
      default -> Double.NEGATIVE_INFINITY;
    };
  }

  /** {@return the value that Gymnasium's samples are, if it is smaller} */
  double largestSample() {
    return switch (this) {
      case INT8, INT16, INT32, INT64 -> Math.scalb(1.0, bits() - 1) - 3;
      case UINT8, UINT16, UINT32, UINT64 -> Math.scalb(1.0, bits()) - 1;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  private int bits() {
    return Integer.parseInt(name().replaceAll("\\D", ""));
  }

  /** {@return NumPy's name} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
