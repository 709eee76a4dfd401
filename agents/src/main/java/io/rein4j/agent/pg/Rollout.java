package io.rein4j.agent.pg;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.MemoryNeed;
import io.rein4j.env.VectorStep;
import io.rein4j.math.VectorMath;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of the present policy in some steps of several environments: flat arrays in which
 * transition {@code t} of environment {@code i} has index {@code t × environments + i}.
 */
final class Rollout implements Stateful {

  final int environments;
  final int observationSize;
  final int actionSize;

  /** Booleans of an environment's action mask; 0 without masks. */
  final int maskSize;

  float[] observations;

  /** Which actions made sense. */
  boolean[] masks;

  /** Taken actions, as the policy knows them. */
  float[] actions;

  float[] logProbabilities;
  float[] values;
  float[] advantages;

  /** What the critic learns. */
  float[] returns;

  /** The indices of the transitions to learn from, in any order, {@link #usable} of them. */
  int[] order;

  private int usable;

  /** The number of each environment's first steps that there is something to learn from. */
  private final int[] usableSteps;

  /** What recurrent networks learn from; null if transitions are learned from one by one. */
  private @Nullable RolloutSequences sequences;

  private double[] rewards;

  /** Whether the episode ended with the transition. */
  private boolean[] ended;

  /** The value behind an episode's end: the final observation's if truncated, 0 if terminated. */
  private float[] finalValues;

  private final boolean grows;
  private int capacity;
  private int position;

  /** Makes an empty rollout that is full after a number of steps. */
  static Rollout ofLength(
      int steps, int environments, int observationSize, int actionSize, int maskSize) {
    return new Rollout(false, steps, environments, observationSize, actionSize, maskSize);
  }

  /** Makes an empty rollout that is never full. */
  static Rollout growing(int environments, int observationSize, int actionSize, int maskSize) {
    return new Rollout(true, 256, environments, observationSize, actionSize, maskSize);
  }

  private Rollout(
      boolean grows,
      int capacity,
      int environments,
      int observationSize,
      int actionSize,
      int maskSize) {
    this.grows = grows;
    this.capacity = capacity;
    this.environments = environments;
    this.observationSize = observationSize;
    this.actionSize = actionSize;
    this.maskSize = maskSize;
    int size = Math.multiplyExact(capacity, environments);
    this.observations = new float[Math.multiplyExact(size, observationSize)];
    this.masks = new boolean[Math.multiplyExact(size, maskSize)];
    this.actions = new float[Math.multiplyExact(size, actionSize)];
    this.logProbabilities = new float[size];
    this.values = new float[size];
    this.advantages = new float[size];
    this.returns = new float[size];
    this.order = new int[size];
    this.rewards = new double[size];
    this.ended = new boolean[size];
    this.finalValues = new float[size];
    this.usableSteps = new int[environments];
  }

  /** {@return what networks and a rollout of a length allocate} */
  static List<MemoryNeed> memory(List<MemoryNeed> networks, int steps, AgentContext context) {
    double transitions = (double) steps * context.environments();
    double floats = (double) context.observations().size() + context.actions().size() + 5;
    List<MemoryNeed> needs = new ArrayList<>(networks);
    needs.add(
        new MemoryNeed(
            "rollout-steps",
            transitions
                * (floats * Float.BYTES + Integer.BYTES + Double.BYTES + 1 + context.maskSize()),
            transitions * Math.max(context.observations().size(), context.actions().size())));
    return needs;
  }

  /** {@return what is to be said of a training, and of a rollout that is longer than it} */
  static List<String> prospects(List<String> training, int steps, AgentContext context) {
    List<String> prospects = new ArrayList<>(training);
    long rollout = (long) steps * context.environments();
    if (rollout > context.totalSteps()) {
      prospects.add(
          "Training has %s steps, but continues until the first rollout is complete, for %s: 'rollout-steps' is %s, in each of %s environments."
              .formatted(context.totalSteps(), rollout, steps, context.environments()));
    }
    return prospects;
  }

  /** Says that what is learned from are sequences, for networks that have states. */
  void learnFrom(RolloutSequences sequences) {
    this.sequences = sequences;
  }

