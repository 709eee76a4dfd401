package io.rein4j.env;

import io.rein4j.random.Pcg64;
import java.util.Arrays;
import java.util.List;

/** The actions of a space of integers, some of which a mask may forbid ({@link ActionMask}). */
public final class MaskedActions {

  private final Space space;
  private final int[] counts;
  private final int[] starts;
  private final int size;

  private MaskedActions(Space space, List<Discrete> integers) {
    this.space = space;
    this.counts = integers.stream().mapToInt(Discrete::n).toArray();
    this.starts = integers.stream().mapToInt(Discrete::start).toArray();
    this.size = Arrays.stream(counts).reduce(0, Math::addExact);
  }

  /**
   * {@return the actions of a space}
   *
   * @param actions the space
   * @throws IllegalArgumentException if they do not consist of integers
   */
  public static MaskedActions of(Space actions) {
    List<Discrete> integers = actions.integers();
    if (integers.isEmpty()) {
      throw new IllegalArgumentException(
          "Action masks are for actions that are integers, of a Discrete or MultiDiscrete space, but the environment's are %s: leave the mask out."
              .formatted(actions));
    }
    return new MaskedActions(actions, integers);
  }

  /** {@return the number of booleans of a mask} */
  public int size() {
    return size;
  }

  /**
   * Refuses a mask that forbids every action.
   *
   * @param allowed holds the mask
   * @param offset index of its first boolean
   * @throws IllegalArgumentException if no value of an integer is allowed
   */
  public void require(boolean[] allowed, int offset) {
    int first = offset;
    for (int k = 0; k < counts.length; k++) {
      if (allowedOf(k, allowed, first) == 0) {
        throw new IllegalArgumentException(
            "The environment's action mask forbids every %s of %s: at least one must be allowed until the episode has terminated."
                .formatted(
                    counts.length == 1 ? "action" : "value of integer %s".formatted(k), space));
      }
      first += counts[k];
    }
  }

  private int allowedOf(int integer, boolean[] allowed, int first) {
    int found = 0;
    for (int i = first; i < first + counts[integer]; i++) {
      if (allowed[i]) {
        found++;
      }
    }
    return found;
  }

  /**
   * {@return whether a mask allows an action}
   *
   * @param allowed holds the mask
   * @param offset index of its first boolean
   * @param action holds the action, which is in the space
   * @param actionOffset index of its first float
   */
  public boolean allows(boolean[] allowed, int offset, float[] action, int actionOffset) {
    int first = offset;
    for (int k = 0; k < counts.length; k++) {
      if (!allowed[first + (int) action[actionOffset + k] - starts[k]]) {
        return false;
      }
      first += counts[k];
    }
    return true;
  }

  /**
   * Draws each integer from the values that a mask allows, all of them alike: of a Discrete space
   * as Gymnasium's {@code sample(mask)} with the same generator state.
   *
   * @param allowed holds the mask, which allows a value of each integer
   * @param offset index of its first boolean
   * @param random the generator that is advanced
   * @param action receives the action
   * @param actionOffset index of its first float
   */
  public void sample(
      boolean[] allowed, int offset, Pcg64 random, float[] action, int actionOffset) {
    int first = offset;
    for (int k = 0; k < counts.length; k++) {
      int left = random.nextInt(allowedOf(k, allowed, first));
      int value = -1;
      while (left >= 0) {
        value++;
        if (allowed[first + value]) {
          left--;
        }
      }
      action[actionOffset + k] = starts[k] + value;
      first += counts[k];
    }
  }
}
