package io.rein4j.policy;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Bernoulli;
import io.rein4j.nn.Categorical;
import io.rein4j.nn.FixedNetwork;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The arrays that one thread acts with at a time, and how it does. */
final class Actor {

  private static final float[] NO_STATES = {};

  private final Engine engine;
  private final FixedNetwork.Stepper network;
  private final FixedNetwork.@Nullable Stepper behind;
  private final FixedNetwork.@Nullable Stepper logDeviations;
  private final @Nullable Preparation preparation;
  private final Categorical[] categoricals;
  private final @Nullable Bernoulli bernoulli;
  private float[] prepared = {};
  private float[] drawn = {};
  private float[] deviations = {};
  private float[] masked = {};

  Actor(Engine engine) {
    this.engine = engine;
    this.network = engine.network().stepper();
    this.behind = stepper(engine.behind());
    this.logDeviations = stepper(engine.logDeviations());
    this.preparation = engine.prepares() ? engine.preparation() : null;
    Space actions = engine.actions();
    List<Discrete> integers = actions.integers();
    this.categoricals = new Categorical[integers.size()];
    for (int i = 0; i < categoricals.length; i++) {
      categoricals[i] = new Categorical(integers.get(i).n());
    }
    this.bernoulli = actions instanceof MultiBinary ? new Bernoulli(actions.size()) : null;
  }

  private static FixedNetwork.@Nullable Stepper stepper(@Nullable FixedNetwork network) {
    return network == null ? null : network.stepper();
  }

  /**
   * Acts in episodes of a policy without a memory.
   *
   * @param masks a row of which actions are allowed for each row; empty if all are
   * @param random what actions are drawn with; null for greedy ones
   */
  void act(
      float[] observations,
      int rows,
      boolean[] masks,
      @Nullable RandomGenerator random,
      float[] actions) {
    float[] inputs = observations;
    if (preparation != null) {
      reserve(rows);
      int size = engine.observations().size();
      int seen = engine.network().inputSize();
      for (int row = 0; row < rows; row++) {
        preparation.next(observations, row * size, true, prepared, row * seen);
      }
      inputs = prepared;
    }
    choose(inputs, rows, NO_STATES, masks, random, actions);
  }

  /**
   * Takes the next step of episodes that remember.
   *
   * @param preparations of each episode; none where nothing is made of observations
   * @param begins for each episode, whether it begins
   * @param states of the network in the episodes
   * @param masks a row of which actions are allowed for each episode; empty if all are
   * @param random what actions are drawn with; null for greedy ones
   */
  void act(
      float[] observations,
      Preparation[] preparations,
      boolean[] begins,
      float[] states,
      boolean[] masks,
      @Nullable RandomGenerator random,
      float[] actions) {
    int rows = begins.length;
    float[] inputs = observations;
    if (preparations.length > 0) {
      reserve(rows);
      int size = engine.observations().size();
      int seen = engine.network().inputSize();
      for (int row = 0; row < rows; row++) {
        preparations[row].next(observations, row * size, begins[row], prepared, row * seen);
      }
      inputs = prepared;
    }
    choose(inputs, rows, states, masks, random, actions);
  }

  private void reserve(int rows) {
    int n = Math.multiplyExact(rows, engine.network().inputSize());
    if (prepared.length < n) {
      prepared = new float[n];
    }
  }

  private void choose(
      float[] inputs,
      int rows,
      float[] states,
      boolean[] masks,
      @Nullable RandomGenerator random,
      float[] actions) {
    float[] outputs = network.step(inputs, rows, states);
    if (random == null) {
      read(masked(behind(outputs, rows), masks, rows), rows, actions);
    } else if (engine.actions() instanceof Box) {
      drawVectors(outputs, rows, random);
      read(behind(drawn, rows), rows, actions);
    } else if (bernoulli != null) {
      bernoulli.set(outputs, rows);
      for (int row = 0; row < rows; row++) {
        bernoulli.sample(row, random, actions, row * engine.actions().size());
      }
    } else {
      drawIntegers(masked(outputs, masks, rows), rows, random, actions);
    }
  }

  /** Returns what integers are chosen by, as it is under masks. */
  private float[] masked(float[] values, boolean[] masks, int rows) {
    if (masks.length == 0) {
      return values;
    }
    int n = rows * engine.choices();
    if (masked.length < n) {
      masked = new float[n];
    }
    VectorMath.mask(values, masks, n, masked);
    return masked;
  }

  private float[] behind(float[] outputs, int rows) {
    return behind == null ? outputs : behind.step(outputs, rows, NO_STATES);
  }

  /** Reads greedy actions off. */
  private void read(float[] outputs, int rows, float[] actions) {
    int count = categoricals.length;
    if (count == 0) {
      int n = rows * engine.actions().size();
      if (bernoulli == null) {
        System.arraycopy(outputs, 0, actions, 0, n);
      } else {
        for (int i = 0; i < n; i++) {
          actions[i] = outputs[i] > 0 ? 1 : 0;
        }
      }
      return;
    }
    int column = 0;
    for (int i = 0; i < rows * count; i++) {
      int n = engine.count(i % count);
      actions[i] = VectorMath.argMax(outputs, column, n) + engine.start(i % count);
      column += n;
    }
  }

  private void drawIntegers(float[] logits, int rows, RandomGenerator random, float[] actions) {
    int count = categoricals.length;
    int width = engine.network().outputSize();
    int column = 0;
    for (int k = 0; k < count; k++) {
      categoricals[k].set(logits, column, width, rows);
      column += engine.count(k);
    }
    for (int i = 0; i < rows * count; i++) {
      int k = i % count;
      actions[i] = categoricals[k].sample(i / count, random) + engine.start(k);
    }
  }

  /** Draws vectors around means, which are not yet within their bounds. */
  private void drawVectors(float[] means, int rows, RandomGenerator random) {
    if (logDeviations == null) {
      throw new IllegalStateException("Vectors are drawn by deviations, but there are none.");
    }
    int n = rows * engine.network().outputSize();
    if (drawn.length < n) {
      drawn = new float[n];
      deviations = new float[n];
    }
    float[] logs = logDeviations.step(network.features(), rows, NO_STATES);
    VectorMath.exp(logs, 0, deviations, 0, n);
    for (int i = 0; i < n; i++) {
      drawn[i] = (float) (means[i] + deviations[i] * random.nextGaussian());
    }
  }
}
