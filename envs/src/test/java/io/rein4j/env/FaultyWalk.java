package io.rein4j.env;

import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A random walk that ends six steps away from where it starts, with a defect that is named; without
 * one if the name is no defect's.
 */
public final class FaultyWalk implements CopyableEnv {

  /** The step at which every episode is truncated. */
  public static final int LIMIT = 8;

  private static int sharedPosition;

  private final String defect;
  private final Space observations = Box.of(-1, 1, 2);
  private final Space actions = new Discrete(2);
  private final Pcg64 random;
  private int position;
  private int steps;
  private boolean running;
  private boolean began;
  private float[] kept = {};
  private float[] lastObservation = {};
  private int lastOffset;
  private int drawn;

  /** Makes an environment with a defect. */
  public FaultyWalk(String defect) {
    this.defect = defect;
    this.random = new Pcg64(has("unseeded") ? System.nanoTime() & Long.MAX_VALUE : 0);
  }

  private boolean has(String one) {
    return defect.equals(one);
  }

  @Override
  public Space observationSpace() {
    return has("other space") && began ? Box.of(-2, 2, 2) : observations;
  }

  @Override
  public Space actionSpace() {
    return has("unbounded actions")
        ? Box.of(0, Float.POSITIVE_INFINITY, 1)
        : has("other actions") && began ? new Discrete(1) : actions;
  }

  @Override
  public void reset(long seed, float[] observation, int offset) {
    if (has("large seeds refused") && seed > 1 << 16) {
      throw new UncheckedIOException(new IOException("The walk raised ValueError: a large seed."));
    }
    if (!has("unseeded") && !has("seed ignored")) {
      random.seed(seed);
    }
    reset(observation, offset);
  }

  @Override
  public void reset(float[] observation, int offset) {
    position = 0;
    sharedPosition = 0;
    steps = 0;
    running = true;
    observe(observation, offset);
  }

  @Override
  public double step(float[] action, int actionOffset, float[] observation, int offset) {
    boolean allowed = has("step after the end") ? began : has("step before a reset") && !began;
    if (!running && !allowed) {
      throw new IllegalStateException("A reset must come before the next step.");
    }
    if (!actionSpace().contains(action, actionOffset) && !has("any action")) {
      actionSpace().require(action, actionOffset);
    }
    began = true;
    steps++;
    if (has("observation read later") && steps > 1) {
      position = (int) (10 * lastObservation[lastOffset]);
    }
    if (has("observation written later") && steps > 1) {
      lastObservation[lastOffset] = 0;
    }
    int move = random.nextInt(3) - 1 + (action[actionOffset] == 1 ? 1 : -1);
    position += move;
    if (has("shared")) {
      sharedPosition += move;
      position = sharedPosition;
    }
    if (has("allocates")) {
      kept = Arrays.copyOf(kept, 8);
    }
    if (has("action changed")) {
      action[actionOffset] = 1;
    }
    running = !isOver();
    observe(observation, offset);
    return steps == 3 && has("reward NaN")
        ? Double.NaN
        : steps == 3 && has("reward infinite") ? Double.POSITIVE_INFINITY : position;
  }

  private void observe(float[] observation, int offset) {
    int at = has("offset ignored") ? 0 : offset;
    observation[at] = steps == 3 ? third() : position / 10f;
    if (!has("element left out") && !(has("element left out once") && steps == 3)) {
      observation[at + 1] = has("outside") && steps == 3 ? 1.5f : steps / 100f;
    }
    if (defect.startsWith("observation ")) {
      lastObservation = observation;
      lastOffset = offset;
    }
    if (has("written past")) {
      observation[at + 2] = 0;
    }
  }

  /** Returns what is observed of the place at step 3. */
  private float third() {
    return switch (defect) {
      case "NaN" -> Float.NaN;
      case "infinite" -> Float.NEGATIVE_INFINITY;
      default -> position / 10f;
    };
  }

  private boolean isOver() {
    return Math.abs(position) >= 6 || truncated();
  }

  /** One that allows to go back alone, where the walk is far from its start; with defects. */
  @Override
  public Optional<ActionMask> actionMask() {
    if (!defect.startsWith("mask")) {
      return Optional.empty();
    }
    return Optional.of(
        (allowed, offset) -> {
          if (!has("mask left out") || steps != 3) {
            allowed[offset] = position > -3 && !(has("mask of nothing") && steps == 3);
          }
          allowed[offset + 1] = position < 3 && !(has("mask of nothing") && steps == 3);
          if (has("mask too long")) {
            allowed[offset + 2] = true;
          }
        });
  }

  @Override
  public boolean terminated() {
    return Math.abs(position) >= 6 && !has("end hidden");
  }

  @Override
  public boolean truncated() {
    return steps >= LIMIT + (has("late end") ? 1 : 0);
  }

  @Override
  public Optional<Renderer> renderer() {
    if (!defect.startsWith("picture")) {
      return Optional.empty();
    }
    return Optional.of(
        Renderer.of(
            has("picture without time") ? 0 : 10,
            () -> {
              if (has("picture that draws")) {
                random.nextInt(3);
              }
              drawn++;
              int color = position & 0xFF;
              return new RgbImage(1, 1, new int[] {has("picture that counts") ? drawn : color});
            }));
  }

  @Override
  public Optional<Stateful> state() {
    return has("no state") ? Optional.empty() : Optional.of(this);
  }

  @Override
  public void state(State state) throws IOException {
    random.state(state);
    position = state.of(position);
    if (!has("state without steps")) {
      int read = state.of(steps);
      steps = has("state dropped") ? steps : read;
    }
    running = state.of(running);
    if (has("state that draws") && !state.isReading()) {
      random.nextInt(3);
    }
  }
}
