package io.rein4j.agent.replay;

import io.rein4j.agent.StateSnapshot;
import io.rein4j.env.Space;
import io.rein4j.env.VectorStep;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The latest observations of environments that step together: rows that are added behind the newest
 * and forgotten from the oldest on, numbered as they come.
 *
 * <p>An observation is added once, as what an action led to or as its episode's first. Of a stack
 * of frames its newest is kept; the others are those of the observations before it.
 *
 * <p>Rows lie in blocks. A block is written from its beginning to its end, and used again once all
 * its rows are forgotten and a snapshot that holds it has been written: so a snapshot stays as it
 * is without a copy, and the thread that adds waits only where it is a whole ring ahead of the one
 * that writes. Where rows are forgotten later than they come, as many episodes end, there are more
 * blocks than at first.
 */
final class ObservationRing implements Stateful {

  /** Rows that a step of an environment adds at most: a final one, a first one, one at a cut. */
  static final int ROWS_PER_STEP = 3;

  /** No row. */
  static final long NONE = -1;

  private static final class Block {

    final Rows rows;

    /** How many rows before each row its predecessor is; 0 if it has none. */
    final int[] back;

    /** The action mask that goes with each row. */
    final boolean[] masks;

    Block(Rows rows, int[] back, boolean[] masks) {
      this.rows = rows;
      this.back = back;
      this.masks = masks;
    }
  }

  private final RowLayout layout;
  private final int observationSize;
  private final int frames;
  private final int maskSize;
  private final int shift;
  private final int mask;
  private final Deque<Block> unused;

  /** By their numbers' lowest bits; null where there is none. */
  private @Nullable Block[] blocks;

  private long first;
  private long end;

  /** Of each environment, the row that it showed last; none if its episode is over. */
  private final long[] latest;

  /** Whether new blocks hold bytes. */
  private boolean bytes;

  private @Nullable Snapshot snapshot;

  /**
   * Makes an empty ring.
   *
   * @param rows how many it holds before it needs more blocks
   * @param layout of the space's observations
   */
  ObservationRing(Space space, RowLayout layout, int environments, double rows) {
    this.layout = layout;
    this.observationSize = space.size();
    this.frames = layout.stacking().frames();
    this.maskSize = layout.maskSize();
    this.shift = layout.blockShift(rows);
    this.mask = (1 << shift) - 1;
    this.bytes = layout.bytes();
    int count = Math.toIntExact((long) layout.blocks(rows));
    this.blocks = new @Nullable Block[Integer.highestOneBit(Math.max(1, count - 1)) * 2];
    this.unused = new ArrayDeque<>(count);
    for (int i = 0; i < count; i++) {
      unused.push(newBlock(bytes));
    }
    this.latest = new long[environments];
    Arrays.fill(latest, NONE);
  }

  private Block newBlock(boolean asBytes) {
    return new Block(
        layout.rows(mask + 1, asBytes),
        new int[layout.linked() ? mask + 1 : 0],
        new boolean[Math.multiplyExact(mask + 1, maskSize)]);
  }

  /** Takes in what all environments show: what was added last, or an episode's beginning. */
  void see(float[] observations, boolean[] masks) {
    for (int env = 0; env < latest.length; env++) {
      int from = env * observationSize;
      if (latest[env] == NONE) {
        latest[env] = add(observations, from, masks, env * maskSize, NONE);
      } else if (!shows(latest[env], observations, from)) {
        latest[env] = add(observations, from, masks, env * maskSize, before(latest[env]));
      }
    }
  }

  /** Returns the row that an environment showed last. */
  long latest(int env) {
    return latest[env];
  }

  /** Adds what a step of an environment led to, and returns its row. */
  long add(int env, VectorStep step) {
    boolean ended = step.terminated()[env] || step.truncated()[env];
    float[] observations = ended ? step.finalObservations() : step.observations();
    boolean[] masks = ended ? step.finalActionMasks() : step.actionMasks();
    long row = add(observations, env * observationSize, masks, env * maskSize, latest[env]);
    latest[env] = ended ? NONE : row;
    return row;
  }

