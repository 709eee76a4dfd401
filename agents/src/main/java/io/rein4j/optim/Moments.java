package io.rein4j.optim;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What optimizers do with the arrays of their state. */
final class Moments {

  private Moments() {}

  /** Fails unless parameters and gradient have the length of the state. */
  static void requireLength(int length, float[] parameters, float[] gradient) {
    if (parameters.length != length || gradient.length != length) {
      throw new IllegalArgumentException(
          "The optimizer was made for %d parameters, but was given %d parameters and a gradient of %d."
              .formatted(length, parameters.length, gradient.length));
    }
  }

  static void write(DataOutput out, float[] moments) throws IOException {
    out.writeInt(moments.length);
    for (float moment : moments) {
      out.writeInt(Float.floatToRawIntBits(moment));
    }
  }

  static void read(DataInput in, float[] moments) throws IOException {
    int length = in.readInt();
    if (length != moments.length) {
      throw new IOException(
          "The optimizer's state should hold %d numbers, but holds %d."
              .formatted(moments.length, length));
    }
    for (int i = 0; i < length; i++) {
      moments[i] = Float.intBitsToFloat(in.readInt());
    }
  }
}
