package io.rein4j.env;

import io.rein4j.random.Pcg64;

/** A space. */
public record Box() implements Space {
  @Override
  public int size() {
    return 1;
  }

  @Override
  public int[] shape() {
    return new int[0];
  }

  @Override
  public boolean contains(float[] values, int offset) {
    return false;
  }

  @Override
  public void sample(Pcg64 random, float[] values, int offset) {}
}
