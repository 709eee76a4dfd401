package io.rein4j.agent;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/**
 * A large part of a learner's state as it was at one moment, which another thread may write while
 * the learner goes on.
 */
public interface StateSnapshot extends Stateful, AutoCloseable {

  /** The snapshot of a learner whose state has no such part. */
  StateSnapshot EMPTY = state -> {};

  /**
   * Writes the part as it was, on any thread; or reads it into the learner itself, on the learner's
   * own, if nothing has happened between the reading of the rest of the state and this snapshot.
   */
  @Override
  void state(State state) throws IOException;

  /** Says that nothing more is written or read of it, so that the learner need not keep it. */
  @Override
  default void close() {}
}
