package io.rein4j.clip;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.Arrays;

/** The last so many values, kept both in the order in which they came and sorted. */
final class SortedWindow implements Stateful {

  private final double[] ring;
  private final double[] sorted;
  private int size;
  private int next;

  SortedWindow(int capacity) {
    this.ring = new double[capacity];
    this.sorted = new double[capacity];
  }

  /**
   * Returns the percentile that the window will have once a value is added, interpolated linearly
   * (NumPy's default).
   */
  double percentileWith(double value, double percent) {
    int out = outgoing();
    int at = place(value, out);
    int count = out < size ? size : size + 1;
    double rank = (count - 1) * (percent / 100);
    int below = (int) rank;
    double a = element(below, value, at, out);
    double b = element(Math.min(below + 1, count - 1), value, at, out);
    double share = rank - below;
    return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share);
  }

  void add(double value) {
    int out = outgoing();
    int at = place(value, out);
    if (at <= out) {
      System.arraycopy(sorted, at, sorted, at + 1, out - at);
    } else {
      System.arraycopy(sorted, out + 1, sorted, out, at - out);
    }
    sorted[at] = value;
    ring[next] = value;
    next = next + 1 == ring.length ? 0 : next + 1;
    size = Math.min(size + 1, ring.length);
  }

  /** Where the value that makes room lies in {@code sorted}; behind the last if there is room. */
  private int outgoing() {
    return size < ring.length ? size : lowerBound(ring[next]);
  }

  /** Where a value will lie in {@code sorted}, once another has made room. */
  private int place(double value, int out) {
    int at = lowerBound(value);
    return at > out ? at - 1 : at;
  }

  private int lowerBound(double value) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns an element of {@code sorted} as it will be. */
  private double element(int index, double value, int at, int out) {
    if (index == at) {
      return value;
    }
    int before = index < at ? index : index - 1;
    return sorted[before < out ? before : before + 1];
  }

  @Override
  public void state(State state) throws IOException {
    size = state.of(size);
    next = state.of(next);
    if (size < 0 || size > ring.length || next < 0 || next >= ring.length) {
      throw new IOException(
          "The window holds at most %s values, but the state has %s and goes on at %s."
              .formatted(ring.length, size, next));
    }
    state.of(ring, 0, size);
    if (state.isReading()) {
      System.arraycopy(ring, 0, sorted, 0, size);
      Arrays.sort(sorted, 0, size);
    }
  }
}
