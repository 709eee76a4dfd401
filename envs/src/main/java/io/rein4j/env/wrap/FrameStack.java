package io.rein4j.env.wrap;

import io.rein4j.env.Env;
import io.rein4j.env.Space;
import io.rein4j.settings.Setting;
import io.rein4j.settings.TypeName;

/**
 * The last observations side by side, the oldest first: Gymnasium's {@code FrameStackObservation}.
 *
 * @param size how many observations the agent sees at once, ≥ 1
 * @param padding what comes before an episode's first observation: reset repeats that observation,
 *     zero uses the value nearest to 0 that the space has
 */
@TypeName("frame-stack")
public record FrameStack(int size, Padding padding) implements Wrapper, ObservationStep {

  /** The first observation, over and over. */
  public static final Padding DEFAULT_PADDING = Padding.RESET;

  /** The observation that stands before an episode's first. */
  public enum Padding {
    /** The first observation itself. */
    RESET,
    /** The value nearest to 0 that the space has. */
    ZERO
  }

  public FrameStack {
    new Setting("size", "A frame stack's 'size'").atLeast(1, size);
  }

  @Override
  public boolean changesObservations() {
    return true;
  }

  @Override
  public Env wrap(Env env, WrapContext context) {
    return new ObservationEnv(env, transform(env.observationSpace()));
  }

  @Override
  public ObservationTransform transform(Space within) {
    return new StackedObservation(within, size, padding);
  }

  @Override
  public boolean remembers() {
    return size > 1;
  }
}