  /** Ends an environment's episode, and returns the row of its final observation. */
  long cut(int env, float[] observations) {
    long row = latest[env];
    int from = env * observationSize;
    latest[env] = NONE;
    if (row == NONE || shows(row, observations, from)) {
      return row;
    }
    // It is of the same moment as the one that was shown, and so is the mask.
    boolean[] same = new boolean[maskSize];
    copyMask(row, same, 0);
    return add(observations, from, same, 0, before(row));
  }

  private int newestFrame(int observation) {
    return observation + observationSize - layout.rowSize();
  }

  private boolean shows(long row, float[] observations, int from) {
    return block(row).rows.equals((int) row & mask, observations, newestFrame(from));
  }

  private long add(float[] observations, int from, boolean[] masks, int maskFrom, long before) {
    long row = end;
    int within = (int) row & mask;
    if (row == first || within == 0) {
      begin(row >>> shift, unusedBlock(bytes));
    }
    if (!block(row).rows.set(within, observations, newestFrame(from))) {
      widen(row).rows.set(within, observations, newestFrame(from));
    }
    if (layout.linked()) {
      block(row).back[within] = before == NONE ? 0 : Math.toIntExact(row - before);
    }
    System.arraycopy(masks, maskFrom, block(row).masks, within * maskSize, maskSize);
    end++;
    return row;
  }

  private void begin(long number, Block block) {
    if (number - (first >>> shift) >= blocks.length) {
      @Nullable Block[] more = new @Nullable Block[2 * blocks.length];
      for (long old = first >>> shift; old < number; old++) {
        more[(int) old & (more.length - 1)] = blocks[slot(old)];
      }
      blocks = more;
    }
    blocks[slot(number)] = block;
  }

  private Block unusedBlock(boolean asBytes) {
    Block block = unused.poll();
    while (block != null && block.rows instanceof ByteRows != asBytes) {
      block = unused.poll();
    }
    return block == null ? newBlock(asBytes) : block;
  }

  private int slot(long number) {
    return (int) number & (blocks.length - 1);
  }

  private Block block(long row) {
    Block block = blocks[slot(row >>> shift)];
    if (block == null) {
      throw new IllegalStateException("The observations of the state are yet to be read.");
    }
    return block;
  }

  /** Puts floats in the place of a block of bytes, which a snapshot may hold. */
  private Block widen(long row) {
    Block narrow = block(row);
    Block wide = new Block(layout.rows(mask + 1, false), narrow.back, narrow.masks);
    float[] one = new float[layout.rowSize()];
    for (int i = 0; i < ((int) row & mask); i++) {
      narrow.rows.get(i, one, 0);
      wide.rows.set(i, one, 0);
    }
    blocks[slot(row >>> shift)] = wide;
    bytes = false;
    return wide;
  }

  /** Returns the row of the observation before another in its episode; none if it is the first. */
  long before(long row) {
    int back = layout.linked() ? block(row).back[(int) row & mask] : 0;
    return back == 0 || row - back < first ? NONE : row - back;
  }

  /** Copies an observation into an array, from an index on. */
  void get(long row, float[] target, int to) {
    int frame = frames - 1;
    int rowSize = layout.rowSize();
    block(row).rows.get((int) row & mask, target, to + frame * rowSize);
    for (long at = row; frame > 0; frame--) {
      at = before(at);
      if (at == NONE) {
        layout.stacking().pad(target, to, frame, rowSize);
        return;
      }
      block(at).rows.get((int) at & mask, target, to + (frame - 1) * rowSize);
    }
  }

