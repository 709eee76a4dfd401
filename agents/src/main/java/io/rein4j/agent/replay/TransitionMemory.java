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
import java.util.List;

/**
 * A memory of single transitions, in rings; the oldest gives way to the newest.
 *
 * <p>Each has the sum of its next n rewards and the discount of what the observation behind them is
 * worth: 0 where the episode terminated, as nothing follows; not where it was truncated, where that
 * observation is its final one.
 */
@Incubating
public final class TransitionMemory implements ReplayMemory {

  private final Sampler sampler;
  private final Pcg64 random;
  private final int capacity;
  private final int observationSize;
  private final int actionSize;
  private final int maskSize;
  private final ObservationRing ring;
  private final long older;
  private final NStepQueue queue;
  private final TransitionBatch batch;

  /** Rows of what actions were chosen for and of what returns are bootstrapped from. */
  private final int[] rows;

  private final int[] nextRows;
  private final float[] actions;
  private final float[] rewards;
  private final float[] discounts;
  private int next;
  private int size;

  /**
   * Makes an empty memory.
   *
   * @param settings its size, and how batches are drawn
   * @param observations the space of one environment's observations
   * @param actionSize floats of one environment's action
   * @param environments number of environments, ≥ 1
   * @param n rewards in a return before it is bootstrapped, ≥ 1
   * @param gamma the discount factor
   * @param batchSize transitions in a batch, ≥ 1
   * @param random what batches are drawn from
   */
  public TransitionMemory(
      ReplaySettings settings,
      Space observations,
      int actionSize,
      int environments,
      int n,
      double gamma,
      int batchSize,
      Pcg64 random) {
    this(settings, observations, actionSize, environments, n, gamma, batchSize, random, 0);
  }

  /**
   * Makes an empty memory of environments that have action masks.
   *
   * @param settings its size, and how batches are drawn
   * @param observations the space of one environment's observations
   * @param actionSize floats of one environment's action
   * @param environments number of environments, ≥ 1
   * @param n rewards in a return before it is bootstrapped, ≥ 1
   * @param gamma the discount factor
   * @param batchSize transitions in a batch, ≥ 1
   * @param random what batches are drawn from
   * @param maskSize booleans of an action mask, 0 without
   */
  public TransitionMemory(
      ReplaySettings settings,
      Space observations,
      int actionSize,
      int environments,
      int n,
      double gamma,
      int batchSize,
      Pcg64 random,
      int maskSize) {
    this.sampler = settings.sampler();
    this.random = random;
    this.capacity = settings.capacity();
    this.observationSize = observations.size();
    this.actionSize = actionSize;
    this.maskSize = maskSize;
    RowLayout layout = RowLayout.of(observations, false, maskSize);
    double rows = older(layout, environments, n);
    this.older = (long) rows;
    this.ring = new ObservationRing(observations, layout, environments, capacity + rows);
    this.queue = new NStepQueue(environments, actionSize, n, gamma);
    this.batch = new TransitionBatch(batchSize, observationSize, actionSize, maskSize);
    this.rows = new int[capacity];
    this.nextRows = new int[capacity];
    this.actions = new float[Math.multiplyExact(capacity, actionSize)];
    this.rewards = new float[capacity];
    this.discounts = new float[capacity];
  }

  /**
   * Returns how many rows before that of the oldest transition are needed at most: those of
   * transitions whose return was known later, and the frames before them.
   */
  private static double older(RowLayout layout, int environments, int n) {
    return (double) ObservationRing.ROWS_PER_STEP
        * environments
        * ((double) n + layout.stacking().frames());
  }

  /**
   * {@return what a memory allocates, as the constructor has it, by the settings that ask for it}
   *
   * @param settings its size, and how batches are drawn
   * @param observations the space of one environment's observations
   * @param actionSize floats of one environment's action
   * @param environments number of environments
   * @param n rewards in a return
   * @param maskSize booleans of an action mask, 0 without
   */
  public static List<MemoryNeed> need(
      ReplaySettings settings,
      Space observations,
      int actionSize,
      int environments,
      int n,
      int maskSize) {
    RowLayout layout = RowLayout.of(observations, false, maskSize);
    double capacity = settings.capacity();
    double older = older(layout, environments, n);
    double waiting = (double) environments * n;
    double transition = 4 * Integer.BYTES + (double) actionSize * Float.BYTES;
    double priorities =
        settings.prioritized() == null ? 0 : PriorityTree.bytes(settings.capacity());
    double kept = layout.bytes(capacity + older);
    double late = older * layout.rowBytes();
    return List.of(
        new MemoryNeed(
            "replay.capacity",
            kept - late + capacity * transition + priorities,
            capacity * actionSize),
        new MemoryNeed(
            "n-step",
            late + NStepQueue.bytes(waiting, actionSize),
            Math.max(layout.blocks(capacity + older), waiting * actionSize)));
  }