  /** Returns what recurrent networks learn from, null if transitions are learned from alone. */
  @Nullable RolloutSequences sequences() {
    return sequences;
  }

  /** Takes in the networks' states before the present step. */
  void keepStates(float[][] states) {
    if (sequences != null) {
      sequences.keepStates(position, states);
    }
  }

  /** Returns the number of transitions so far. */
  int size() {
    return position * environments;
  }

  /** Returns the number of transitions at which it is full, for the time being. */
  int capacity() {
    return capacity * environments;
  }

  boolean isFull() {
    return position == capacity;
  }

  boolean isEmpty() {
    return position == 0;
  }

  void clear() {
    position = 0;
  }

  /** Returns the number of steps so far. */
  int position() {
    return position;
  }

  /** Returns the index of the present step's transition in the first environment. */
  int row() {
    return position * environments;
  }

  /** Returns the number of units to learn from, each a transition or a sequence of them. */
  int units() {
    return sequences == null ? usable : sequences.count();
  }

  /** Returns how many units have a number of transitions. */
  int unitsOf(int transitions) {
    return sequences == null ? transitions : sequences.ofTransitions(transitions);
  }

  /** Brings the units to learn from into another order. */
  void shuffle(Pcg64 random) {
    random.shuffle(sequences == null ? order : sequences.order(), units());
  }

  /** Takes in what environments without masks show before the present step. */
  void observe(float[] shown) {
    observe(shown, VectorStep.NO_MASKS);
  }

  /** Takes in what the environments show before the present step, and which actions make sense. */
  void observe(float[] shown, boolean[] allowed) {
    if (isFull() && grows) {
      grow();
    }
    System.arraycopy(allowed, 0, masks, row() * maskSize, environments * maskSize);
    System.arraycopy(
        shown, 0, observations, row() * observationSize, environments * observationSize);
  }

  private void grow() {
    capacity = Math.multiplyExact(2, capacity);
    int size = Math.multiplyExact(capacity, environments);
    observations = Arrays.copyOf(observations, Math.multiplyExact(size, observationSize));
    masks = Arrays.copyOf(masks, Math.multiplyExact(size, maskSize));
    actions = Arrays.copyOf(actions, Math.multiplyExact(size, actionSize));
    logProbabilities = Arrays.copyOf(logProbabilities, size);
    values = Arrays.copyOf(values, size);
    advantages = new float[size];
    returns = new float[size];
    order = new int[size];
    rewards = Arrays.copyOf(rewards, size);
    ended = Arrays.copyOf(ended, size);
    finalValues = Arrays.copyOf(finalValues, size);
  }

  void setOutcome(int env, double reward, boolean ended, float finalValue) {
    int at = row() + env;
    rewards[at] = reward;
    this.ended[at] = ended;
    finalValues[at] = finalValue;
  }

  /** Ends an environment's episode with its last transition, unless that has ended one. */
  void cut(int env, float finalValue) {
    int at = row() - environments + env;
    if (!ended[at]) {
      ended[at] = true;
      finalValues[at] = finalValue;
    }
  }

  void advance() {
    position++;
  }

