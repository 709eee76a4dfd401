package io.rein4j.agent.replay;

import static io.rein4j.agent.replay.TransitionMemoryTest.observationsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.agent.Outcome;
import io.rein4j.env.Box;
import io.rein4j.random.Pcg64;
import io.rein4j.state.StateBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Makes a memory of one environment, of which as many sequences are drawn as it holds. */
  private static SequenceMemory memory(int capacity, int length, int burnIn, int overlap, int n) {
    return memory(capacity, length, burnIn, overlap, n, 1, 1);
  }

  private static SequenceMemory memory(
      int capacity, int length, int burnIn, int overlap, int n, int environments, int drawn) {
    return new SequenceMemory(
        capacity * length,
        length,
        new RecurrentSettings(burnIn, overlap),
        Box.of(-1000, 10_000, 1),
        1,
        1,
        environments,
        n,
        GAMMA,
        drawn * length,
        new Pcg64(1),
        0);
  }

  /** Steps of one episode, numbered from a first one on; the last of them ends it, or not. */
  private static void steps(SequenceMemory memory, int first, int count, String end) {
    for (int i = first; i < first + count; i++) {
      boolean last = i == first + count - 1;
      step(memory, new float[] {i}, last ? end : "");
    }
  }

  /** One step of each environment; the last of them ends its episode, or not. */
  private static void step(SequenceMemory memory, float[] numbers, String end) {
    int count = numbers.length;
    float[] states = numbers.clone();
    float[] following = numbers.clone();
    double[] rewards = new double[count];
    for (int env = 0; env < count; env++) {
      states[env] += 0.5f;
      following[env] += 1;
      rewards[env] = Math.scalb(1.0, (int) numbers[env] % 10);
    }
    boolean[] terminated = new boolean[count];
    boolean[] truncated = new boolean[count];
    terminated[count - 1] = end.contains("terminated");
    truncated[count - 1] = end.contains("truncated");
    memory.see(numbers, states);
    memory.add(new Outcome(following, rewards, terminated, truncated, following), numbers);
  }

  private static List<Seen> seen(SequenceMemory memory) {
    List<Seen> all = new ArrayList<>();
    SequenceBatch batch = memory.batch();
    for (int index = 0; index < memory.sequences(); index++) {
      batch.indices()[0] = index;
      memory.gather();
      List<Float> observations = new ArrayList<>();
      for (int row = 0; row < batch.sequences().rows(); row++) {
        observations.add(batch.observations()[row]);
      }
      List<List<Float>> learned = new ArrayList<>();
      for (int i = 0; i < batch.steps().size(); i++) {
        assertThat(batch.observations()[batch.rows()[i]]).isEqualTo(batch.steps().actions()[i]);
        learned.add(
            List.of(
                batch.steps().actions()[i],
                batch.steps().rewards()[i],
                batch.steps().discounts()[i],
                batch.observations()[batch.nextRows()[i]]));
      }
      all.add(new Seen(batch.states()[0], observations, learned));
    }
    return all;
  }

  @Test
  void add_episodeLongerThanASequence_givesSequencesWithTheBurnInBeforeThem() {
    SequenceMemory memory = memory(10, 3, 2, 0, 1);

    steps(memory, 1, 8, "terminated");

    assertThat(seen(memory))
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
    assertThat(memory.size()).isEqualTo(8);
  }

  @Test
  void add_returnsOfSeveralSteps_endWithTheEpisode() {
    SequenceMemory memory = memory(10, 2, 0, 0, 3);

    steps(memory, 1, 3, "truncated");
    steps(memory, 11, 1, "terminated");

    assertThat(seen(memory))
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
    SequenceMemory memory = memory(10, 3, 0, 2, 1);

    steps(memory, 1, 5, "terminated");
    steps(memory, 21, 3, "terminated");

    assertThat(seen(memory))
        .extracting(Seen::observations)
        .containsExactly(
            List.of(1f, 2f, 3f, 4f),
            List.of(2f, 3f, 4f, 5f),
            List.of(3f, 4f, 5f, 6f),
            List.of(21f, 22f, 23f, 24f));
  }

  @Test
  void cut_inTheMiddleOfAnEpisode_isATruncationBehindTheLastStep() {
    SequenceMemory memory = memory(10, 3, 2, 0, 2);
    SequenceMemory other = memory(10, 3, 2, 0, 2);
    steps(memory, 1, 5, "");
    steps(other, 1, 5, "truncated");

    memory.cut(0, new float[] {6});
    memory.cut(0, new float[] {-1});
    steps(memory, 11, 3, "terminated");
    steps(other, 11, 3, "terminated");

    assertThat(seen(memory)).isEqualTo(seen(other));
    assertThat(memory.sequences()).isEqualTo(3);
  }

  @Test
  void add_severalEnvironments_keepsTheirEpisodesApart() {
    SequenceMemory memory = memory(10, 2, 1, 0, 1, 2, 1);
    for (int i = 0; i < 3; i++) {
      step(memory, new float[] {1 + i, 11 + i}, i == 2 ? "truncated" : "");
    }

    assertThat(seen(memory))
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
      SequenceMemory memory = memory(1000, length, burnIn, 0, n);
      List<Float> expected = new ArrayList<>();
      for (int episode = 0; episode < 10; episode++) {
        int count = 1 + (int) random.integers(20);
        steps(memory, 100 * episode, count, "truncated");
        for (int i = 0; i < count; i++) {
          expected.add(100f * episode + i);
        }
      }
      List<Float> learned = new ArrayList<>();
      for (Seen sequence : seen(memory)) {
        float first = sequence.observations.get(0);
        assertThat(sequence.state).isEqualTo(first + 0.5f);
        assertThat(sequence.observations)
            .as("seed %d", seed)
            .allMatch(row -> (int) (row / 100) == (int) (first / 100));
        sequence.learned.forEach(step -> learned.add(step.get(0)));
      }
      assertThat(learned).as("seed %d", seed).isEqualTo(expected);
      assertThat(memory.size()).isEqualTo(expected.size());
    }
  }

  @Test
  void end_fullMemory_forgetsTheOldestSequence() {
    SequenceMemory memory = memory(2, 2, 0, 0, 1);

    steps(memory, 1, 5, "terminated");

    assertThat(memory.sequences()).isEqualTo(2);
    assertThat(memory.size()).isEqualTo(3);
    assertThat(seen(memory))
        .extracting(Seen::observations)
        .containsExactly(List.of(5f, 6f), List.of(3f, 4f, 5f));
  }

  @Test
  void gather_sequencesOfDifferentLengths_packsTheLongestFirst() {
    SequenceMemory memory = memory(10, 3, 1, 0, 1, 1, 3);
    steps(memory, 1, 1, "terminated");
    steps(memory, 11, 3, "terminated");
    SequenceBatch batch = memory.batch();
    batch.indices()[2] = 1;

    memory.gather();

    assertThat(batch.indices()).containsExactly(1, 0, 0);
    assertThat(batch.sequences().rows()).isEqualTo(5 + 3 + 3);
    assertThat(batch.steps().size()).isEqualTo(3 + 1 + 1);
    assertThat(batch.steps().actions()).startsWith(11, 12, 13, 1, 1);
    assertThat(batch.steps().discounts()).startsWith(0.5f, 0.5f, 0, 0, 0);
  }

  @Test
  void state_inTheMiddleOfAnEpisode_goesOnAsIfNothingHadHappened() throws IOException {
    SequenceMemory memory = memory(3, 2, 3, 1, 2);
    steps(memory, 1, 9, "");
    SequenceMemory other = memory(3, 2, 3, 1, 2);

    StateBytes.restore(StateBytes.of(memory, observationsOf(memory)), other, observationsOf(other));
    steps(memory, 10, 2, "truncated");
    steps(other, 10, 2, "truncated");

    assertThat(seen(other)).isEqualTo(seen(memory));
    assertThat(other.size()).isEqualTo(memory.size());
  }

  /** Whatever a state says, it is read, or refused by a sentence. */
  @ParameterizedTest
  @ValueSource(ints = {5, 11})
  void state_anyBitChanged_isReadOrRefused(int unfinished) throws IOException {
    SequenceMemory memory = memory(3, 3, 3, 1, 2);
    steps(memory, 1, 12, "terminated");
    steps(memory, 20, unfinished, "");
    byte[] state = StateBytes.of(memory, observationsOf(memory));
    List<String> refusals = new ArrayList<>();
    for (int at = 0; at < state.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = state.clone();
        changed[at] ^= (byte) (1 << bit);
        SequenceMemory other = memory(3, 3, 3, 1, 2);
        try {
          StateBytes.restore(changed, other, observationsOf(other));
        } catch (IOException e) {
          refusals.add(String.valueOf(e.getMessage()));
          continue;
        }
        steps(other, 31, 9, "");
        steps(other, 40, 3, "terminated");
        other.draw(0);
      }
    }
    assertThat(refusals)
        .anyMatch(text -> text.contains("asks for observation"))
        .anyMatch(text -> text.contains("for a sequence that learns from step"));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, 2, Integer.MAX_VALUE})
  void state_returnBootstrappedOutsideItsSequence_isRefused(int stepsAhead) throws IOException {
    SequenceMemory memory = memory(10, 3, 2, 0, 1);
    steps(memory, 1, 3, "terminated");
    byte[] state = StateBytes.of(memory);
    ByteBuffer damaged = ByteBuffer.wrap(state);
    int lastOfTheSequence = state.length - StateBytes.of(new Pcg64(1)).length - Integer.BYTES;
    assertThat(damaged.getInt(lastOfTheSequence)).isEqualTo(1);
    damaged.putInt(lastOfTheSequence, stepsAhead);

    assertThatThrownBy(() -> StateBytes.restore(state, memory(10, 3, 2, 0, 1)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The state holds a return that is bootstrapped %s steps behind step 2 of a sequence of"
                    .formatted(stepsAhead)
                + " 4 observations.");
  }

  /** Two observations of padding would be drawn before as many as a sequence has at most. */
  @Test
  void state_sequenceLongerThanWhatIsDrawn_isRefused() throws IOException {
    SequenceMemory memory = memory(10, 3, 2, 0, 1);
    steps(memory, 1, 3, "terminated");
    byte[] state = StateBytes.of(memory);
    ByteBuffer damaged = ByteBuffer.wrap(state);
    int observed = endOfSequences(state) - (4 + 4 * 3) - (4 + 4) - 4;
    assertThat(damaged.getInt(observed)).isEqualTo(4);
    damaged.putInt(observed, 5);

    assertThatThrownBy(() -> StateBytes.restore(state, memory(10, 3, 2, 0, 1)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The state holds a sequence of 5 observations, of which 0 are burn-in and 3 learn.");
  }

  @Test
  void state_burnInCutShortInsideAnEpisode_isRefused() throws IOException {
    SequenceMemory memory = memory(10, 3, 2, 0, 1);
    steps(memory, 1, 3, "terminated");
    byte[] state = StateBytes.of(memory);
    int starts = endOfSequences(state) - (4 + 4 * 3) - 3 * (4 + 4) - 1;
    assertThat(state[starts]).isEqualTo((byte) 1);
    state[starts] = 0;

    assertThatThrownBy(() -> StateBytes.restore(state, memory(10, 3, 2, 0, 1)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "The state holds a sequence with 0 of 2 steps of burn-in that does not start its"
                + " episode.");
  }

  @Test
  void observations_sequenceWithoutItsFirstOne_isRefused() throws IOException {
    SequenceMemory memory = memory(10, 3, 2, 0, 1);
    steps(memory, 1, 3, "terminated");
    byte[] state = StateBytes.of(memory, observationsOf(memory));
    int lastRow = endOfSequences(StateBytes.of(memory)) - (4 + 4 * 3) - 3 * (4 + 4) - (4 + 1) - 4;
    assertThat(ByteBuffer.wrap(state).getInt(lastRow)).isEqualTo(3);
    ByteBuffer.wrap(state).putInt(lastRow, 2);
    SequenceMemory other = memory(10, 3, 2, 0, 1);

    assertThatThrownBy(() -> StateBytes.restore(state, other, observationsOf(other)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds a sequence of 4 observations up to 2, but not all of them.");
  }

  /** Once the newest sequence is the oldest, the observations of those behind it are forgotten. */
  @Test
  void observations_sequencesOutOfOrder_areRefused() throws IOException {
    int count = 20;
    SequenceMemory memory = memory(30, 3, 2, 0, 1);
    steps(memory, 1, 3 * count, "terminated");
    byte[] state = StateBytes.of(memory, observationsOf(memory));
    int lastRows =
        endOfSequences(StateBytes.of(memory))
            - (4 + 4 * 3 * count)
            - 3 * (4 + 4 * count)
            - (4 + count)
            - 4 * count;
    assertThat(ByteBuffer.wrap(state).getInt(lastRows)).isEqualTo(3);
    ByteBuffer.wrap(state).putInt(lastRows, 3 * count);
    SequenceMemory other = memory(30, 3, 2, 0, 1);

    assertThatThrownBy(() -> StateBytes.restore(state, other, observationsOf(other)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds a sequence of 6 observations up to 6, but not all of them.");
  }

  @Test
  void state_placesLeftOut_areRefused() throws IOException {
    SequenceMemory memory = memory(10, 3, 2, 0, 1);
    steps(memory, 1, 3, "terminated");
    byte[] state = StateBytes.of(memory);
    int next = endOfSequences(state) - (40 + 21 + 16 * 3) - 2 * Integer.BYTES;
    assertThat(ByteBuffer.wrap(state).getInt(next)).isEqualTo(1);
    ByteBuffer.wrap(state).putInt(next, 4);

    assertThatThrownBy(() -> StateBytes.restore(state, memory(10, 3, 2, 0, 1)))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds 1 sequences, but puts the next one in place 4.");
  }

  /** Returns where the state of what batches are drawn from begins, behind the sequences. */
  private static int endOfSequences(byte[] state) throws IOException {
    return state.length - StateBytes.of(new Pcg64(1)).length;
  }
}
