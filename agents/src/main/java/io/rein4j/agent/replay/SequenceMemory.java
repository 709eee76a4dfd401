package io.rein4j.agent.replay;

import io.rein4j.agent.MemoryNeed;
import io.rein4j.agent.StateSnapshot;
import io.rein4j.api.Incubating;
import io.rein4j.env.Space;
import io.rein4j.env.VectorStep;
import io.rein4j.math.VectorMath;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Arrays;

/**
 * A memory of pieces of episodes, for a network that carries a state from step to step, in rings;
 * the oldest gives way to the newest (Kapturowski et al. 2019).
 *
 * <p>A sequence has observations: those of its burn-in, of the steps that it learns from, and those
 * behind that returns are bootstrapped from; and the network's state before the first of them. It
 * is written in parts: {@link #begin}, {@link #learn} for each step, {@link #end}.
 */
@Incubating
public final class SequenceMemory implements ReplayMemory {

  private final int capacity;
  private final int length;
  private final int burnIn;
  private final int observationSize;
  private final int actionSize;
  private final int stateSize;
  private final int maskSize;

  /** Observations of a sequence at most. */
  private final int most;

  private final Pcg64 random;
  private final ObservationRing ring;
  private final long older;
  private final EpisodeSequences waiting;
  private final SequenceBatch batch;

  /** The network's states before what was seen last. */
  private final float[] seenStates;

  /** The row of each sequence's last observation. */
  private final int[] lastRows;

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
   * @param capacity steps to learn from, ≥ the length of a sequence
   * @param length steps that a sequence learns from at most, ≥ 1
   * @param settings burn-in and overlap of sequences
   * @param observations the space of one environment's observations
   * @param actionSize floats of one environment's action
   * @param stateSize floats of a state of the network
   * @param environments number of environments, ≥ 1
   * @param n rewards in a return before it is bootstrapped, ≥ 1
   * @param gamma the discount factor
   * @param batchSize steps in a batch, a multiple of the length
   * @param random what batches are drawn from
   * @param maskSize booleans of an action mask, 0 without
   */
  public SequenceMemory(
      int capacity,
      int length,
      RecurrentSettings settings,
      Space observations,
      int actionSize,
      int stateSize,
      int environments,
      int n,
      double gamma,
      int batchSize,
      Pcg64 random,
      int maskSize) {
    this.capacity = capacity / length;
    this.length = length;
    this.burnIn = settings.burnIn();
    this.observationSize = observations.size();
    this.actionSize = actionSize;
    this.stateSize = stateSize;
    this.most = Math.addExact(Math.addExact(burnIn, length), n);
    this.random = random;
    this.maskSize = maskSize;
    RowLayout layout = RowLayout.of(observations, true, maskSize);
    double rows = older(layout, environments, most);
    this.older = (long) rows;
    this.ring =
        new ObservationRing(
            observations,
            layout,
            environments,
            (double) this.capacity * (length - settings.overlap()) + rows);
    this.waiting =
        new EpisodeSequences(environments, length, settings, n, gamma, actionSize, stateSize);
    this.batch =
        new SequenceBatch(
            batchSize / length, length, most, observationSize, actionSize, stateSize, maskSize);
    this.seenStates = new float[Math.multiplyExact(environments, stateSize)];
    this.lastRows = new int[this.capacity];
    this.states = new float[Math.multiplyExact(this.capacity, stateSize)];
    int learned = Math.multiplyExact(this.capacity, length);
    this.actions = new float[Math.multiplyExact(learned, actionSize)];
    this.rewards = new float[learned];
    this.discounts = new float[learned];
    this.ahead = new int[learned];
    this.startsEpisode = new boolean[this.capacity];
    this.burnIns = new int[this.capacity];
    this.observed = new int[this.capacity];
    this.lengths = new int[this.capacity];
  }

  /**
   * Returns how many rows before the last one of the oldest sequence are needed at most: its own,
   * those of sequences that ended with the same episode, and the frames before them.
   */
  private static double older(RowLayout layout, int environments, double most) {
    return ObservationRing.ROWS_PER_STEP * environments * (2 * most + layout.stacking().frames());
  }