  /** Returns whether an episode ended at the last step. */
  boolean lastStepEndedAnEpisode() {
    for (int at = size() - environments; at < size(); at++) {
      if (ended[at]) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether every environment has ended a number of episodes. */
  boolean everyEnvironmentEnded(int episodes) {
    for (int env = 0; env < environments; env++) {
      int endings = 0;
      for (int at = env; at < size(); at += environments) {
        if (ended[at]) {
          endings++;
        }
      }
      if (endings < episodes) {
        return false;
      }
    }
    return true;
  }

  /**
   * Computes advantages and returns of all transitions by generalised advantage estimation
   * (Schulman et al. 2016, eq. 16), bootstrapping from the final observation where an episode was
   * truncated. A return is advantage + value; with λ = 1 it is the n-step return up to the
   * rollout's end.
   *
   * @param lastValues value of each environment's observation after the rollout
   */
  void computeAdvantages(float[] lastValues, double gamma, double lambda) {
    for (int env = 0; env < environments; env++) {
      double advantage = 0;
      for (int t = position - 1; t >= 0; t--) {
        int at = t * environments + env;
        double next;
        if (ended[at]) {
          next = finalValues[at];
          advantage = 0;
        } else {
          next = t == position - 1 ? lastValues[env] : values[at + environments];
        }
        double delta = rewards[at] + gamma * next - values[at];
        advantage = delta + gamma * lambda * advantage;
        advantages[at] = (float) advantage;
        returns[at] = (float) (advantage + values[at]);
      }
    }
    usable = size();
    for (int i = 0; i < usable; i++) {
      order[i] = i;
    }
    Arrays.fill(usableSteps, position);
    listSequences();
  }

  private void listSequences() {
    if (sequences != null) {
      sequences.list(usableSteps);
    }
  }

  /**
   * Computes the returns of all transitions whose episode has ended, by the rewards up to its end,
   * and behind that the value of the final observation where it was truncated; an advantage is
   * return − value. Of the other transitions there is nothing to learn yet.
   */
  void computeReturns(double gamma) {
    usable = 0;
    Arrays.fill(usableSteps, 0);
    for (int env = 0; env < environments; env++) {
      boolean known = false;
      double following = 0;
      for (int t = position - 1; t >= 0; t--) {
        int at = t * environments + env;
        if (ended[at]) {
          known = true;
          following = finalValues[at];
        }
        if (known) {
          following = rewards[at] + gamma * following;
          returns[at] = (float) following;
          advantages[at] = (float) (following - values[at]);
          order[usable++] = at;
          usableSteps[env]++;
        }
      }
    }
    listSequences();
  }

  /** Returns whether all observations are finite. */
  boolean hasFiniteObservations() {
    return VectorMath.allFinite(observations, size() * observationSize);
  }

  /** Returns whether all rewards are finite in the precision that is learned with. */
  boolean hasFiniteRewards() {
    for (int at = 0; at < size(); at++) {
      if (!Float.isFinite((float) rewards[at])) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether an episode starts with a transition, as far as the rollout shows. */
  boolean startsEpisode(int at) {
    return at >= environments && ended[at - environments];
  }

  /**
   * Returns the share of the variance of returns that the values explained, NaN if there is none.
   */
  double explainedVariance() {
    double meanReturn = 0;
    double meanResidual = 0;
    for (int i = 0; i < usable; i++) {
      int at = order[i];
      meanReturn += returns[at];
      meanResidual += returns[at] - values[at];
    }
    meanReturn /= usable;
    meanResidual /= usable;
    double varianceOfReturns = 0;
    double varianceOfResiduals = 0;
    for (int i = 0; i < usable; i++) {
      int at = order[i];
      double deviation = returns[at] - meanReturn;
      double residual = returns[at] - values[at] - meanResidual;
      varianceOfReturns += deviation * deviation;
      varianceOfResiduals += residual * residual;
    }
    return varianceOfReturns == 0 ? Double.NaN : 1 - varianceOfResiduals / varianceOfReturns;
  }

  @Override
  public void state(State state) throws IOException {
    int steps = state.of(position);
    if (steps < 0 || (steps > capacity && !grows)) {
      throw new IOException(
          "The state holds a rollout of %s steps where at most %s belong."
              .formatted(steps, capacity));
    }
    int widest = Math.max(Math.max(observationSize, actionSize), maskSize);
    long elements = (long) steps * environments * widest;
    if (elements > Integer.MAX_VALUE) {
      throw new IOException(
          "The state holds a rollout of %s steps, which no array can hold.".formatted(steps));
    }
    position = steps;
    int rows = row();
    float[] held = state.renewed(observations, rows * observationSize);
    if (state.isReading()) {
      while (steps > capacity) {
        grow();
      }
      System.arraycopy(held, 0, observations, 0, held.length);
    }
    if (maskSize > 0) {
      state.of(masks, 0, rows * maskSize);
    }
    state.of(actions, 0, rows * actionSize);
    state.of(logProbabilities, 0, rows);
    state.of(values, 0, rows);
    state.of(finalValues, 0, rows);
    state.of(rewards, 0, rows);
    state.of(ended, 0, rows);
    if (sequences != null) {
      sequences.state(state, position);
    }
  }
}
