package io.rein4j.agent.replay;

import io.rein4j.api.Incubating;

/** Single transitions drawn for one update. */
@Incubating
public final class TransitionBatch {

  private final Batch steps;
  private final float[] observations;
  private final float[] nextObservations;
  private final int[] indices;
  private final boolean[] nextMasks;

  TransitionBatch(int size, int observationSize, int actionSize) {
    this(size, observationSize, actionSize, 0);
  }

  TransitionBatch(int size, int observationSize, int actionSize, int maskSize) {
    this.steps = new Batch(size, actionSize);
    this.observations = new float[Math.multiplyExact(size, observationSize)];
    this.nextObservations = new float[observations.length];
    this.indices = new int[size];
    this.nextMasks = new boolean[Math.multiplyExact(size, maskSize)];
  }

  /** {@return the transitions' actions and returns} */
  public Batch steps() {
    return steps;
  }

  /** {@return what the actions were chosen for, size × observation size floats} */
  public float[] observations() {
    return observations;
  }

  /** {@return what the returns are bootstrapped from, size × observation size floats} */
  public float[] nextObservations() {
    return nextObservations;
  }

  /**
   * {@return which actions make sense behind what the returns are bootstrapped from, size × mask
   * size booleans; empty without action masks}
   */
  public boolean[] nextMasks() {
    return nextMasks;
  }

  /** {@return where the transitions are in the memory} */
  public int[] indices() {
    return indices;
  }
}
