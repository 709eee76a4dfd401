package io.rein4j.env.wrap;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.FrameStacking;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.FrameStack.Padding;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/** The last observations of an episode side by side, the oldest first. */
final class StackedObservation implements ObservationTransform {

  private final Space space;
  private final Padding padding;
  private final float[] zero;
  private final float[] stack;

  StackedObservation(Space within, int size, Padding padding) {
    this.padding = padding;
    this.zero = zero(within);
    Space repeated = repeated(within, size);
    this.space =
        repeated instanceof Box box
            ? box.stackedBy(
                padding == Padding.RESET ? new FrameStacking(size) : new FrameStacking(size, zero))
            : repeated;
    this.stack = new float[space.size()];
  }

  private static Space repeated(Space space, int times) {
    if (space instanceof Box box) {
      return new Box(
          repeated(box.exactLow(), times),
          repeated(box.exactHigh(), times),
          stacked(box.shape(), times),
          box.type());
    }
    if (space instanceof MultiBinary bits) {
      return new MultiBinary(stacked(bits.shape(), times));
    }
    List<Discrete> integers = space.integers();
    return new MultiDiscrete(
        repeated(integers.stream().mapToInt(Discrete::n).toArray(), times),
        repeated(integers.stream().mapToInt(Discrete::start).toArray(), times));
  }

  private static int[] stacked(int[] shape, int times) {
    int[] stacked = new int[shape.length + 1];
    stacked[0] = times;
    System.arraycopy(shape, 0, stacked, 1, shape.length);
    return stacked;
  }

  private static double[] repeated(double[] values, int times) {
    double[] all = new double[Math.multiplyExact(values.length, times)];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  private static int[] repeated(int[] values, int times) {
    int[] all = new int[Math.multiplyExact(values.length, times)];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  private static float[] zero(Space space) {
    float[] zero = new float[space.size()];
    if (space instanceof Box box) {
      for (int i = 0; i < zero.length; i++) {
        zero[i] = Math.max(box.low(i), Math.min(box.high(i), 0));
      }
    } else {
      List<Discrete> integers = space.integers();
      for (int i = 0; i < integers.size(); i++) {
        zero[i] = nearestToZero(integers.get(i));
      }
    }
    return zero;
  }

  private static int nearestToZero(Discrete integers) {
    return Math.max(integers.start(), Math.min(integers.start() + integers.n() - 1, 0));
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public void first(float[] within, float[] out, int offset) {
    float[] before = padding == Padding.RESET ? within : zero;
    for (int from = 0; from < stack.length; from += before.length) {
      System.arraycopy(before, 0, stack, from, before.length);
    }
    next(within, false, out, offset);
  }

  @Override
  public void next(float[] within, boolean ended, float[] out, int offset) {
    int older = stack.length - within.length;
    System.arraycopy(stack, within.length, stack, 0, older);
    System.arraycopy(within, 0, stack, older, within.length);
    System.arraycopy(stack, 0, out, offset, stack.length);
  }

  @Override
  public void state(State state) throws IOException {
    state.of(stack);
  }
}
