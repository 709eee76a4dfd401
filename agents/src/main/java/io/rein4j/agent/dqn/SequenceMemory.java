package io.rein4j.agent.dqn;

import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.StateIo;
import io.rein4j.nn.PackedSequences;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The last sequences of episodes, in rings of flat arrays; the oldest gives way to the newest.
 *
 * <p>A sequence has observations: those of its burn-in, of the steps that it learns from, and those
 * behind that returns are bootstrapped from. It is written in parts: {@link #begin}, {@link
 * #observe}, {@link #learn} for each step, {@link #end}.
 */
final class SequenceMemory {

  private final int capacity;
  private final int length;
  private final int burnIn;
  private final int observationSize;
  private final int stateSize;

  /** Observations of a sequence at most. */
  private final int most;

  private final float[] observations;

  /** The network's state before the first observation of each sequence. */
  private final float[] states;

  private final float[] actions;
  private final float[] rewards;
  private final float[] discounts;

  /** For each step to learn from, how many steps behind it its return is bootstrapped. */
  private final int[] ahead;

  private final boolean[] startsEpisode;
  private final int[] burnIns;
  private final int[] observed;
  private final int[] lengths;
  private int next;
  private int size;
  private int steps;

  /**
   * Makes an empty memory.
   *
   * @param capacity sequences, ≥ 1
   * @param length steps that a sequence learns from at most, ≥ 1
   * @param burnIn steps before them at most, ≥ 0
   * @param n steps that a return is bootstrapped behind at most, ≥ 1
   */
  SequenceMemory(int capacity, int length, int burnIn, int n, int observationSize, int stateSize) {
    this.capacity = capacity;
    this.length = length;
    this.burnIn = burnIn;
    this.observationSize = observationSize;
    this.stateSize = stateSize;
    this.most = Math.addExact(Math.addExact(burnIn, length), n);
    int rows = Math.multiplyExact(capacity, most);
    this.observations = new float[Math.multiplyExact(rows, observationSize)];
    this.states = new float[Math.multiplyExact(capacity, stateSize)];
    int learned = Math.multiplyExact(capacity, length);
    this.actions = new float[learned];
    this.rewards = new float[learned];
    this.discounts = new float[learned];
    this.ahead = new int[learned];
    this.startsEpisode = new boolean[capacity];
    this.burnIns = new int[capacity];
    this.observed = new int[capacity];
    this.lengths = new int[capacity];
  }

  /**
   * {@return what a memory allocates}
   *
   * @param most observations of a sequence at most
   */
  static MemoryNeed need(
      int capacity, int length, double most, double observationSize, double stateSize) {
    double observations = capacity * most * observationSize;
    double sequence =
        (most * observationSize + stateSize) * Float.BYTES
            + 4.0 * length * Float.BYTES
            + 3 * Integer.BYTES
            + 1;
    return new MemoryNeed("replay.capacity", capacity * sequence, observations);
  }

  /** {@return the number of sequences} */
  int sequences() {
    return size;
  }

  /** {@return the number of steps that they learn from} */
  int steps() {
    return steps;
  }

  /**
   * Begins a sequence in the place of the oldest.
   *
   * @param startsEpisode whether its first observation is its episode's
   * @param before steps of its burn-in
   * @param state holds the network's state before its first observation, from {@code offset} on
   */
  void begin(boolean startsEpisode, int before, float[] state, int offset) {
    steps -= lengths[next];
    lengths[next] = 0;
    observed[next] = 0;
    burnIns[next] = before;
    this.startsEpisode[next] = startsEpisode;
    System.arraycopy(state, offset, states, next * stateSize, stateSize);
  }

  /** Adds observations to the sequence, which lie one behind the other. */
  void observe(float[] source, int offset, int count) {
    int to = (next * most + observed[next]) * observationSize;
    System.arraycopy(source, offset, observations, to, count * observationSize);
    observed[next] += count;
  }

  /**
   * Adds a step to learn from to the sequence.
   *
   * @param reward the sum of discounted rewards up to where the return is bootstrapped
   * @param discount of the value there; 0 if the episode has terminated
   * @param stepsAhead how many steps behind this one that is
   */
  void learn(float action, double reward, double discount, int stepsAhead) {
    int at = next * length + lengths[next];
    actions[at] = action;
    rewards[at] = (float) reward;
    discounts[at] = (float) discount;
    ahead[at] = stepsAhead;
    lengths[next]++;
  }

  /** Ends the sequence. */
  void end() {
    steps += lengths[next];
    next = next + 1 == capacity ? 0 : next + 1;
    size = Math.min(size + 1, capacity);
  }

  /** Fills a batch with sequences that are drawn with the same probability each. */
  void sample(Pcg64 random, Batch batch) {
    for (int i = 0; i < batch.indices.length; i++) {
      batch.indices[i] = (int) random.integers(size);
    }
    gather(batch);
  }

  /** Fills a batch with the sequences at its indices, which it puts in another order. */
  void gather(Batch batch) {
    int count = batch.indices.length;
    sortByLength(batch.indices);
    for (int i = 0; i < count; i++) {
      batch.lengths[i] = paddedLength(batch.indices[i]);
    }
    batch.sequences.pack(batch.lengths, count, burnIn);
    int learned = 0;
    for (int i = 0; i < count; i++) {
      int index = batch.indices[i];
      System.arraycopy(states, index * stateSize, batch.states, i * stateSize, stateSize);
      gatherObservations(batch, i, index);
      for (int j = 0; j < lengths[index]; j++) {
        int at = index * length + j;
        batch.rows[learned] = batch.sequences.row(i, burnIn + j);
        batch.nextRows[learned] = batch.sequences.row(i, burnIn + j + ahead[at]);
        batch.steps.actions[learned] = (int) actions[at];
        batch.steps.rewards[learned] = rewards[at];
        batch.steps.discounts[learned] = discounts[at];
        learned++;
      }
    }
    batch.steps.size = learned;
  }

  /**
   * A burn-in that the episode's start cuts short is padded before it with the first observation,
   * of which nothing is left where the episode starts.
   */
  private void gatherObservations(Batch batch, int sequence, int index) {
    int padding = burnIn - burnIns[index];
    for (int step = 0; step < batch.lengths[sequence]; step++) {
      int from = (index * most + Math.max(0, step - padding)) * observationSize;
      int to = batch.sequences.row(sequence, step) * observationSize;
      for (int k = 0; k < observationSize; k++) {
        batch.observations[to + k] = observations[from + k];
      }
    }
    if (startsEpisode[index]) {
      batch.sequences.start(batch.sequences.row(sequence, padding));
    }
  }

  private int paddedLength(int index) {
    return burnIn - burnIns[index] + observed[index];
  }

  /** Sorts by insertion, the longest first: most are of one length. */
  private void sortByLength(int[] indices) {
    for (int i = 1; i < indices.length; i++) {
      int index = indices[i];
      int at = i;
      while (at > 0 && paddedLength(indices[at - 1]) < paddedLength(index)) {
        indices[at] = indices[at - 1];
        at--;
      }
      indices[at] = index;
    }
  }

  void writeState(DataOutput out) throws IOException {
    out.writeInt(next);
    out.writeInt(size);
    StateIo.write(out, observations, size * most * observationSize);
    StateIo.write(out, states, size * stateSize);
    StateIo.write(out, actions, size * length);
    StateIo.write(out, rewards, size * length);
    StateIo.write(out, discounts, size * length);
    for (int i = 0; i < size; i++) {
      out.writeBoolean(startsEpisode[i]);
      out.writeInt(burnIns[i]);
      out.writeInt(observed[i]);
      out.writeInt(lengths[i]);
      for (int j = 0; j < lengths[i]; j++) {
        out.writeInt(ahead[i * length + j]);
      }
    }
  }

  void readState(DataInput in) throws IOException {
    next = in.readInt();
    size = in.readInt();
    if (size < 0 || size > capacity || next < 0 || next >= capacity) {
      throw new IOException(
          "The state holds %s sequences where at most %s belong.".formatted(size, capacity));
    }
    StateIo.read(in, observations, size * most * observationSize);
    StateIo.read(in, states, size * stateSize);
    StateIo.read(in, actions, size * length);
    StateIo.read(in, rewards, size * length);
    StateIo.read(in, discounts, size * length);
    steps = 0;
    for (int i = 0; i < capacity; i++) {
      lengths[i] = 0;
    }
    for (int i = 0; i < size; i++) {
      startsEpisode[i] = in.readBoolean();
      burnIns[i] = in.readInt();
      observed[i] = in.readInt();
      lengths[i] = in.readInt();
      if (burnIns[i] < 0
          || burnIns[i] > burnIn
          || lengths[i] < 1
          || lengths[i] > length
          || observed[i] <= burnIns[i] + lengths[i] - 1
          || observed[i] > most) {
        throw new IOException(
            "The state holds a sequence of %s observations, of which %s are burn-in and %s learn."
                .formatted(observed[i], burnIns[i], lengths[i]));
      }
      for (int j = 0; j < lengths[i]; j++) {
        ahead[i * length + j] = in.readInt();
      }
      steps += lengths[i];
    }
  }

  /** Sequences drawn for one update, packed. */
  static final class Batch {

    /** All steps that are learned from, sequence by sequence. */
    final LearnedSteps steps;

    final PackedSequences sequences = new PackedSequences();

    /** A row for each of the sequences' rows. */
    final float[] observations;

    /** The network's state before each sequence. */
    final float[] states;

    /** Which of the sequences' rows each learned step is. */
    final int[] rows;

    /** Which of the rows each learned step's return is bootstrapped from. */
    final int[] nextRows;

    /** Where the sequences are in the memory. */
    final int[] indices;

    private final int[] lengths;

    Batch(int count, int length, int burnIn, int n, int observationSize, int stateSize) {
      int learned = Math.multiplyExact(count, length);
      int most = Math.multiplyExact(count, Math.addExact(Math.addExact(burnIn, length), n));
      this.steps = new LearnedSteps(learned);
      this.observations = new float[Math.multiplyExact(most, observationSize)];
      this.states = new float[count * stateSize];
      this.rows = new int[learned];
      this.nextRows = new int[learned];
      this.indices = new int[count];
      this.lengths = new int[count];
    }
  }
}
