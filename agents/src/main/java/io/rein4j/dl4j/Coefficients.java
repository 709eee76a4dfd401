package io.rein4j.dl4j;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * An array as {@code Nd4j.write} writes it, read as the numbers of one vector: a buffer that tells
 * rank, shape, strides, options, stride of elements and order, and one with the elements. Each
 * begins with how it was allocated, its length and its type.
 */
final class Coefficients {

  /** Types of parameters, by their names in DL4J. */
  private enum Type {
    FLOAT {
      @Override
      float read(DataInputStream in) throws IOException {
        return in.readFloat();
      }
    },
    DOUBLE {
      @Override
      float read(DataInputStream in) throws IOException {
        return (float) in.readDouble();
      }
    },
    HALF {
      @Override
      float read(DataInputStream in) throws IOException {
        return half(in.readShort());
      }
    },
    BFLOAT16 {
      @Override
      float read(DataInputStream in) throws IOException {
        return Float.intBitsToFloat(in.readShort() << Short.SIZE);
      }
    };

    abstract float read(DataInputStream in) throws IOException;
  }

  private static final int LARGEST_RANK = 32;

  /** Integers of a shape buffer besides the shape and the strides: rank, options, stride, order. */
  private static final int OTHERS = 4;

  /** Parameters are read in pieces: a length is believed as far as there are bytes. */
  private static final int PIECE = 1 << 20;

  private Coefficients() {}

  /** Returns the bytes before the elements, at most. */
  static int largestHeader() {
    return 2 * 64 + Long.BYTES * (2 * LARGEST_RANK + OTHERS);
  }

  /**
   * Reads an array.
   *
   * @param in ends behind it
   * @param count the number of its elements
   * @throws IOException if it is another array, or none
   */
  static float[] read(DataInputStream in, int count) throws IOException {
    try {
      requireVector(in, count);
      long length = length(in);
      Type type = type(in.readUTF());
      if (length != count) {
        throw wrong("%s elements".formatted(length), count);
      }
      float[] values = new float[Math.min(count, PIECE)];
      for (int i = 0; i < count; i++) {
        if (i == values.length) {
          values = Arrays.copyOf(values, (int) Math.min(count, 2L * i));
        }
        values[i] = type.read(in);
      }
      if (in.read() >= 0) {
        throw new IOException("there is something after the parameters");
      }
      return values;
    } catch (EOFException e) {
      throw new IOException("the parameters end too early", e);
    }
  }

  /** Reads how a buffer was allocated, which says how its length is written, and the length. */
  private static long length(DataInputStream in) throws IOException {
    String allocation = in.readUTF();
    return switch (allocation) {
      case "LONG_SHAPE", "MIXED_DATA_TYPES" -> in.readLong();
      case "DIRECT", "HEAP", "JAVACPP" -> in.readInt();
      default -> throw new IOException("the parameters are no array of ND4J");
    };
  }

  private static void requireVector(DataInputStream in, int count) throws IOException {
    long length = length(in);
    String type = in.readUTF();
    boolean longs = type.equals("LONG");
    if (!longs && !type.equals("INT")) {
      throw new IOException("the shape of the parameters is not given in integers");
    }
    long rank = integer(in, longs);
    if (rank < 0 || rank > LARGEST_RANK || length != 2 * rank + OTHERS) {
      throw wrong("rank %s".formatted(rank), count);
    }
    long[] shape = new long[(int) rank];
    for (int i = 0; i < rank; i++) {
      shape[i] = integer(in, longs);
    }
    int dimensions = 0;
    boolean fits = true;
    for (int i = 0; i < rank; i++) {
      long stride = integer(in, longs);
      if (shape[i] != 1) {
        dimensions++;
        fits &= shape[i] == count && stride == 1;
      }
    }
    integer(in, longs);
    integer(in, longs);
    long order = integer(in, longs);
    if (!fits || dimensions != (count == 1 ? 0 : 1) || (order != 'c' && order != 'f')) {
      throw wrong("the shape %s, order %s".formatted(Arrays.toString(shape), order), count);
    }
  }

  private static long integer(DataInputStream in, boolean isLong) throws IOException {
    return isLong ? in.readLong() : in.readInt();
  }

  private static Type type(String name) throws IOException {
    for (Type type : Type.values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IOException("the parameters are of none of the types " + List.of(Type.values()));
  }

  private static IOException wrong(String found, int count) {
    return new IOException(
        "the configuration has %s parameters, but those in the file have %s"
            .formatted(count, found));
  }

  /** Returns the value of a number of 16 bits in IEEE 754. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> (0x400 + fraction) * Math.scalb(1f, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
