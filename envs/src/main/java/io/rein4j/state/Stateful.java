package io.rein4j.state;

import java.io.IOException;

/**
 * A thing that can go on from where another of its kind and settings was.
 *
 * <pre>{@code
 * @Override
 * public void state(State state) throws IOException {
 *   steps = state.of(steps);
 *   state.of(means);
 *   random.state(state);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Stateful {

  /**
   * Hands over all that this depends on besides its settings, value by value in an order that is
   * always the same, and keeps what comes back: the values themselves while a state is written, and
   * those of the state while one is read.
   *
   * @param state takes the values and returns them
   * @throws IOException if the state cannot be written or read, or holds what does not fit, after
   *     which this is of no use
   */
  void state(State state) throws IOException;
}
