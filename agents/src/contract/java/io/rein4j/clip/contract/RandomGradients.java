package io.rein4j.clip.contract;

import io.rein4j.clip.ParameterLayout;
import java.util.SplittableRandom;

/** Gradients of random length, layout, magnitude and tail. */
public final class RandomGradients {

  private RandomGradients() {}

  /** {@return a length from 1 to 10,000} */
  public static int length(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1;
      case 1 -> random.nextInt(2, 10);
      case 2 -> random.nextInt(10, 700);
      default -> random.nextInt(700, 10_000);
    };
  }

  /** {@return a gradient of a magnitude from the smallest float to the largest} */
  public static float[] any(SplittableRandom random, int length) {
    return values(random, length, Math.pow(10, random.nextDouble(-44, 36)), random.nextInt(6));
  }

  /** {@return a gradient around a unit, mostly: uniform, heavy-tailed, sparse or all equal} */
  public static float[] around(SplittableRandom random, int length, double unit) {
    return values(random, length, unit, new int[] {0, 1, 3, 4}[random.nextInt(4)]);
  }

  private static float[] values(SplittableRandom random, int length, double unit, int kind) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      double sign = random.nextBoolean() ? 1 : -1;
      double x = random.nextDouble();
      double magnitude =
          switch (kind) {
            case 0 -> x;
            case 1 -> Math.pow(x, -1.5);
            case 2 -> Math.pow(10, 60 * x - 30);
            case 3 -> x < 0.9 ? 0 : x;
            case 4 -> 1;
            default -> Math.pow(10, 20 * x - 20);
          };
      values[i] = (float) (sign * Math.min(3e38, unit * magnitude));
    }
    return values;
  }

  /** {@return blocks of actor and critic, of one layer or two; the actor has some element} */
  public static ParameterLayout layout(SplittableRandom random, int length) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    int left = length;
    for (int b = 0; left > 0; b++) {
      int block = b == 5 ? left : random.nextInt(1, left + 1);
      String group = b == 0 || random.nextBoolean() ? "actor" : "critic";
      String name = group + "/layer" + random.nextInt(2) + "/" + b;
      if (block % 3 == 0) {
        layout.add(name, 3, block / 3);
      } else {
        layout.add(name, block);
      }
      left -= block;
    }
    return layout.build();
  }

  /** {@return the exact p-norm} */
  public static double norm(float[] values, double p) {
    return norm(values, 0, values.length, p);
  }

  /** {@return the exact p-norm of some elements} */
  public static double norm(float[] values, int from, int to, double p) {
    double largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(values[i]));
    }
    if (p == Double.POSITIVE_INFINITY || largest == 0) {
      return largest;
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Math.pow(Math.abs(values[i]) / largest, p);
    }
    return largest * Math.pow(sum, 1 / p);
  }

  /** {@return how many elements differ in any bit} */
  public static int differences(float[] a, float[] b) {
    int count = 0;
    for (int i = 0; i < a.length; i++) {
      count += Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i]) ? 1 : 0;
    }
    return count;
  }
}
