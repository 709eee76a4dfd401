package io.rein4j.env.wrap;

import io.rein4j.env.contract.WrapperContract;
import io.rein4j.env.wrap.FrameStack.Padding;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of every wrapper. */
@ParameterizedClass
@MethodSource("wrappers")
class WrappersContractTest extends WrapperContract {

  private final Wrapper wrapper;

  WrappersContractTest(Wrapper wrapper) {
    this.wrapper = wrapper;
  }

  static Stream<Wrapper> wrappers() {
    return Stream.of(
            WrapperStackTest.all(),
            RewardNoiseTest.all(),
            List.of(new StickyActions(0.5), new FrameStack(4, Padding.ZERO)))
        .flatMap(List::stream);
  }

  @Override
  protected Wrapper wrapper() {
    return wrapper;
  }
}
