package io.rein4j.agent.replay;

import static io.rein4j.agent.replay.TransitionMemoryTest.observationsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.agent.Outcome;
import io.rein4j.env.Box;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
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

  /** What one environment does in a step. */
  private record Step(float from, double reward, String end, float next) {}

  private static TransitionMemory memory(int environments, int n) {
    return new TransitionMemory(
        new ReplaySettings(100, 0),
        Box.of(-1, Float.POSITIVE_INFINITY, 1),
        1,
        environments,
        n,
        GAMMA,
        1,
        new Pcg64(1));
  }

  private static void step(
      TransitionMemory memory, float from, double reward, String end, float next) {
    step(memory, new Step(from, reward, end, next));
  }

  private static void step(TransitionMemory memory, Step... steps) {
    int count = steps.length;
    float[] from = new float[count];
    double[] rewards = new double[count];
    boolean[] terminated = new boolean[count];
    boolean[] truncated = new boolean[count];
    float[] next = new float[count];
    for (int env = 0; env < count; env++) {
      from[env] = steps[env].from;
      rewards[env] = steps[env].reward;
      terminated[env] = steps[env].end.contains("terminated");
      truncated[env] = steps[env].end.contains("truncated");
      next[env] = steps[env].next;
    }
    memory.see(from, new float[0]);
    memory.add(new Outcome(next, rewards, terminated, truncated, next), from);
  }

  private static List<Stored> stored(TransitionMemory memory) {
    List<Stored> all = new ArrayList<>();
    TransitionBatch batch = memory.batch();
    for (int i = 0; i < memory.size(); i++) {
      batch.indices()[0] = i;
      memory.gather();
      all.add(
          new Stored(
              batch.observations()[0],
              batch.steps().actions()[0],
              batch.steps().rewards()[0],
              batch.steps().discounts()[0],
              batch.nextObservations()[0]));
    }
    return all;
  }

  @Test
  void add_oneStep_passesEachTransitionOn() {
    TransitionMemory memory = memory(1, 1);

    step(memory, 0, 8, "", 1);
    step(memory, 1, 16, "terminated", 2);

    assertThat(stored(memory))
        .containsExactly(new Stored(0, 0, 8, 0.5f, 1), new Stored(1, 1, 16, 0, 2));
  }

  @Test
  void add_episodeGoesOn_waitsForThreeRewards() {
    TransitionMemory memory = memory(1, 3);

    step(memory, 0, 8, "", 1);
    step(memory, 1, 16, "", 2);
    assertThat(memory.size()).isZero();
    step(memory, 2, 32, "", 3);
    step(memory, 3, 64, "", 4);

    assertThat(stored(memory))
        .containsExactly(
            new Stored(0, 0, 8 + 8 + 8, 0.125f, 3), new Stored(1, 1, 16 + 16 + 16, 0.125f, 4));
  }

  /** Both flags set: the episode is over, so there is nothing to bootstrap from. */
  @ParameterizedTest
  @CsvSource({"terminated, false", "truncated, true", "terminated and truncated, false"})
  void add_episodeEndsInTheMiddle_shortensReturnsAndBootstrapsWithTheirLength(
      String end, boolean bootstraps) {
    TransitionMemory memory = memory(1, 3);
    float alive = bootstraps ? 1 : 0;

    step(memory, 0, 8, "", 1);
    step(memory, 1, 16, "", 2);
    step(memory, 2, 32, "", 3);
    step(memory, 3, 64, end, 99);
    step(memory, 50, 1, "", 51);
    step(memory, 51, 2, "", 52);
    step(memory, 52, 4, "", 53);

    assertThat(stored(memory))
        .containsExactly(
            new Stored(0, 0, 8 + 8 + 8, 0.125f, 3),
            new Stored(1, 1, 16 + 16 + 16, 0.125f * alive, 99),
            new Stored(2, 2, 32 + 32, 0.25f * alive, 99),
            new Stored(3, 3, 64, 0.5f * alive, 99),
            new Stored(50, 50, 1 + 1 + 1, 0.125f, 53));
  }

  @Test
  void cut_episodeGivenUp_bootstrapsWhatWaitsFromItsLastObservation() {
    TransitionMemory memory = memory(2, 3);

    step(memory, new Step(0, 8, "", 1), new Step(70, 8, "", 71));
    step(memory, new Step(1, 16, "", 2), new Step(71, 8, "", 72));
    memory.cut(0, new float[] {2, -1});
    memory.cut(0, new float[] {2, -1});
    step(memory, new Step(50, 1, "terminated", 51), new Step(72, 8, "", 73));

    assertThat(stored(memory))
        .containsExactly(
            new Stored(0, 0, 8 + 8, 0.25f, 2),
            new Stored(1, 1, 16, 0.5f, 2),
            new Stored(50, 50, 1, 0, 51),
            new Stored(70, 70, 8 + 4 + 2, 0.125f, 73));
  }

  @Test
  void cut_finalObservationThatWasNotReached_isBootstrappedFrom() {
    TransitionMemory memory = memory(1, 2);

    step(memory, 0, 8, "", 1);
    memory.cut(0, new float[] {9});
    step(memory, 1, 16, "terminated", 2);

    assertThat(stored(memory))
        .containsExactly(new Stored(0, 0, 8, 0.5f, 9), new Stored(1, 1, 16, 0, 2));
  }

  @Test
  void see_somethingElseThanWasReached_isWhatTheNextActionIsChosenFor() {
    TransitionMemory memory = memory(1, 1);

    step(memory, 0, 8, "", 1);
    step(memory, 5, 16, "", 6);

    assertThat(stored(memory))
        .containsExactly(new Stored(0, 0, 8, 0.5f, 1), new Stored(5, 5, 16, 0.5f, 6));
  }

  @Test
  void add_episodeShorterThanN_endsEveryReturnWithIt() {
    TransitionMemory memory = memory(1, 5);

    step(memory, 0, 8, "", 1);
    step(memory, 1, 16, "truncated", 99);
    step(memory, 2, 32, "terminated", 98);

    assertThat(stored(memory))
        .containsExactly(
            new Stored(0, 0, 16, 0.25f, 99),
            new Stored(1, 1, 16, 0.5f, 99),
            new Stored(2, 2, 32, 0, 98));
  }

  @Test
  void add_severalEnvironments_keepsTheirStepsApart() {
    TransitionMemory memory = memory(2, 2);

    step(memory, new Step(0, 8, "", 1), new Step(10, 2, "terminated", 11));
    step(memory, new Step(1, 16, "", 2), new Step(20, 4, "", 21));
    step(memory, new Step(2, 16, "", 3), new Step(21, 8, "", 22));

    assertThat(stored(memory))
        .containsExactly(
            new Stored(10, 10, 2, 0, 11),
            new Stored(0, 0, 16, 0.25f, 2),
            new Stored(1, 1, 24, 0.25f, 3),
            new Stored(20, 20, 8, 0.25f, 22));
  }

  @Test
  void state_withStepsWaiting_goesOnAlike() throws IOException {
    TransitionMemory memory = memory(2, 3);
    step(memory, new Step(0, 8, "", 1), new Step(10, 2, "", 11));
    step(memory, new Step(1, 16, "", 2), new Step(11, 4, "", 12));
    TransitionMemory copy = memory(2, 3);

    StateBytes.restore(StateBytes.of(memory, observationsOf(memory)), copy, observationsOf(copy));
    step(copy, new Step(2, 32, "", 3), new Step(12, 4, "truncated", 99));

    assertThat(stored(copy))
        .containsExactly(
            new Stored(0, 0, 24, 0.125f, 3),
            new Stored(10, 10, 5, 0.125f, 99),
            new Stored(11, 11, 6, 0.25f, 99),
            new Stored(12, 12, 4, 0.5f, 99));
  }
}
