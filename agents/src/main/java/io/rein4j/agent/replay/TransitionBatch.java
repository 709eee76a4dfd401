package io.rein4j.agent.replay;

import io.rein4j.api.Incubating;

/** Single transitions drawn for one update. */
@Incubating
public final class TransitionBatch {

  private final Batch steps;
  private final float[] observations;
  private final float[] nextObservations;
  private final int[] indices;

  TransitionBatch(int size, int observationSize, int actionSize) {
    this.steps = new Batch(size, actionSize);
    this.observations = new float[Math.multiplyExact(size, observationSize)];
    this.nextObservations = new float[observations.length];
    this.indices = new int[size];
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

  /** {@return where the transitions are in the memory} */
  public int[] indices() {
    return indices;
  }
}