  /** Copies the action mask that goes with an observation into an array, from an index on. */
  void copyMask(long row, boolean[] target, int to) {
    if (maskSize > 0) {
      System.arraycopy(block(row).masks, ((int) row & mask) * maskSize, target, to, maskSize);
    }
  }

  /** Returns a row by the lowest bits of its number. */
  long row(int bits) {
    return first + Integer.toUnsignedLong(bits - (int) first);
  }

  /** Forgets the rows before one. */
  void forgetBefore(long row) {
    long kept = Math.max(first, row);
    for (long number = first >>> shift; number < kept >>> shift; number++) {
      if (snapshot != null) {
        snapshot.awaitWritten(number);
      }
      Block block = blocks[slot(number)];
      blocks[slot(number)] = null;
      if (block != null) {
        unused.push(block);
      }
    }
    first = kept;
  }

  /** Hands over everything but the rows, which are missing until a {@link #snapshot} reads them. */
  @Override
  public void state(State state) throws IOException {
    first = state.of(first);
    end = state.of(end);
    state.of(latest);
    if (first < 0 || end < first) {
      throw new IOException(
          "The state holds observations from %s to before %s.".formatted(first, end));
    }
    for (long row : latest) {
      if (row != NONE) {
        require(row);
      }
    }
    if (state.isReading()) {
      Arrays.fill(blocks, null);
    }
  }

  /** Refuses a row that there is not. */
  void require(long row) throws IOException {
    if (row < first || row >= end) {
      throw new IOException(
          "The state asks for observation %s, but holds those from %s to before %s."
              .formatted(row, first, end));
    }
  }

  /** Returns the rows as they are. */
  StateSnapshot snapshot() {
    if (snapshot != null && !snapshot.isWritten()) {
      throw new IllegalStateException("Of a memory there is one snapshot at a time.");
    }
    Snapshot taken = new Snapshot();
    snapshot = taken;
    return taken;
  }

  private final class Snapshot implements StateSnapshot {

    private final long from = first;
    private final long to = end;
    private final @Nullable Block[] held = blocks.clone();

    /** The first block that is yet to be written. */
    private volatile long unwritten = first >>> shift;

    @Override
    public void state(State state) throws IOException {
      for (long row = from; row < to; row = (row | mask) + 1) {
        Block block = held(row >>> shift, state);
        int start = (int) row & mask;
        int count = (int) (Math.min(to, (row | mask) + 1) - row);
        block.rows.state(state, start, count);
        if (layout.linked()) {
          state.of(block.back, start, count);
          requireOrder(block.back, start, count);
        }
        if (maskSize > 0) {
          state.of(block.masks, start * maskSize, count * maskSize);
        }
        release((row >>> shift) + 1);
      }
    }

    /** Returns the block of a number that is held, or begins one for the rows of a state. */
    private Block held(long number, State state) throws IOException {
      Block block = held[(int) number & (held.length - 1)];
      boolean asBytes = state.of(block != null && block.rows instanceof ByteRows);
      if (state.isReading()) {
        bytes = asBytes;
        block = unusedBlock(asBytes);
        begin(number, block);
      }
      if (block == null) {
        throw new IllegalStateException("Observations are written before they are read.");
      }
      return block;
    }

    private static void requireOrder(int[] back, int start, int count) throws IOException {
      for (int i = start; i < start + count; i++) {
        if (back[i] < 0) {
          throw new IOException(
              "The state says that an observation comes %s before the one before it."
                  .formatted(-back[i]));
        }
      }
    }

    private synchronized void release(long number) {
      unwritten = number;
      notifyAll();
    }

    boolean isWritten() {
      return unwritten == Long.MAX_VALUE;
    }

    /** Waits until a block is written; an interrupt does not end the wait. */
    void awaitWritten(long number) {
      if (number < unwritten) {
        return;
      }
      boolean interrupted = false;
      synchronized (this) {
        while (number >= unwritten) {
          try {
            wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      release(Long.MAX_VALUE);
    }
  }
}
