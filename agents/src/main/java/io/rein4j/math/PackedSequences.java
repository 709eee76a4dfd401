package io.rein4j.math;

import java.util.Arrays;

/**
 * Sequences of different lengths, packed into rows: first the rows of all sequences' first steps,
 * then those of all second steps, and so on, in each step those of the sequences that are long
 * enough.
 *
 * <p>Sequences stand in order from the longest to the shortest, so that those of a step are the
 * first ones, and no row is padding. This is what PyTorch calls a packed sequence.
 */
public final class PackedSequences {

  private int count;
  private int steps;
  private int burnIn;

  /** The first row of each step, and behind the last step the number of rows. */
  private int[] firstRows = {0};

  private boolean[] starts = {};

  /** Makes no sequences. */
  public PackedSequences() {}

  /**
   * Takes sequences of some lengths, in none of which an episode starts.
   *
   * @param lengths the number of steps of each sequence, ≥ 1, none larger than the one before
   * @param count number of sequences, ≥ 1
   * @param burnIn steps at the beginning of every sequence that make up its state and do not learn
   *     themselves, ≥ 0; a sequence that is not longer has nothing to learn from
   * @throws IllegalArgumentException if one of these is not so
   */
  public void pack(int[] lengths, int count, int burnIn) {
    if (count < 1 || count > lengths.length || burnIn < 0) {
      throw new IllegalArgumentException(
          "Sequences must be 1 to the %s lengths and their burn-in ≥ 0, but are %s with %s."
              .formatted(lengths.length, count, burnIn));
    }
    for (int i = 0; i < count; i++) {
      if (lengths[i] < 1 || (i > 0 && lengths[i] > lengths[i - 1])) {
        throw new IllegalArgumentException(
            "Lengths of sequences must be ≥ 1 and never rise, but number %s is %s."
                .formatted(i, lengths[i]));
      }
    }
    this.count = count;
    this.steps = lengths[0];
    this.burnIn = burnIn;
    if (firstRows.length <= steps) {
      firstRows = new int[steps + 1];
    }
    int running = count;
    int row = 0;
    for (int step = 0; step < steps; step++) {
      while (lengths[running - 1] <= step) {
        running--;
      }
      firstRows[step] = row;
      row = Math.addExact(row, running);
    }
    firstRows[steps] = row;
    if (starts.length < row) {
      starts = new boolean[row];
    } else {
      Arrays.fill(starts, 0, row, false);
    }
  }

  /**
   * Takes rows that have nothing to do with each other: sequences of one step.
   *
   * @param rows how many, ≥ 1
   */
  public void packSteps(int rows) {
    count = rows;
    steps = 1;
    burnIn = 0;
    if (firstRows.length <= 1) {
      firstRows = new int[2];
    }
    firstRows[0] = 0;
    firstRows[1] = rows;
    if (starts.length < rows) {
      starts = new boolean[rows];
    } else {
      Arrays.fill(starts, 0, rows, false);
    }
  }

  /**
   * Says that an episode starts with a row: the state before it is all zeros.
   *
   * @param row of which step of which sequence, from {@link #row}
   */
  public void start(int row) {
    starts[row] = true;
  }

  /** {@return the number of sequences} */
  public int count() {
    return count;
  }

  /** {@return the number of steps of the longest sequence} */
  public int steps() {
    return steps;
  }

  /** {@return the number of rows, which is the sum of the sequences' lengths} */
  public int rows() {
    return firstRows[steps];
  }

  /** {@return the number of steps at the beginning of every sequence that get no gradient} */
  public int burnIn() {
    return burnIn;
  }

  /** {@return the first row behind the burn-in, which all rows behind follow} */
  public int firstLearningRow() {
    return firstRows[Math.min(burnIn, steps)];
  }

  /**
   * {@return the row of a sequence's step}
   *
   * @param sequence from 0
   * @param step from 0, below the sequence's length
   */
  public int row(int sequence, int step) {
    return firstRows[step] + sequence;
  }

  /**
   * {@return the first row of a step}
   *
   * @param step from 0
   */
  public int firstRow(int step) {
    return firstRows[step];
  }

  /**
   * {@return the number of rows of a step}
   *
   * @param step from 0
   */
  public int rowsOf(int step) {
    return firstRows[step + 1] - firstRows[step];
  }

  /**
   * {@return whether an episode starts with a row}
   *
   * @param row from 0
   */
  public boolean starts(int row) {
    return starts[row];
  }
}
