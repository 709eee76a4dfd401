package io.rein4j.agent.dqn;

import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.StateIo;
import io.rein4j.env.Space;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The last transitions, in rings; the oldest gives way to the newest.
 *
 * <p>Each has the discount of what its next observation is worth: 0 where the episode terminated,
 * as nothing follows; not where it was truncated, where the next observation is its final one.
 */
final class ReplayMemory {

  private final Sampler sampler;
  private final int capacity;
  private final int observationSize;
  private final ObservationRows observations;
  private final ObservationRows nextObservations;
  private final float[] actions;
  private final float[] rewards;
  private final float[] discounts;
  private int next;
  private int size;

  ReplayMemory(int capacity, Space space, Sampler sampler) {
    this.sampler = sampler;
    this.capacity = capacity;
    this.observationSize = space.size();
    this.observations = ObservationRows.of(space, capacity);
    this.nextObservations = ObservationRows.of(space, capacity);
    this.actions = new float[capacity];
    this.rewards = new float[capacity];
    this.discounts = new float[capacity];
  }

  /** {@return what a memory allocates} */
  static MemoryNeed need(ReplaySettings settings, Space space) {
    double rows = settings.capacity();
    double observations = 2 * rows * ObservationRows.bytesPerRow(space);
    double others = 3 * rows * Float.BYTES;
    double priorities =
        settings.prioritized() == null ? 0 : PriorityTree.bytes(settings.capacity());
    return new MemoryNeed(
        "replay.capacity",
        observations + others + priorities,
        rows * (ObservationRows.isImage(space) ? 1 : space.size()));
  }

  int size() {
    return size;
  }

  void add(
      float[] observation,
      int offset,
      float action,
      double reward,
      double discount,
      float[] nextObservation,
      int nextOffset) {
    observations.set(next, observation, offset);
    nextObservations.set(next, nextObservation, nextOffset);
    actions[next] = action;
    rewards[next] = (float) reward;
    discounts[next] = (float) discount;
    sampler.added(next);
    next = next + 1 == capacity ? 0 : next + 1;
    size = Math.min(size + 1, capacity);
  }

  /**
   * Fills a batch with transitions that the sampler draws.
   *
   * @param progress the share of training that is done, in [0, 1]
   */
  void sample(Pcg64 random, double progress, Batch batch) {
    sampler.draw(random, size, progress, batch);
    for (int row = 0; row < batch.steps.size; row++) {
      copy(batch.indices[row], batch, row);
    }
  }

  /** Takes note of the errors that an update has found in a batch of {@link #sample}. */
  void learned(Batch batch) {
    sampler.learned(batch);
  }

  /** Copies the transition at an index of the rings into a row of a batch. */
  void copy(int index, Batch batch, int row) {
    int to = row * observationSize;
    observations.get(index, batch.observations, to);
    nextObservations.get(index, batch.nextObservations, to);
    batch.steps.actions[row] = (int) actions[index];
    batch.steps.rewards[row] = rewards[index];
    batch.steps.discounts[row] = discounts[index];
  }

  void writeState(DataOutput out) throws IOException {
    out.writeInt(next);
    out.writeInt(size);
    observations.writeState(out, size);
    nextObservations.writeState(out, size);
    StateIo.write(out, actions, size);
    StateIo.write(out, rewards, size);
    StateIo.write(out, discounts, size);
    sampler.writeState(out, size);
  }

  void readState(DataInput in) throws IOException {
    next = in.readInt();
    size = in.readInt();
    if (size < 0 || size > capacity || next < 0 || next >= capacity) {
      throw new IOException(
          "The state holds %s transitions where at most %s belong.".formatted(size, capacity));
    }
    observations.readState(in, size);
    nextObservations.readState(in, size);
    StateIo.read(in, actions, size);
    StateIo.read(in, rewards, size);
    StateIo.read(in, discounts, size);
    sampler.readState(in, size);
  }

  /** Transitions drawn for one update. */
  static final class Batch {

    final LearnedSteps steps;
    final float[] observations;
    final float[] nextObservations;

    /** Where the transitions are in the memory. */
    final int[] indices;

    Batch(int size, int observationSize) {
      this.steps = new LearnedSteps(size);
      this.observations = new float[size * observationSize];
      this.nextObservations = new float[size * observationSize];
      this.indices = new int[size];
    }
  }
}
