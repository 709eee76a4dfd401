package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rein4j.env.Env;
import io.rein4j.env.registry.Envs;
import io.rein4j.env.wrap.FrameStack.Padding;
import io.rein4j.env.wrap.RewardNoise.Distribution;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrapperStackTest {

  private static final int STEPS = 5_000;

  private final Wrapper[] all = {
    new TimeLimit(60),
    new StickyActions(0.2),
    new ActionRepeat(2),
    new ObservationMask(List.of(0, 2, 3), null),
    ObservationNormalization.DEFAULTS,
    new FrameStack(3, Padding.RESET),
    new RewardNoise(Distribution.GAUSSIAN, 0.1, null, null, null, null),
    new RewardNoise(Distribution.STUDENT_T, 0.1, 2.0, null, null, null),
    new RewardNoise(Distribution.CONTAMINATED, null, null, 0.1, 5.0, null),
    new RewardNoise(Distribution.DELAYED, null, null, null, null, 3),
    new RewardNoise(Distribution.FLIPPED, null, null, 0.1, null, null),
    new RewardNoise(Distribution.DROPPED, null, null, 0.1, null, null),
    RewardNormalization.DEFAULTS,
    new RewardScale(2),
    new RewardClip(-1, 1)
  };

  /** The least of several rounds: compiling in between is not the steady state. */
  @Test
  void steps_ofAllWrappersInSteadyState_allocateNothing() {
    Env env = Wrapping.training(Envs.make("CartPole-v1"), all);
    float[] action = new float[1];
    float[] observation = new float[env.observationSpace().size()];
    env.reset(0, observation, 0);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < STEPS; i++) {
        action[0] = i & 1;
        env.step(action, 0, observation, 0);
        if (env.terminated() || env.truncated()) {
          env.reset(i, observation, 0);
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat((double) least / STEPS).as("bytes per step").isLessThan(1);
  }

  @Test
  void types_nameEveryWrapper() {
    assertThat(Wrappers.TYPES.values())
        .containsAll(List.of(all).stream().map(Wrapper::getClass).distinct().toList());
  }
}
