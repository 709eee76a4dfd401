package io.rein4j.agent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rein4j.random.Pcg64;
import io.rein4j.schedule.Linear;
import io.rein4j.state.StateBytes;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected numbers are those of OpenAI Baselines' {@code PrioritizedReplayBuffer}, by hand. */
class PrioritizedSamplerTest {

  private static final int CAPACITY = 8;
  private static final double ALPHA = 0.5;

  /** Errors whose priorities to the power of α are 1, 2, 3, 4, with an ε that does not matter. */
  private static final float[] ERRORS = {1, 4, 9, 16};

  private static PrioritizedSampler fresh() {
    return new PrioritizedSampler(
        new PrioritizedSettings(ALPHA, new Linear(0.4, 1, 1), 1e-12), CAPACITY);
  }

  private static PrioritizedSampler sampler() {
    PrioritizedSampler sampler = fresh();
    TransitionBatch batch = new TransitionBatch(ERRORS.length, 1, 1);
    for (int i = 0; i < ERRORS.length; i++) {
      sampler.added(i);
      batch.indices()[i] = i;
      batch.steps().errors()[i] = ERRORS[i];
    }
    sampler.learned(batch);
    return sampler;
  }

  /** The least ε is its own first power: no settings make a priority of 0. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1})
  void state_leastEpsilonAndNoErrors_isTaken(double alpha) throws IOException {
    PrioritizedSettings settings =
        new PrioritizedSettings(alpha, new Linear(0.4, 1, 1), Double.MIN_VALUE);
    PrioritizedSampler sampler = new PrioritizedSampler(settings, CAPACITY);
    TransitionBatch batch = new TransitionBatch(2, 1, 1);
    sampler.added(0);
    sampler.added(1);
    batch.indices()[1] = 1;
    batch.steps().errors()[1] = Float.NaN;
    sampler.learned(batch);

    assertThat(StateBytes.of(state -> sampler.state(state, 2))).isNotEmpty();
  }

  @Test
  void draw_knownErrors_drawsEachTransitionInProportionToItsPriority() {
    TransitionBatch batch = new TransitionBatch(1, 1, 1);
    PrioritizedSampler sampler = sampler();
    Pcg64 random = new Pcg64(1);
    int[] counts = new int[ERRORS.length];
    for (int i = 0; i < 10_000; i++) {
      sampler.draw(random, ERRORS.length, 0, batch);
      counts[batch.indices()[0]]++;
    }
    for (int i = 0; i < ERRORS.length; i++) {
      double share = (i + 1) / 10.0;
      assertThat(counts[i] / 10_000.0)
          .isCloseTo(share, within(5 * Math.sqrt(share * (1 - share) / 10_000)));
    }
  }

  /**
   * Of ten strata of an equal share each, one belongs to the first transition, four to the last.
   */
  @Test
  void draw_batch_isStratified() {
    TransitionBatch batch = new TransitionBatch(10, 1, 1);

    sampler().draw(new Pcg64(1), ERRORS.length, 0, batch);

    assertThat(batch.indices()).containsExactly(0, 1, 1, 2, 2, 2, 3, 3, 3, 3);
  }

  @Test
  void draw_weights_areThoseOfTheLeastProbableOverTheirOwn() {
    TransitionBatch batch = new TransitionBatch(10, 1, 1);
    PrioritizedSampler sampler = sampler();

    sampler.draw(new Pcg64(1), ERRORS.length, 0.5, batch);

    for (int row = 0; row < batch.steps().size(); row++) {
      double probability = (batch.indices()[row] + 1) / 10.0;
      double weight = Math.pow(4 * probability, -0.7) / Math.pow(4 * 0.1, -0.7);
      assertThat((double) batch.steps().weights()[row]).isCloseTo(weight, within(1e-6));
    }
  }

  @Test
  void added_newTransition_getsTheLargestPrioritySoFar() {
    PrioritizedSampler sampler = sampler();
    TransitionBatch batch = new TransitionBatch(14, 1, 1);

    sampler.added(4);
    sampler.draw(new Pcg64(1), 5, 0, batch);

    assertThat(batch.indices()).endsWith(3, 4, 4, 4, 4);
  }

  @Test
  void learned_errorsThatAreNotFinite_getTheLeastPriority() {
    PrioritizedSampler sampler = sampler();
    TransitionBatch bad = new TransitionBatch(2, 1, 1);
    bad.indices()[1] = 1;
    bad.steps().errors()[0] = Float.NaN;
    bad.steps().errors()[1] = Float.POSITIVE_INFINITY;
    TransitionBatch batch = new TransitionBatch(10, 1, 1);

    sampler.learned(bad);
    sampler.draw(new Pcg64(1), ERRORS.length, 0, batch);

    assertThat(batch.indices()).containsOnly(2, 3);
  }

  @Test
  void state_ofAWrittenSampler_drawsAlike() throws IOException {
    PrioritizedSampler sampler = sampler();
    byte[] state = StateBytes.of(withErrors(sampler));
    PrioritizedSampler copy = fresh();
    copy.added(6);

    StateBytes.restore(state, withErrors(copy));
    sampler.added(4);
    copy.added(4);
    TransitionBatch first = new TransitionBatch(20, 1, 1);
    TransitionBatch second = new TransitionBatch(20, 1, 1);
    sampler.draw(new Pcg64(1), 5, 0, first);
    copy.draw(new Pcg64(1), 5, 0, second);

    assertThat(second.indices()).isEqualTo(first.indices());
    assertThat(second.steps().weights()).isEqualTo(first.steps().weights());
  }

  @Test
  void state_priorityThatIsNone_saysSo() throws IOException {
    byte[] state = StateBytes.of(withErrors(sampler()));
    ByteBuffer.wrap(state).putDouble(state.length - Double.BYTES, 0);

    assertThatThrownBy(() -> StateBytes.restore(state, withErrors(sampler())))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds the priority 0.0, but priorities are finite and > 0.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0, -1})
  void state_largestPriorityThatIsNone_saysSo(double largest) throws IOException {
    byte[] state = StateBytes.of(withErrors(sampler()));
    ByteBuffer.wrap(state).putDouble(0, largest);

    assertThatThrownBy(() -> StateBytes.restore(state, withErrors(sampler())))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The state holds the largest priority %s, but priorities are finite and > 0."
                .formatted(largest));
  }

  /** Returns what a sampler keeps of as many transitions as there are errors. */
  private static Stateful withErrors(PrioritizedSampler sampler) {
    return state -> sampler.state(state, ERRORS.length);
  }
}
