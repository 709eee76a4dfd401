package io.rein4j.policy;

import io.rein4j.env.wrap.FrameStack;
import io.rein4j.env.wrap.ObservationMask;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.env.wrap.ObservationStep;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is made of observations, in a file. */
final class ObservationStepState {

  private static final int FRAME_STACK = 1;
  private static final int MASK = 2;
  private static final int SCALING = 3;

  private static final FrameStack BLANK_STACK = new FrameStack(1, FrameStack.DEFAULT_PADDING);
  private static final ObservationMask BLANK_MASK = new ObservationMask(List.of(0), null);
  private static final ObservationScaling BLANK_SCALING =
      new ObservationScaling(List.of(), List.of(), 1);

  /** What steps are read on. */
  static final ObservationStep BLANK = BLANK_STACK;

  private ObservationStepState() {}

  static ObservationStep of(ObservationStep present, State state) throws IOException {
    int kind = state.of(kind(present));
    return switch (kind) {
      case FRAME_STACK -> {
        FrameStack stack = present instanceof FrameStack known ? known : BLANK_STACK;
        yield new FrameStack(state.of(stack.size()), padding(stack.padding(), state));
      }
      case MASK -> {
        ObservationMask mask = present instanceof ObservationMask known ? known : BLANK_MASK;
        yield new ObservationMask(indices(mask.keep(), state), indices(mask.drop(), state));
      }
      case SCALING -> {
        ObservationScaling scaling =
            present instanceof ObservationScaling known ? known : BLANK_SCALING;
        yield new ObservationScaling(
            numbers(scaling.mean(), state),
            numbers(scaling.deviation(), state),
            state.of(scaling.clip()));
      }
      default ->
          throw new IOException("It makes something of kind %s of observations.".formatted(kind));
    };
  }

  private static int kind(ObservationStep step) {
    if (step instanceof FrameStack) {
      return FRAME_STACK;
    }
    return step instanceof ObservationMask ? MASK : SCALING;
  }

  private static FrameStack.Padding padding(FrameStack.Padding present, State state)
      throws IOException {
    boolean isReset = state.of(present == FrameStack.Padding.RESET);
    return isReset ? FrameStack.Padding.RESET : FrameStack.Padding.ZERO;
  }

  private static @Nullable List<Integer> indices(@Nullable List<Integer> present, State state)
      throws IOException {
    if (!state.of(present != null)) {
      return null;
    }
    return state.renewed(present == null ? List.of() : present, 0, (index, item) -> item.of(index));
  }

  private static List<Double> numbers(List<Double> present, State state) throws IOException {
    return state.renewed(present, 0.0, (number, item) -> item.of(number));
  }
}