  /**
   * {@return what a memory allocates, as the constructor has it}
   *
   * @param capacity steps to learn from
   * @param length steps that a sequence learns from at most
   * @param settings burn-in and overlap of sequences
   * @param observations the space of one environment's observations
   * @param actionSize floats of one environment's action
   * @param stateSize floats of a state of the network
   * @param environments number of environments
   * @param n rewards in a return
   * @param maskSize booleans of an action mask, 0 without
   */
  public static MemoryNeed need(
      int capacity,
      int length,
      RecurrentSettings settings,
      Space observations,
      int actionSize,
      double stateSize,
      int environments,
      int n,
      int maskSize) {
    RowLayout layout = RowLayout.of(observations, true, maskSize);
    int sequences = capacity / length;
    double most = (double) settings.burnIn() + length + n;
    double rows =
        (double) sequences * (length - settings.overlap()) + older(layout, environments, most);
    double sequence =
        stateSize * Float.BYTES + (3.0 + actionSize) * length * Float.BYTES + 4 * Integer.BYTES + 1;
    double waiting = environments * (most - 1);
    return new MemoryNeed(
        "replay.capacity",
        layout.bytes(rows)
            + sequences * sequence
            + EpisodeSequences.bytes(waiting, actionSize, stateSize),
        Math.max(
            sequences * Math.max(stateSize, (double) length * actionSize),
            Math.max(layout.blocks(rows), waiting * stateSize)));
  }

  @Override
  public void see(float[] observations, boolean[] masks, float[] states) {
    ring.see(observations, masks);
    System.arraycopy(states, 0, seenStates, 0, seenStates.length);
  }

  @Override
  public void add(VectorStep step, float[] chosen) {
    for (int env = 0; env < step.count(); env++) {
      long row = ring.latest(env);
      boolean terminated = step.terminated()[env];
      waiting.add(
          env,
          row,
          seenStates,
          chosen,
          step.rewards()[env],
          terminated,
          terminated || step.truncated()[env],
          ring.add(env, step),
          this);
    }
  }

  @Override
  public void cut(int env, float[] observations) {
    waiting.cut(env, ring.cut(env, observations), this);
  }

  /** {@return the number of sequences} */
  public int sequences() {
    return size;
  }

  @Override
  public int size() {
    return steps;
  }

  /**
   * Begins a sequence in the place of the oldest.
   *
   * @param starts whether its first observation is its episode's
   * @param before steps of its burn-in
   * @param state holds the network's state before its first observation, from {@code offset} on
   */
  void begin(boolean starts, int before, float[] state, int offset) {
    steps -= lengths[next];
    lengths[next] = 0;
    burnIns[next] = before;
    startsEpisode[next] = starts;
    System.arraycopy(state, offset, states, next * stateSize, stateSize);
  }

  /**
   * Adds a step to learn from to the sequence.
   *
   * @param chosen holds the action, from {@code offset} on
   * @param reward the sum of discounted rewards up to where the return is bootstrapped
   * @param discount of the value there; 0 if the episode has terminated
   * @param stepsAhead how many steps behind this one that is
   */
  void learn(float[] chosen, int offset, double reward, double discount, int stepsAhead) {
    int at = next * length + lengths[next];
    System.arraycopy(chosen, offset, actions, at * actionSize, actionSize);
    rewards[at] = (float) reward;
    discounts[at] = (float) discount;
    ahead[at] = stepsAhead;
    lengths[next]++;
  }

  /**
   * Ends the sequence.
   *
   * @param lastRow of its last observation
   * @param observations how many it has
   */
  void end(long lastRow, int observations) {
    lastRows[next] = (int) lastRow;
    observed[next] = observations;
    steps += lengths[next];
    next = next + 1 == capacity ? 0 : next + 1;
    size = Math.min(size + 1, capacity);
    ring.forgetBefore(ring.row(lastRows[size < capacity ? 0 : next]) - older);
  }

