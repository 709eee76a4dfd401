package io.rein4j.agent.replay;

import io.rein4j.state.State;
import java.io.IOException;

/** Rows of any floats. */
final class FloatRows implements Rows {

  private final int size;
  private final float[] elements;

  FloatRows(int rows, int size) {
    this.size = size;
    this.elements = new float[Math.multiplyExact(rows, size)];
  }

  @Override
  public boolean set(int row, float[] source, int from) {
    System.arraycopy(source, from, elements, row * size, size);
    return true;
  }

  @Override
  public void get(int row, float[] target, int to) {
    int from = row * size;
    for (int i = 0; i < size; i++) {
      target[to + i] = elements[from + i];
    }
  }

  @Override
  public boolean equals(int row, float[] array, int from) {
    int at = row * size;
    for (int i = 0; i < size; i++) {
      if (Float.floatToRawIntBits(elements[at + i]) != Float.floatToRawIntBits(array[from + i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void state(State state, int from, int count) throws IOException {
    state.of(elements, from * size, count * size);
  }
}
