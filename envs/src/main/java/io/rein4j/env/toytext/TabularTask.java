package io.rein4j.env.toytext;

import io.rein4j.env.ActionMask;
import io.rein4j.env.Discrete;
import io.rein4j.env.Renderer;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task whose rules are a table; its state is the observation. */
final class TabularTask implements Task {

  private static final int MOVES = 4;

  private final TransitionTable table;
  private final Discrete observations;
  private final Discrete actions;
  private final TabularPicture picture;

  /** For every state which actions make sense, states × actions; null if that is not told. */
  private final boolean @Nullable [] mask;

  private int state;
  private boolean terminated;

  /** Is only drawn, and so is no part of the state. */
  private int move = TabularPicture.NO_MOVE;

  TabularTask(TransitionTable table, TabularPicture picture) {
    this(table, picture, null);
  }

  /**
   * Makes a task.
   *
   * @param mask for every state which actions make sense, states × actions; not told if null
   */
  TabularTask(TransitionTable table, TabularPicture picture, boolean @Nullable [] mask) {
    this.table = table;
    this.picture = picture;
    this.mask = mask;
    this.observations = new Discrete(table.states());
    this.actions = new Discrete(table.actions());
  }

  @Override
  public Space observationSpace() {
    return observations;
  }

  @Override
  public Space actionSpace() {
    return actions;
  }

  @Override
  public void start(Pcg64 random) {
    state = table.start(random);
    terminated = false;
    move = TabularPicture.NO_MOVE;
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    int taken = actions.value(action, offset);
    Outcome outcome = table.step(state, taken, random);
    move = taken < MOVES ? taken : move;
    state = outcome.state();
    terminated = outcome.terminated();
    return outcome.reward();
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  int state() {
    return state;
  }

  void moveTo(int newState) {
    state = newState;
  }

  @Override
  public void observe(float[] observation, int offset) {
    observation[offset] = state;
  }

  @Override
  public Optional<ActionMask> actionMask() {
    boolean[] ofStates = mask;
    return ofStates == null
        ? Optional.empty()
        : Optional.of(
            (allowed, offset) ->
                System.arraycopy(ofStates, state * actions.n(), allowed, offset, actions.n()));
  }

  @Override
  public Optional<Renderer> renderer() {
    return Optional.of(
        Renderer.of(TabularPicture.FRAMES_PER_SECOND, () -> picture.of(state, move)));
  }

  @Override
  public void state(State saved) throws IOException {
    state = saved.of(state);
    if (state < 0 || state >= table.states()) {
      throw new IOException(
          "The state holds %s where one of %s states belongs.".formatted(state, table.states()));
    }
    terminated = saved.of(terminated);
    if (saved.isReading()) {
      move = TabularPicture.NO_MOVE;
    }
  }
}
