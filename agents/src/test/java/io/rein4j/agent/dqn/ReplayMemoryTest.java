package io.rein4j.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.env.Box;
import io.rein4j.random.Pcg64;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayMemoryTest {

  private static final Box SPACE = Box.of(-1, Float.POSITIVE_INFINITY, 1);
  private static final Box IMAGE = Box.of(0, 255, 2, 3);

  /** Adds transition i: observation i, next observation i + 1, action i % 3, reward 10·i. */
  private static void add(ReplayMemory memory, int i, boolean terminated) {
    memory.add(new float[] {i}, 0, i % 3, 10.0 * i, terminated ? 0 : 0.5, new float[] {i + 1}, 0);
  }

  private static ReplayMemory filled(int capacity, int transitions) {
    ReplayMemory memory = new ReplayMemory(capacity, SPACE, new UniformSampler());
    for (int i = 0; i < transitions; i++) {
      add(memory, i, i % 4 == 3);
    }
    return memory;
  }

  @Test
  void sample_moreAddedThanFit_drawsTheNewestOnlyAndAllOfThem() {
    ReplayMemory memory = filled(5, 12);
    ReplayMemory.Batch batch = new ReplayMemory.Batch(400, 1);

    memory.sample(new Pcg64(3), 0, batch);

    boolean[] drawn = new boolean[12];
    for (int row = 0; row < batch.steps.size; row++) {
      drawn[(int) batch.observations[row]] = true;
    }
    assertThat(memory.size()).isEqualTo(5);
    for (int i = 0; i < 12; i++) {
      assertThat(drawn[i]).as("transition %d", i).isEqualTo(i >= 7);
    }
  }

  @Test
  void sample_everyRow_holdsOneWholeTransition() {
    ReplayMemory memory = filled(8, 8);
    ReplayMemory.Batch batch = new ReplayMemory.Batch(64, 1);

    memory.sample(new Pcg64(1), 0, batch);

    for (int row = 0; row < batch.steps.size; row++) {
      int i = (int) batch.observations[row];
      assertThat(batch.nextObservations[row]).isEqualTo(i + 1);
      assertThat(batch.steps.actions[row]).isEqualTo(i % 3);
      assertThat(batch.steps.rewards[row]).isEqualTo(10f * i);
      assertThat(batch.steps.discounts[row]).isEqualTo(i % 4 == 3 ? 0f : 0.5f);
    }
  }

  @Test
  void sample_fewerStoredThanTheBatch_drawsWithReplacement() {
    ReplayMemory memory = filled(8, 1);
    ReplayMemory.Batch batch = new ReplayMemory.Batch(4, 1);

    memory.sample(new Pcg64(1), 0, batch);

    assertThat(batch.nextObservations).containsExactly(1, 1, 1, 1);
  }

  @Test
  void readState_ofAWrittenMemory_samplesAndOverwritesAlike() throws IOException {
    ReplayMemory memory = filled(5, 7);
    ReplayMemory copy = new ReplayMemory(5, SPACE, new UniformSampler());

    copy.readState(new DataInputStream(new ByteArrayInputStream(state(memory))));
    add(memory, 7, true);
    add(copy, 7, true);

    assertThat(state(copy)).isEqualTo(state(memory));
  }

  @Test
  void readState_ofALargerMemory_saysSo() throws IOException {
    byte[] state = state(filled(9, 9));
    ReplayMemory small = new ReplayMemory(5, SPACE, new UniformSampler());

    assertThatThrownBy(() -> small.readState(new DataInputStream(new ByteArrayInputStream(state))))
        .isInstanceOf(IOException.class)
        .hasMessage("The state holds 9 transitions where at most 5 belong.");
  }

  private static ReplayMemory images(float added) {
    ReplayMemory memory = new ReplayMemory(3, IMAGE, new UniformSampler());
    for (int i = 0; i < 5; i++) {
      float[] image = {0, 255, 128, 127, i, 10 * i};
      float[] next = {255, 0, 1, i, 254, i == 4 ? added : 3};
      memory.add(image, 0, i, i, 0.5, next, 0);
    }
    return memory;
  }

  @ParameterizedTest
  @ValueSource(floats = {7, 0.5f, -1, 256, 1e9f, Float.NaN})
  void images_whateverTheirNumbers_comeBackAsTheyWere(float added) throws IOException {
    ReplayMemory memory = images(added);
    ReplayMemory copy = new ReplayMemory(3, IMAGE, new UniformSampler());
    copy.readState(new DataInputStream(new ByteArrayInputStream(state(memory))));
    ReplayMemory.Batch batch = new ReplayMemory.Batch(2, 6);

    for (ReplayMemory each : List.of(memory, copy)) {
      each.copy(1, batch, 0);
      each.copy(0, batch, 1);

      assertThat(batch.observations)
          .containsExactly(0, 255, 128, 127, 4, 40, 0, 255, 128, 127, 3, 30);
      assertThat(batch.nextObservations)
          .containsExactly(255, 0, 1, 4, 254, added, 255, 0, 1, 3, 254, 3);
    }
    assertThat(state(copy)).isEqualTo(state(memory));
  }

  @Test
  void images_ofBytes_takeAByteAnElement() throws IOException {
    int others = 2 * Integer.BYTES + 3 * (Integer.BYTES + 3 * Float.BYTES);

    assertThat(state(images(7))).hasSize(others + 2 * (1 + 3 * 6));
    assertThat(state(images(0.5f)).length).isGreaterThan(others + 2 * 3 * 6);
  }

  private static byte[] state(ReplayMemory memory) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    memory.writeState(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
