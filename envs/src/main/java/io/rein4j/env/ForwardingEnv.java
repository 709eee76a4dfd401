package io.rein4j.env;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/**
 * An environment around another one, which it owns: every call goes to the one within unless a
 * subclass says otherwise, and its state is the subclass's own, followed by that of the one within.
 */
public abstract class ForwardingEnv implements Env {

  private final Env within;

  /**
   * Makes an environment around another one.
   *
   * @param within the environment that calls go to, and that {@link #close} closes
   */
  protected ForwardingEnv(Env within) {
    this.within = within;
  }

  /** {@return the environment that calls go to} */
  protected final Env within() {
    return within;
  }

  /** {@return whether the last step ended the episode within} */
  protected final boolean endedWithin() {
    return within.terminated() || within.truncated();
  }

  /**
   * Writes what the subclass keeps from step to step; nothing by default.
   *
   * @param out receives the state
   * @throws IOException if {@code out} fails
   */
  protected void writeOwnState(DataOutput out) throws IOException {}

  /**
   * Takes over what {@link #writeOwnState} wrote.
   *
   * @param in holds the state
   * @throws IOException if {@code in} fails or holds something else
   */
  protected void readOwnState(DataInput in) throws IOException {}

  @Override
  public Space observationSpace() {
    return within.observationSpace();
  }

  @Override
  public Space actionSpace() {
    return within.actionSpace();
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    within.reset(seed, observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    within.reset(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    return within.step(action, actionOffset, observation, observationOffset);
  }

  @Override
  public boolean terminated() {
    return within.terminated();
  }

  @Override
  public boolean truncated() {
    return within.truncated();
  }

  @Override
  public Optional<EnvState> state() {
    return within.state().map(State::new);
  }

  @Override
  public void close() {
    within.close();
  }

  private final class State implements EnvState {

    private final EnvState stateWithin;

    State(EnvState stateWithin) {
      this.stateWithin = stateWithin;
    }

    @Override
    public void writeState(DataOutput out) throws IOException {
      writeOwnState(out);
      stateWithin.writeState(out);
    }

    @Override
    public void readState(DataInput in) throws IOException {
      readOwnState(in);
      stateWithin.readState(in);
    }
  }
}
