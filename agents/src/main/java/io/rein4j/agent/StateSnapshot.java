package io.rein4j.agent;

import java.io.DataOutput;
import java.io.IOException;

/**
 * A large part of a learner's state as it was at one moment, which another thread may write while
 * the learner goes on.
 */
public interface StateSnapshot extends AutoCloseable {

  /** The snapshot of a learner whose state has no such part. */
  StateSnapshot EMPTY = out -> {};

  /**
   * Writes the part.
   *
   * @param out receives it
   * @throws IOException if {@code out} fails
   */
  void write(DataOutput out) throws IOException;

  /** Says that nothing more is written of it, so that the learner need not keep it. */
  @Override
  default void close() {}
}
