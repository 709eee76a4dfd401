package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.env.Env;
import io.rein4j.env.contract.Allocations;
import io.rein4j.env.source.Envs;
import io.rein4j.env.wrap.FrameStack.Padding;
import io.rein4j.env.wrap.RewardNoise.Distribution;
import java.util.List;
import org.junit.jupiter.api.Test;

class WrapperStackTest {

  private static final Wrapper[] ALL = {
    new TimeLimit(60),
    new StickyActions(0.2),
    new ActionRepeat(2),
    new ObservationMask(List.of(0, 2, 3), null),
    ObservationNormalization.DEFAULTS,
    new FrameStack(3, Padding.RESET),
    RewardNoise.builder(Distribution.GAUSSIAN).scale(0.1).build(),
    RewardNoise.builder(Distribution.STUDENT_T).scale(0.1).degreesOfFreedom(2.0).build(),
    RewardNoise.builder(Distribution.CONTAMINATED).probability(0.1).spikeScale(5.0).build(),
    RewardNoise.builder(Distribution.DELAYED).delay(3).build(),
    RewardNoise.builder(Distribution.FLIPPED).probability(0.1).build(),
    RewardNoise.builder(Distribution.DROPPED).probability(0.1).build(),
    RewardNormalization.DEFAULTS,
    new RewardScale(2),
    new RewardClip(-1, 1),
    new RewardSign()
  };

  static List<Wrapper> all() {
    return List.of(ALL);
  }

  @Test
  void steps_ofAllWrappersInSteadyState_allocateNothing() {
    Env env = Wrapping.training(Envs.standard().make("CartPole-v1"), ALL);
    float[] action = new float[1];
    float[] observation = new float[env.observationSpace().size()];
    env.reset(0, observation, 0);
    double bytes =
        Allocations.bytesPerCall(
            5_000,
            step -> {
              action[0] = step & 1;
              env.step(action, 0, observation, 0);
              if (env.terminated() || env.truncated()) {
                env.reset(step, observation, 0);
              }
            });
    assertThat(bytes).as("bytes per step").isLessThan(1);
  }

  @Test
  void types_nameEveryWrapper() {
    assertThat(Catalog.standard().types(Wrapper.class).values())
        .containsAll(List.of(ALL).stream().map(Wrapper::getClass).distinct().toList());
  }
}