  @Override
  public void draw(double progress) {
    int[] indices = batch.indices();
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (int) random.integers(size);
    }
    gather();
  }

  /** Fills the batch with the sequences at its indices, which it puts in another order. */
  public void gather() {
    int[] indices = batch.indices();
    int count = indices.length;
    sortByLength(indices);
    for (int i = 0; i < count; i++) {
      batch.lengths[i] = paddedLength(indices[i]);
    }
    batch.sequences().pack(batch.lengths, count, burnIn);
    Batch drawn = batch.steps();
    int learned = 0;
    for (int i = 0; i < count; i++) {
      int index = indices[i];
      System.arraycopy(states, index * stateSize, batch.states(), i * stateSize, stateSize);
      gatherObservations(i, index);
      System.arraycopy(
          actions,
          index * length * actionSize,
          drawn.actions(),
          learned * actionSize,
          lengths[index] * actionSize);
      for (int j = 0; j < lengths[index]; j++) {
        int at = index * length + j;
        batch.rows()[learned] = batch.sequences().row(i, burnIn + j);
        batch.nextRows()[learned] = batch.sequences().row(i, burnIn + j + ahead[at]);
        System.arraycopy(
            batch.masks,
            batch.nextRows()[learned] * maskSize,
            batch.nextMasks(),
            learned * maskSize,
            maskSize);
        drawn.rewards()[learned] = rewards[at];
        drawn.discounts()[learned] = discounts[at];
        learned++;
      }
    }
    drawn.resize(learned);
  }

  /**
   * A burn-in that the episode's start cuts short is padded before it with the first observation,
   * of which nothing is left where the episode starts.
   */
  private void gatherObservations(int sequence, int index) {
    int padding = burnIn - burnIns[index];
    long from = ring.row(lastRows[index]);
    for (int step = batch.lengths[sequence] - 1; step >= 0; step--) {
      int row = batch.sequences().row(sequence, step);
      ring.get(from, batch.observations(), row * observationSize);
      ring.copyMask(from, batch.masks, row * maskSize);
      if (step > padding) {
        from = ring.before(from);
      }
    }
    if (startsEpisode[index]) {
      batch.sequences().start(batch.sequences().row(sequence, padding));
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

  /** {@return the batch, which the next draw overwrites} */
  public SequenceBatch batch() {
    return batch;
  }

  @Override
  public Batch drawn() {
    return batch.steps();
  }

  @Override
  public boolean drewFiniteObservations() {
    return VectorMath.allFinite(batch.observations(), batch.sequences().rows() * observationSize);
  }

  @Override
  public void learned() {}

  @Override
  public void state(State state) throws IOException {
    ring.state(state);
    waiting.state(state, ring);
    next = state.of(next);
    size = state.of(size);
    if (size < 0 || size > capacity || next < 0 || next >= capacity) {
      throw new IOException(
          "The state holds %s sequences where at most %s belong.".formatted(size, capacity));
    }
    if (size < capacity && next != size) {
      throw new IOException(
          "The state holds %s sequences, but puts the next one in place %s.".formatted(size, next));
    }
    state.of(states, 0, size * stateSize);
    state.of(actions, 0, size * length * actionSize);
    state.of(rewards, 0, size * length);
    state.of(discounts, 0, size * length);
    state.of(lastRows, 0, size);
    state.of(startsEpisode, 0, size);
    state.of(burnIns, 0, size);
    state.of(observed, 0, size);
    state.of(lengths, 0, size);
    state.of(ahead, 0, size * length);
    random.state(state);
    for (int i = 0; i < size; i++) {
      requireSequence(i);
    }
    if (state.isReading()) {
      Arrays.fill(lengths, size, capacity, 0);
      steps = Arrays.stream(lengths).sum();
    }
  }

  /** Refuses a sequence that does not hold together. */
  private void requireSequence(int i) throws IOException {
    if (burnIns[i] < 0
        || burnIns[i] > burnIn
        || lengths[i] < 1
        || lengths[i] > length
        || observed[i] <= burnIns[i] + lengths[i] - 1
        || observed[i] > most
        || paddedLength(i) > most) {
      throw new IOException(
          "The state holds a sequence of %s observations, of which %s are burn-in and %s learn."
              .formatted(observed[i], burnIns[i], lengths[i]));
    }
    if (burnIns[i] < burnIn && !startsEpisode[i]) {
      throw new IOException(
          "The state holds a sequence with %s of %s steps of burn-in that does not start its episode."
              .formatted(burnIns[i], burnIn));
    }
    ring.require(ring.row(lastRows[i]));
    for (int j = 0; j < lengths[i]; j++) {
      int stepsAhead = ahead[i * length + j];
      if (stepsAhead < 1 || stepsAhead >= observed[i] - burnIns[i] - j) {
        throw new IOException(
            "The state holds a return that is bootstrapped %s steps behind step %s of a sequence of %s observations."
                .formatted(stepsAhead, burnIns[i] + j, observed[i]));
      }
    }
  }

  @Override
  public StateSnapshot observations() {
    return new Observations(ring.snapshot());
  }

  private final class Observations implements StateSnapshot {

    private final StateSnapshot rows;

    Observations(StateSnapshot rows) {
      this.rows = rows;
    }

    @Override
    public void state(State state) throws IOException {
      rows.state(state);
      if (state.isReading()) {
        requireObservations();
      }
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  /** Refuses sequences whose observations are missing, or would be forgotten before them. */
  private void requireObservations() throws IOException {
    long newest = 0;
    for (int i = 0; i < size; i++) {
      int at = size < capacity ? i : (next + i) % capacity;
      long last = ring.row(lastRows[at]);
      newest = Math.max(newest, last);
      long row = last;
      for (int step = 1; step < observed[at] && row != ObservationRing.NONE; step++) {
        row = ring.before(row);
      }
      if (row == ObservationRing.NONE || row < newest - older) {
        throw new IOException(
            "The state holds a sequence of %s observations up to %s, but not all of them."
                .formatted(observed[at], last));
      }
    }
  }
}
