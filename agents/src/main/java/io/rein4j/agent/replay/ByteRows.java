package io.rein4j.agent.replay;

import io.rein4j.state.State;
import java.io.IOException;

/** Rows of whole numbers from 0 to 255, a byte each. */
final class ByteRows implements Rows {

  static final int LARGEST = 255;

  private final int size;
  private final byte[] elements;

  ByteRows(int rows, int size) {
    this.size = size;
    this.elements = new byte[Math.multiplyExact(rows, size)];
  }

  @Override
  public boolean set(int row, float[] source, int from) {
    int to = row * size;
    boolean exact = true;
    for (int i = 0; i < size; i++) {
      float element = source[from + i];
      int rounded = (int) element;
      elements[to + i] = (byte) rounded;
      exact &= rounded == element && (rounded & LARGEST) == rounded;
    }
    return exact;
  }

  @Override
  public void get(int row, float[] target, int to) {
    int from = row * size;
    for (int i = 0; i < size; i++) {
      target[to + i] = elements[from + i] & LARGEST;
    }
  }

  @Override
  public boolean equals(int row, float[] array, int from) {
    int at = row * size;
    for (int i = 0; i < size; i++) {
      if ((elements[at + i] & LARGEST) != array[from + i]) {
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
