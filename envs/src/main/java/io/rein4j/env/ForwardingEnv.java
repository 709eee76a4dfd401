package io.rein4j.env;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
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
   * Writes or reads what the subclass keeps from step to step; nothing by default.
   *
   * @param state takes the values and returns them
   * @throws IOException if the state cannot be written or read, or holds what does not fit
   */
  protected void ownState(State state) throws IOException {}

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
  public boolean goesOn() {
    return within.goesOn();
  }

  @Override
  public Optional<Stateful> state() {
    return within
        .state()
        .map(
            stateWithin ->
                state -> {
                  ownState(state);
                  stateWithin.state(state);
                });
  }

  @Override
  public Optional<ActionMask> actionMask() {
    return within.actionMask();
  }

  @Override
  public Optional<Renderer> renderer() {
    return within.renderer();
  }

  @Override
  public void close() {
    within.close();
  }
}
