package io.rein4j.agent.replay;

import io.rein4j.env.Box;
import io.rein4j.env.FrameStacking;
import io.rein4j.env.Space;

/**
 * The layout of a space's observations in an {@link ObservationRing}: an observation takes a row,
 * of which as many as are about a quarter of a megabyte make a block.
 *
 * @param stacking the frames of which an observation is a stack; a single one if it is none
 * @param rowSize floats of a row: of a frame
 * @param bytes whether a byte a float is enough, as for images, boxes from 0 to 255
 * @param linked whether a row knows that of the observation before it
 * @param maskSize booleans of the action mask that goes with an observation; 0 if none does
 */
record RowLayout(FrameStacking stacking, int rowSize, boolean bytes, boolean linked, int maskSize) {

  private static final int BLOCK_BYTES = 1 << 18;

  /** The least blocks of a ring, so that a small one allocates little more than it needs. */
  private static final int BLOCKS = 16;

  /**
   * Returns the layout of a space's observations.
   *
   * @param sequences whether observations are to be found from those that followed them
   * @param maskSize booleans of the action mask that goes with an observation
   */
  static RowLayout of(Space space, boolean sequences, int maskSize) {
    FrameStacking stacking =
        space instanceof Box box
            ? box.stacking().orElse(new FrameStacking(1))
            : new FrameStacking(1);
    int frames = stacking.frames();
    return new RowLayout(
        stacking, space.size() / frames, isImage(space), sequences || frames > 1, maskSize);
  }

  private static boolean isImage(Space space) {
    if (!(space instanceof Box box)) {
      return false;
    }
    for (int i = 0; i < box.size(); i++) {
      if (box.low(i) != 0 || box.high(i) != ByteRows.LARGEST) {
        return false;
      }
    }
    return true;
  }

  /** Returns what a row takes. */
  double rowBytes() {
    return valueBytes() + (linked ? Integer.BYTES : 0) + maskSize;
  }

  /** Returns what the floats of a row take. */
  double valueBytes() {
    return (double) rowSize * (bytes ? 1 : Float.BYTES);
  }

  /** Returns the binary logarithm of a block's rows, in a ring of so many. */
  int blockShift(double rows) {
    double most = Math.min(BLOCK_BYTES / rowBytes(), rows / BLOCKS);
    return most < 2 ? 0 : Math.getExponent(most);
  }

  /** Returns how many blocks hold so many rows, wherever in a block they begin. */
  double blocks(double rows) {
    return Math.ceil(Math.scalb(rows, -blockShift(rows))) + 1;
  }

  /** Returns what a ring of so many rows allocates. */
  double bytes(double rows) {
    return Math.scalb(blocks(rows) * rowBytes(), blockShift(rows));
  }

  /** Returns new rows. */
  Rows rows(int count, boolean asBytes) {
    return asBytes ? new ByteRows(count, rowSize) : new FloatRows(count, rowSize);
  }
}
