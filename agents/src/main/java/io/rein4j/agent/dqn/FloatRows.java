package io.rein4j.agent.dqn;

import io.rein4j.agent.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Observations as they are. */
final class FloatRows implements ObservationRows {

  private final int size;
  private final float[] elements;

  FloatRows(int rows, int size) {
    this.size = size;
    this.elements = new float[Math.multiplyExact(rows, size)];
  }

  @Override
  public void set(int row, float[] observations, int from) {
    System.arraycopy(observations, from, elements, row * size, size);
  }

  @Override
  public void get(int row, float[] observations, int to) {
    int from = row * size;
    for (int i = 0; i < size; i++) {
      observations[to + i] = elements[from + i];
    }
  }

  @Override
  public void writeState(DataOutput out, int rows) throws IOException {
    StateIo.write(out, elements, rows * size);
  }

  @Override
  public void readState(DataInput in, int rows) throws IOException {
    StateIo.read(in, elements, rows * size);
  }
}
