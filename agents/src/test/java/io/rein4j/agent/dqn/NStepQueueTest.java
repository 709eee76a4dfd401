package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Box;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Returns with γ = ½, so that every number is exact. Action and observation are the step's number.
 */
class NStepQueueTest {

  private static final double GAMMA = 0.5;

  /**
   * What the memory got: from which observation, with which return, bootstrapped how from where.
   */
  private record Stored(float from, float action, float reward, float discount, float next) {}

  private final ReplayMemory memory =
      new ReplayMemory(100, Box.of(-1, Float.POSITIVE_INFINITY, 1), new UniformSampler());

  private void step(NStepQueue queue, int env, float from, double reward, String end, float next) {
    queue.add(
        env,
        new float[] {from},
        0,
        from,
        reward,
        end.contains("terminated"),
        end.contains("truncated"),
        new float[] {next},
        0,
        memory);
  }

  private List<Stored> stored() {
    List<Stored> all = new ArrayList<>();
    ReplayMemory.Batch row = new ReplayMemory.Batch(1, 1);
    for (int i = 0; i < memory.size(); i++) {
      memory.copy(i, row, 0);
      all.add(
          new Stored(
              row.observations[0],
              row.steps.actions[0],
              row.steps.rewards[0],
              row.steps.discounts[0],
              row.nextObservations[0]));
    }
    return all;
  }

  @Test
  void add_oneStep_passesEachTransitionOn() {
    NStepQueue queue = new NStepQueue(1, 1, 1, GAMMA);

    step(queue, 0, 0, 8, "", 1);
    step(queue, 0, 1, 16, "terminated", 2);

    assertThat(stored()).containsExactly(new Stored(0, 0, 8, 0.5f, 1), new Stored(1, 1, 16, 0, 2));
  }

  @Test
  void add_episodeGoesOn_waitsForThreeRewards() {
    NStepQueue queue = new NStepQueue(1, 1, 3, GAMMA);

    step(queue, 0, 0, 8, "", 1);
    step(queue, 0, 1, 16, "", 2);
    assertThat(memory.size()).isZero();
    step(queue, 0, 2, 32, "", 3);
    step(queue, 0, 3, 64, "", 4);

    assertThat(stored())
        .containsExactly(
            new Stored(0, 0, 8 + 8 + 8, 0.125f, 3), new Stored(1, 1, 16 + 16 + 16, 0.125f, 4));
  }

  /** Both flags set: the episode is over, so there is nothing to bootstrap from. */
  @ParameterizedTest
  @CsvSource({"terminated, false", "truncated, true", "terminated and truncated, false"})
  void add_episodeEndsInTheMiddle_shortensReturnsAndBootstrapsWithTheirLength(
      String end, boolean bootstraps) {
    NStepQueue queue = new NStepQueue(1, 1, 3, GAMMA);
    float alive = bootstraps ? 1 : 0;

    step(queue, 0, 0, 8, "", 1);
    step(queue, 0, 1, 16, "", 2);
    step(queue, 0, 2, 32, "", 3);
    step(queue, 0, 3, 64, end, 99);
    step(queue, 0, 50, 1, "", 51);
    step(queue, 0, 51, 2, "", 52);
    step(queue, 0, 52, 4, "", 53);

    assertThat(stored())
        .containsExactly(
            new Stored(0, 0, 8 + 8 + 8, 0.125f, 3),
            new Stored(1, 1, 16 + 16 + 16, 0.125f * alive, 99),
            new Stored(2, 2, 32 + 32, 0.25f * alive, 99),
            new Stored(3, 3, 64, 0.5f * alive, 99),
            new Stored(50, 50, 1 + 1 + 1, 0.125f, 53));
  }

  @Test
  void cut_episodeGivenUp_bootstrapsWhatWaitsFromItsLastObservation() {
    NStepQueue queue = new NStepQueue(2, 1, 3, GAMMA);

    step(queue, 0, 0, 8, "", 1);
    step(queue, 1, 70, 8, "", 71);
    step(queue, 0, 1, 16, "", 2);
    queue.cut(0, new float[] {-1, 2}, 1, memory);
    queue.cut(0, new float[] {-1, 2}, 1, memory);
    step(queue, 0, 50, 1, "terminated", 51);

    assertThat(stored())
        .containsExactly(
            new Stored(0, 0, 8 + 8, 0.25f, 2),
            new Stored(1, 1, 16, 0.5f, 2),
            new Stored(50, 50, 1, 0, 51));
  }

  @Test
  void add_episodeShorterThanN_endsEveryReturnWithIt() {
    NStepQueue queue = new NStepQueue(1, 1, 5, GAMMA);

    step(queue, 0, 0, 8, "", 1);
    step(queue, 0, 1, 16, "truncated", 99);
    step(queue, 0, 2, 32, "terminated", 98);

    assertThat(stored())
        .containsExactly(
            new Stored(0, 0, 16, 0.25f, 99),
            new Stored(1, 1, 16, 0.5f, 99),
            new Stored(2, 2, 32, 0, 98));
  }

  @Test
  void add_severalEnvironments_keepsTheirStepsApart() {
    NStepQueue queue = new NStepQueue(2, 1, 2, GAMMA);

    step(queue, 0, 0, 8, "", 1);
    step(queue, 1, 10, 2, "terminated", 11);
    step(queue, 0, 1, 16, "", 2);
    step(queue, 1, 20, 4, "", 21);
    step(queue, 1, 21, 8, "", 22);

    assertThat(stored())
        .containsExactly(
            new Stored(10, 10, 2, 0, 11),
            new Stored(0, 0, 16, 0.25f, 2),
            new Stored(20, 20, 8, 0.25f, 22));
  }

  @Test
  void readState_withStepsWaiting_goesOnAlike() throws IOException {
    NStepQueue queue = new NStepQueue(2, 1, 3, GAMMA);
    step(queue, 0, 0, 8, "", 1);
    step(queue, 0, 1, 16, "", 2);
    step(queue, 1, 10, 2, "", 11);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    queue.writeState(new DataOutputStream(bytes));
    NStepQueue copy = new NStepQueue(2, 1, 3, GAMMA);

    copy.readState(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    step(copy, 0, 2, 32, "", 3);
    step(copy, 1, 11, 4, "truncated", 99);

    assertThat(stored())
        .containsExactly(
            new Stored(0, 0, 24, 0.125f, 3),
            new Stored(10, 10, 4, 0.25f, 99),
            new Stored(11, 11, 4, 0.5f, 99));
  }
}
