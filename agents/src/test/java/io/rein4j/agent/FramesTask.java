package io.rein4j.agent;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.FrameStacking;
import io.rein4j.env.Space;
import io.rein4j.env.Task;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/**
 * The rules of a world that shows its last frames of bytes, the oldest first, each noise with a
 * bright stripe, and rewards the action that names the newest stripe's place; episodes are of ten
 * steps.
 */
public final class FramesTask implements Task {

  private static final int STEPS = 10;

  private final int actions;
  private final Box space;
  private final Discrete choices;
  private final int pixels;
  private final float[] stack;
  private int place;
  private int steps;

  /**
   * Makes a world.
   *
   * @param frames how many it shows at a time
   * @param pixels height and width of a frame, at least {@code actions}
   * @param actions how many there are to choose from
   */
  public FramesTask(int frames, int pixels, int actions) {
    this.actions = actions;
    this.pixels = pixels;
    this.choices = new Discrete(actions);
    this.space = Box.of(0, 255, frames, pixels, pixels).stackedBy(new FrameStacking(frames));
    this.stack = new float[space.size()];
  }

  @Override
  public Space observationSpace() {
    return space;
  }

  @Override
  public Space actionSpace() {
    return choices;
  }

  @Override
  public void start(Pcg64 random) {
    steps = 0;
    draw(random);
    int frame = pixels * pixels;
    for (int from = 0; from < stack.length - frame; from += frame) {
      System.arraycopy(stack, stack.length - frame, stack, from, frame);
    }
  }

  private void draw(Pcg64 random) {
    int frame = pixels * pixels;
    int newest = stack.length - frame;
    System.arraycopy(stack, frame, stack, 0, newest);
    place = random.nextInt(actions);
    for (int i = newest; i < stack.length; i++) {
      stack[i] = random.nextInt(100);
    }
    int stripe = pixels / actions;
    int from = newest + place * stripe * pixels;
    Arrays.fill(stack, from, from + stripe * pixels, 255);
  }

  @Override
  public double step(float[] action, int offset, Pcg64 random) {
    choices.require(action, offset);
    double reward = action[offset] == place ? 1 : 0;
    draw(random);
    steps++;
    return reward;
  }

  @Override
  public boolean terminated() {
    return steps == STEPS;
  }

  @Override
  public void observe(float[] observation, int offset) {
    System.arraycopy(stack, 0, observation, offset, stack.length);
  }

  @Override
  public void state(State state) throws IOException {
    steps = state.of(steps);
    place = state.of(place);
    state.of(stack);
  }
}
