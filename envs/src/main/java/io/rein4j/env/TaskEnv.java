package io.rein4j.env;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;

/**
 * An environment around a task: the generator it draws from, and its episodes' beginnings and ends.
 */
public final class TaskEnv implements CopyableEnv {

  private final Task task;
  // Replaced by the first reset's seed; an unseeded first reset is thereby deterministic.
  private final Pcg64 random = new Pcg64(0);
  private boolean running;
  private boolean terminated;

  /**
   * Makes an environment.
   *
   * @param task its rules; the environment owns it
   */
  public TaskEnv(Task task) {
    this.task = task;
  }

  @Override
  public Space observationSpace() {
    return task.observationSpace();
  }

  @Override
  public Space actionSpace() {
    return task.actionSpace();
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    random.seed(seed);
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    task.start(random);
    running = true;
    terminated = false;
    task.observe(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int observationOffset) {
    if (!running) {
      throw new IllegalStateException(
          "No episode is under way; a reset must come before the next step.");
    }
    double reward = task.step(action, actionOffset, random);
    terminated = task.terminated();
    running = !terminated;
    task.observe(observation, observationOffset);
    return reward;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  @Override
  public boolean truncated() {
    return false;
  }

  @Override
  public Optional<ActionMask> actionMask() {
    return task.actionMask();
  }

  @Override
  public Optional<Renderer> renderer() {
    return task.renderer()
        .map(
            renderer ->
                Renderer.of(
                    renderer.framesPerSecond(),
                    () -> {
                      if (!running && !terminated) {
                        throw new IllegalStateException(
                            "No episode has begun; a reset must come before the first picture.");
                      }
                      return renderer.render();
                    }));
  }

  @Override
  public void state(State state) throws IOException {
    random.state(state);
    running = state.of(running);
    terminated = state.of(terminated);
    task.state(state);
  }
}
