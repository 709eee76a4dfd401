package io.rein4j.env.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Discrete;
import io.rein4j.env.Env;
import io.rein4j.env.Space;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

  /** Counts its steps and ends after some; its state cannot be copied. */
  private static final class Counter implements Env {

    private final int end;
    private int count;
    private boolean closed;

    Counter(int end) {
      this.end = end;
    }

    @Override
    public Space observationSpace() {
      return new Discrete(100);
    }

    @Override
    public Space actionSpace() {
      return new Discrete(1);
    }

    @Override
    public void reset(long seed, float[] observation, int offset) {
      reset(observation, offset);
    }

    @Override
    public void reset(float[] observation, int offset) {
      count = 0;
      observation[offset] = 0;
    }

    @Override
    public double step(
        float[] action, int actionOffset, float[] observation, int observationOffset) {
      observation[observationOffset] = ++count;
      return count;
    }

    @Override
    public boolean terminated() {
      return count == end;
    }

    @Override
    public boolean truncated() {
      return count == 50;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final float[] action = new float[1];
  private final float[] observation = new float[1];

  @Test
  void step_thatReachesTheLimit_isTruncatedAndTheLast() {
    Env env = new TimeLimit(3).limit(new Counter(99));
    for (int episode = 0; episode < 2; episode++) {
      env.reset(episode, observation, 0);
      assertThat(env.truncated()).isFalse();
      for (int step = 1; step <= 3; step++) {
        assertThat(env.step(action, 0, observation, 0)).isEqualTo(step);
        assertThat(env.truncated()).isEqualTo(step == 3);
        assertThat(env.terminated()).isFalse();
      }
      assertThatThrownBy(() -> env.step(action, 0, observation, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("limit of 3 steps");
    }
  }

  @Test
  void step_thatAlsoEndsTheEpisode_isBoth() {
    Env env = new TimeLimit(2).limit(new Counter(2));
    env.reset(observation, 0);
    env.step(action, 0, observation, 0);
    env.step(action, 0, observation, 0);
    assertThat(env.terminated()).isTrue();
    assertThat(env.truncated()).isTrue();
  }

  @Test
  void truncated_byTheEnvironmentWithin_passesThrough() {
    Env env = new TimeLimit(60).limit(new Counter(99));
    env.reset(observation, 0);
    for (int step = 1; step <= 50; step++) {
      env.step(action, 0, observation, 0);
      assertThat(env.truncated()).isEqualTo(step == 50);
    }
  }

  @Test
  void state_ofEnvironmentThatCannotCopy_isEmpty() {
    assertThat(new TimeLimit(3).limit(new Counter(9)).state()).isEmpty();
  }

  @Test
  void close_closesTheEnvironmentWithin() {
    Counter counter = new Counter(9);
    new TimeLimit(3).limit(counter).close();
    assertThat(counter.closed).isTrue();
  }

  @Test
  void constructor_limitBelowOne_isRefused() {
    assertThatThrownBy(() -> new TimeLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A time limit's 'max-episode-steps' must be ≥ 1, but is 0.");
  }
}
