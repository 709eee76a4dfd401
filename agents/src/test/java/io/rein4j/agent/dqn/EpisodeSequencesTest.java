package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.random.Pcg64;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Sequences with γ = ½, so that every number is exact. Observation and action are the step's
 * number, its reward is a power of two, the state before it is its number plus a half.
 */
class EpisodeSequencesTest {

  private static final double GAMMA = 0.5;

  /**
   * A sequence as an update sees it.
   *
   * @param state before its first row
   * @param observations its rows, padding included
   * @param learned the action of each learned step, its return, discount, and the observation that
   *     it is bootstrapped from
   */
  private record Seen(float state, List<Float> observations, List<List<Float>> learned) {}

  private static SequenceMemory memory(int capacity, int length, int burnIn, int n) {
    return new SequenceMemory(capacity, length, burnIn, n, 1, 1);
  }

  private static EpisodeSequences waiting(int length, int burnIn, int overlap, int n) {
    return new EpisodeSequences(2, length, new RecurrentSettings(burnIn, overlap), n, GAMMA, 1, 1);
  }

  /** Steps of one episode, numbered from a first one on; the last of them ends it, or not. */
  private static void steps(
      EpisodeSequences waiting, SequenceMemory memory, int env, int first, int count, String end) {
    for (int i = first; i < first + count; i++) {
      boolean last = i == first + count - 1;
      float[] observation = {0, 0};
      float[] state = {0, 0};
      float[] following = {0, 0};
      observation[env] = i;
      state[env] = i + 0.5f;
      following[env] = i + 1;
      waiting.add(
          env,
          observation,
          state,
          i,
          Math.scalb(1.0, i % 10),
          last && end.contains("terminated"),
          last && end.contains("truncated"),
          following,
          memory);
    }
  }

  private static List<Seen> seen(SequenceMemory memory, int length, int burnIn, int n) {
    List<Seen> all = new ArrayList<>();
    for (int index = 0; index < memory.sequences(); index++) {
      SequenceMemory.Batch batch = new SequenceMemory.Batch(1, length, burnIn, n, 1, 1);
      batch.indices[0] = index;
      memory.gather(batch);
      List<Float> observations = new ArrayList<>();
      for (int row = 0; row < batch.sequences.rows(); row++) {
        observations.add(batch.observations[row]);
      }
      List<List<Float>> learned = new ArrayList<>();
      for (int i = 0; i < batch.steps.size; i++) {
        assertThat(batch.observations[batch.rows[i]]).isEqualTo(batch.steps.actions[i]);
        learned.add(
            List.of(
                (float) batch.steps.actions[i],
                batch.steps.rewards[i],
                batch.steps.discounts[i],
                batch.observations[batch.nextRows[i]]));
      }
      all.add(new Seen(batch.states[0], observations, learned));
    }
    return all;
  }

  @Test
  void add_episodeLongerThanASequence_givesSequencesWithTheBurnInBeforeThem() {
    SequenceMemory memory = memory(10, 3, 2, 1);
    EpisodeSequences waiting = waiting(3, 2, 0, 1);

    steps(waiting, memory, 0, 1, 8, "terminated");

    assertThat(seen(memory, 3, 2, 1))
        .containsExactly(
            new Seen(
                1.5f,
                List.of(1f, 1f, 1f, 2f, 3f, 4f),
                List.of(
                    List.of(1f, 2f, 0.5f, 2f),
                    List.of(2f, 4f, 0.5f, 3f),
                    List.of(3f, 8f, 0.5f, 4f))),
            new Seen(
                2.5f,
                List.of(2f, 3f, 4f, 5f, 6f, 7f),
                List.of(
                    List.of(4f, 16f, 0.5f, 5f),
                    List.of(5f, 32f, 0.5f, 6f),
                    List.of(6f, 64f, 0.5f, 7f))),
            new Seen(
                5.5f,
                List.of(5f, 6f, 7f, 8f, 9f),
                List.of(List.of(7f, 128f, 0.5f, 8f), List.of(8f, 256f, 0f, 9f))));
    assertThat(memory.steps()).isEqualTo(8);
  }

  @Test
  void add_returnsOfSeveralSteps_endWithTheEpisode() {
    SequenceMemory memory = memory(10, 2, 0, 3);
    EpisodeSequences waiting = waiting(2, 0, 0, 3);

    steps(waiting, memory, 0, 1, 3, "truncated");
    steps(waiting, memory, 0, 11, 1, "terminated");

    assertThat(seen(memory, 2, 0, 3))
        .containsExactly(
            new Seen(
                1.5f,
                List.of(1f, 2f, 3f, 4f),
                List.of(List.of(1f, 6f, 0.125f, 4f), List.of(2f, 8f, 0.25f, 4f))),
            new Seen(3.5f, List.of(3f, 4f), List.of(List.of(3f, 8f, 0.5f, 4f))),
            new Seen(11.5f, List.of(11f, 12f), List.of(List.of(11f, 2f, 0f, 12f))));
  }

  @Test
  void add_overlap_repeatsStepsButEndsNoSequenceWithRepeatedOnesAlone() {
    SequenceMemory memory = memory(10, 3, 0, 1);
    EpisodeSequences waiting = waiting(3, 0, 2, 1);

    steps(waiting, memory, 0, 1, 5, "terminated");
    steps(waiting, memory, 0, 21, 3, "terminated");

    assertThat(seen(memory, 3, 0, 1))
        .extracting(Seen::observations)
        .containsExactly(
            List.of(1f, 2f, 3f, 4f),
            List.of(2f, 3f, 4f, 5f),
            List.of(3f, 4f, 5f, 6f),
            List.of(21f, 22f, 23f, 24f));
  }

