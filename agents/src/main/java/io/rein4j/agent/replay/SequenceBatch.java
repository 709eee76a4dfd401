package io.rein4j.agent.replay;

import io.rein4j.api.Incubating;
import io.rein4j.math.PackedSequences;

/** Sequences drawn for one update, packed. */
@Incubating
public final class SequenceBatch {

  private final Batch steps;
  private final int mostRows;
  private final PackedSequences sequences = new PackedSequences();
  private final float[] observations;
  private final float[] states;
  private final int[] rows;
  private final int[] nextRows;
  private final int[] indices;
  private final boolean[] nextMasks;

  /** Which actions make sense behind each of the sequences' rows. */
  final boolean[] masks;

  final int[] lengths;

  /**
   * Makes room for sequences.
   *
   * @param count number of sequences
   * @param length steps that a sequence learns from at most
   * @param most observations of a sequence at most, its burn-in filled up
   */
  SequenceBatch(
      int count,
      int length,
      int most,
      int observationSize,
      int actionSize,
      int stateSize,
      int maskSize) {
    int learned = Math.multiplyExact(count, length);
    this.steps = new Batch(learned, actionSize);
    this.mostRows = Math.multiplyExact(count, most);
    this.observations = new float[Math.multiplyExact(mostRows, observationSize)];
    this.states = new float[Math.multiplyExact(count, stateSize)];
    this.rows = new int[learned];
    this.nextRows = new int[learned];
    this.indices = new int[count];
    this.nextMasks = new boolean[Math.multiplyExact(learned, maskSize)];
    this.masks = new boolean[Math.multiplyExact(mostRows, maskSize)];
    this.lengths = new int[count];
  }

  /** {@return all steps that are learned from, sequence by sequence} */
  public Batch steps() {
    return steps;
  }

  /** {@return how rows are steps of sequences} */
  public PackedSequences sequences() {
    return sequences;
  }

  /** {@return how many rows the sequences have at most} */
  public int mostRows() {
    return mostRows;
  }

  /** {@return the observation of each of the sequences' rows} */
  public float[] observations() {
    return observations;
  }

  /** {@return the network's state before each sequence} */
  public float[] states() {
    return states;
  }

  /** {@return which of the sequences' rows each step is} */
  public int[] rows() {
    return rows;
  }

  /** {@return which of the sequences' rows each step's return is bootstrapped from} */
  public int[] nextRows() {
    return nextRows;
  }

  /**
   * {@return which actions make sense behind what each step's return is bootstrapped from, steps ×
   * mask size booleans; empty without action masks}
   */
  public boolean[] nextMasks() {
    return nextMasks;
  }

  /** {@return where the sequences are in the memory} */
  public int[] indices() {
    return indices;
  }
}