  @Override
  public void see(float[] observations, boolean[] masks, float[] states) {
    ring.see(observations, masks);
  }

  @Override
  public void add(VectorStep step, float[] chosen) {
    for (int env = 0; env < step.count(); env++) {
      long row = ring.latest(env);
      boolean terminated = step.terminated()[env];
      queue.add(
          env,
          row,
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
    queue.cut(env, ring.cut(env, observations), this);
  }

  /** Stores a transition in the place of the oldest. */
  void store(long row, float[] chosen, int offset, double reward, double discount, long nextRow) {
    rows[next] = (int) row;
    nextRows[next] = (int) nextRow;
    System.arraycopy(chosen, offset, actions, next * actionSize, actionSize);
    rewards[next] = (float) reward;
    discounts[next] = (float) discount;
    sampler.added(next);
    next = next + 1 == capacity ? 0 : next + 1;
    size = Math.min(size + 1, capacity);
    ring.forgetBefore(ring.row(rows[size < capacity ? 0 : next]) - older);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void draw(double progress) {
    sampler.draw(random, size, progress, batch);
    gather();
  }

  /** Fills the batch with the transitions at its indices. */
  public void gather() {
    int[] indices = batch.indices();
    Batch steps = batch.steps();
    for (int i = 0; i < indices.length; i++) {
      int index = indices[i];
      ring.get(ring.row(rows[index]), batch.observations(), i * observationSize);
      ring.get(ring.row(nextRows[index]), batch.nextObservations(), i * observationSize);
      ring.copyMask(ring.row(nextRows[index]), batch.nextMasks(), i * maskSize);
      System.arraycopy(actions, index * actionSize, steps.actions(), i * actionSize, actionSize);
      steps.rewards()[i] = rewards[index];
      steps.discounts()[i] = discounts[index];
    }
  }

  /** {@return the batch, which the next draw overwrites} */
  public TransitionBatch batch() {
    return batch;
  }

  @Override
  public Batch drawn() {
    return batch.steps();
  }

  @Override
  public boolean drewFiniteObservations() {
    return VectorMath.allFinite(batch.observations(), batch.observations().length)
        && VectorMath.allFinite(batch.nextObservations(), batch.nextObservations().length);
  }

  @Override
  public void learned() {
    sampler.learned(batch);
  }

  @Override
  public void state(State state) throws IOException {
    ring.state(state);
    queue.state(state, ring);
    next = state.of(next);
    size = state.of(size);
    if (size < 0 || size > capacity || next < 0 || next >= capacity) {
      throw new IOException(
          "The state holds %s transitions where at most %s belong.".formatted(size, capacity));
    }
    if (size < capacity && next != size) {
      throw new IOException(
          "The state holds %s transitions, but puts the next one in place %s."
              .formatted(size, next));
    }
    state.of(rows, 0, size);
    state.of(nextRows, 0, size);
    requireOrder();
    state.of(actions, 0, size * actionSize);
    state.of(rewards, 0, size);
    state.of(discounts, 0, size);
    sampler.state(state, size);
    random.state(state);
  }

  /** Refuses transitions whose observations would be forgotten before them. */
  private void requireOrder() throws IOException {
    long newest = 0;
    for (int i = 0; i < size; i++) {
      int at = size < capacity ? i : (next + i) % capacity;
      long row = ring.row(rows[at]);
      newest = Math.max(newest, row);
      ring.require(row);
      ring.require(ring.row(nextRows[at]));
      if (row < newest - older || ring.row(nextRows[at]) < row) {
        throw new IOException(
            "The state holds a transition from observation %s to %s behind one from %s."
                .formatted(row, ring.row(nextRows[at]), newest));
      }
    }
  }

  @Override
  public StateSnapshot observations() {
    return ring.snapshot();
  }
}