  @Test
  void cut_inTheMiddleOfAnEpisode_isATruncationBehindTheLastStep() {
    SequenceMemory memory = memory(10, 3, 2, 2);
    EpisodeSequences waiting = waiting(3, 2, 0, 2);
    SequenceMemory otherMemory = memory(10, 3, 2, 2);
    EpisodeSequences other = waiting(3, 2, 0, 2);
    steps(waiting, memory, 0, 1, 5, "");
    steps(other, otherMemory, 0, 1, 5, "truncated");

    waiting.cut(0, new float[] {6, -1}, memory);
    waiting.cut(0, new float[] {-1, -1}, memory);
    steps(waiting, memory, 0, 11, 3, "terminated");
    steps(other, otherMemory, 0, 11, 3, "terminated");

    assertThat(seen(memory, 3, 2, 2)).isEqualTo(seen(otherMemory, 3, 2, 2));
    assertThat(memory.sequences()).isEqualTo(3);
  }

  @Test
  void add_severalEnvironments_keepsTheirEpisodesApart() {
    SequenceMemory memory = memory(10, 2, 1, 1);
    EpisodeSequences waiting = waiting(2, 1, 0, 1);
    for (int i = 0; i < 3; i++) {
      steps(waiting, memory, 0, 1 + i, 1, "");
      steps(waiting, memory, 1, 11 + i, 1, i == 2 ? "truncated" : "");
    }

    assertThat(seen(memory, 2, 1, 1))
        .extracting(Seen::observations)
        .containsExactly(
            List.of(1f, 1f, 2f, 3f), List.of(11f, 11f, 12f, 13f), List.of(12f, 13f, 14f));
  }

  /** No row of any sequence comes from two episodes, and every step is learned from once. */
  @Test
  void add_randomEpisodes_areCutIntoPiecesWithoutALeftover() {
    for (int seed = 0; seed < 50; seed++) {
      Pcg64 random = new Pcg64(seed);
      int length = 1 + (int) random.integers(6);
      int burnIn = (int) random.integers(5);
      int n = 1 + (int) random.integers(5);
      SequenceMemory memory = memory(1000, length, burnIn, n);
      EpisodeSequences waiting = waiting(length, burnIn, 0, n);
      List<Float> expected = new ArrayList<>();
      for (int episode = 0; episode < 10; episode++) {
        int count = 1 + (int) random.integers(20);
        steps(waiting, memory, 0, 100 * episode, count, "truncated");
        for (int i = 0; i < count; i++) {
          expected.add(100f * episode + i);
        }
      }
      List<Float> learned = new ArrayList<>();
      for (Seen sequence : seen(memory, length, burnIn, n)) {
        float first = sequence.observations.get(0);
        assertThat(sequence.state).isEqualTo(first + 0.5f);
        assertThat(sequence.observations)
            .as("seed %d", seed)
            .allMatch(row -> (int) (row / 100) == (int) (first / 100));
        sequence.learned.forEach(step -> learned.add(step.get(0)));
      }
      assertThat(learned).as("seed %d", seed).isEqualTo(expected);
      assertThat(memory.steps()).isEqualTo(expected.size());
    }
  }

  @Test
  void end_fullMemory_forgetsTheOldestSequence() {
    SequenceMemory memory = memory(2, 2, 0, 1);
    EpisodeSequences waiting = waiting(2, 0, 0, 1);

    steps(waiting, memory, 0, 1, 5, "terminated");

    assertThat(memory.sequences()).isEqualTo(2);
    assertThat(memory.steps()).isEqualTo(3);
    assertThat(seen(memory, 2, 0, 1))
        .extracting(Seen::observations)
        .containsExactly(List.of(5f, 6f), List.of(3f, 4f, 5f));
  }

  @Test
  void gather_sequencesOfDifferentLengths_packsTheLongestFirst() {
    SequenceMemory memory = memory(10, 3, 1, 1);
    EpisodeSequences waiting = waiting(3, 1, 0, 1);
    steps(waiting, memory, 0, 1, 1, "terminated");
    steps(waiting, memory, 0, 11, 3, "terminated");
    SequenceMemory.Batch batch = new SequenceMemory.Batch(3, 3, 1, 1, 1, 1);
    batch.indices[2] = 1;

    memory.gather(batch);

    assertThat(batch.indices).containsExactly(1, 0, 0);
    assertThat(batch.sequences.rows()).isEqualTo(5 + 3 + 3);
    assertThat(batch.steps.size).isEqualTo(3 + 1 + 1);
    assertThat(batch.steps.actions).startsWith(11, 12, 13, 1, 1);
    assertThat(batch.steps.discounts).startsWith(0.5f, 0.5f, 0, 0, 0);
  }

  @Test
  void readState_inTheMiddleOfAnEpisode_goesOnAsIfNothingHadHappened() throws IOException {
    SequenceMemory memory = memory(3, 2, 3, 2);
    EpisodeSequences waiting = waiting(2, 3, 1, 2);
    steps(waiting, memory, 0, 1, 9, "");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    memory.writeState(new DataOutputStream(bytes));
    waiting.writeState(new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    SequenceMemory otherMemory = memory(3, 2, 3, 2);
    EpisodeSequences other = waiting(2, 3, 1, 2);

    otherMemory.readState(in);
    other.readState(in);
    assertThat(in.available()).isZero();
    steps(waiting, memory, 0, 10, 2, "truncated");
    steps(other, otherMemory, 0, 10, 2, "truncated");

    assertThat(seen(otherMemory, 2, 3, 2)).isEqualTo(seen(memory, 2, 3, 2));
    assertThat(otherMemory.steps()).isEqualTo(memory.steps());
  }
}
