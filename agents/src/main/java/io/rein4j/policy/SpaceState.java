package io.rein4j.policy;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.ElementType;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.MultiDiscrete;
import io.rein4j.env.Space;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Spaces in a file. */
final class SpaceState {

  private static final int DISCRETE = 1;
  private static final int MULTI_DISCRETE = 2;
  private static final int MULTI_BINARY = 3;
  private static final int BOX = 4;

  /** More bits than any observation has. */
  private static final int MOST_BITS = 1 << 24;

  private SpaceState() {}

  static Space of(Space present, State state) throws IOException {
    int kind = state.of(kind(present));
    return switch (kind) {
      case DISCRETE -> {
        Discrete discrete = present instanceof Discrete known ? known : new Discrete(1);
        yield new Discrete(state.of(discrete.n()), state.of(discrete.start()));
      }
      case MULTI_DISCRETE -> {
        MultiDiscrete integers =
            present instanceof MultiDiscrete known ? known : new MultiDiscrete(1);
        yield new MultiDiscrete(
            integers(integers.nvec(), state),
            integers(integers.start(), state),
            integers(integers.shape(), state));
      }
      case MULTI_BINARY -> {
        MultiBinary bits = new MultiBinary(integers(present.shape(), state));
        if (bits.size() > MOST_BITS) {
          throw new IOException("It has a space of %s bits.".formatted(bits.size()));
        }
        yield bits;
      }
      case BOX -> box(present instanceof Box known ? known : Box.of(0, 0, 1), state);
      default -> throw new IOException("It has a space of kind %s.".formatted(kind));
    };
  }

  private static int kind(Space space) {
    if (space instanceof Discrete) {
      return DISCRETE;
    }
    if (space instanceof MultiDiscrete) {
      return MULTI_DISCRETE;
    }
    return space instanceof MultiBinary ? MULTI_BINARY : BOX;
  }

  private static Box box(Box box, State state) throws IOException {
    double[] low = numbers(box.exactLow(), state);
    double[] high = numbers(box.exactHigh(), state);
    int[] shape = integers(box.shape(), state);
    String name = state.of(box.type().toString());
    ElementType type =
        ElementType.named(name)
            .orElseThrow(() -> new IOException("It has elements of type '%s'.".formatted(name)));
    return new Box(low, high, shape, type);
  }

  private static double[] numbers(double[] present, State state) throws IOException {
    List<Double> list = new ArrayList<>(present.length);
    for (double number : present) {
      list.add(number);
    }
    List<Double> renewed = state.renewed(list, 0.0, (number, item) -> item.of(number));
    double[] numbers = new double[renewed.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = renewed.get(i);
    }
    return numbers;
  }

  private static int[] integers(int[] present, State state) throws IOException {
    List<Integer> list = new ArrayList<>(present.length);
    for (int number : present) {
      list.add(number);
    }
    List<Integer> renewed = state.renewed(list, 0, (number, item) -> item.of(number));
    int[] integers = new int[renewed.size()];
    for (int i = 0; i < integers.length; i++) {
      integers[i] = renewed.get(i);
    }
    return integers;
  }
}
