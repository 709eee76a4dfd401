package io.rein4j.agent.pg;

import io.rein4j.env.Discrete;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Categorical;
import io.rein4j.random.Pcg64;
import java.util.List;

/**
 * A policy over actions of one integer or several, each drawn from a categorical distribution of
 * its own. The actor's outputs are the logits of the first integer, then those of the second, and
 * so on; log probabilities and entropies are the sums over the integers.
 */
final class CategoricalPolicy implements Policy {

  private final Discrete[] integers;
  private final Categorical[] categoricals;

  /** Where the logits of each integer begin in a row of outputs. */
  private final int[] columns;

  private final int width;

  /** For each integer, what each row's taken action has, counted from 0. */
  private final int[][] taken;

  private float[] logProbabilities = {};
  private float[] entropies = {};
  private float[] outputGradient = {};

  CategoricalPolicy(List<Discrete> integers) {
    this.integers = integers.toArray(Discrete[]::new);
    int count = this.integers.length;
    this.categoricals = new Categorical[count];
    this.columns = new int[count];
    this.taken = new int[count][0];
    int outputs = 0;
    for (int i = 0; i < count; i++) {
      categoricals[i] = new Categorical(this.integers[i].n());
      columns[i] = outputs;
      outputs += this.integers[i].n();
    }
    this.width = outputs;
  }

  @Override
  public int actionSize() {
    return integers.length;
  }

  @Override
  public void sample(
      float[] outputs,
      float[] features,
      int rows,
      Pcg64 random,
      float[] taken,
      float[] logProbabilities,
      int row) {
    setAll(outputs, rows);
    int count = integers.length;
    for (int i = 0; i < rows; i++) {
      float logProbability = 0;
      for (int k = 0; k < count; k++) {
        int choice = possible(outputs, i, k, categoricals[k].sample(i, random));
        taken[(row + i) * count + k] = choice;
        logProbability += categoricals[k].logProbability(i, choice);
      }
      logProbabilities[row + i] = logProbability;
    }
  }

  /**
   * {@return a choice, or, where it is impossible (−∞), as can only be if logits are NaN, the first
   * that is not}
   */
  private int possible(float[] logits, int row, int integer, int choice) {
    int first = row * width + columns[integer];
    if (logits[first + choice] != Float.NEGATIVE_INFINITY) {
      return choice;
    }
    for (int i = 0; i < integers[integer].n(); i++) {
      if (logits[first + i] != Float.NEGATIVE_INFINITY) {
        return i;
      }
    }
    return choice;
  }

  private void setAll(float[] outputs, int rows) {
    for (int k = 0; k < categoricals.length; k++) {
      categoricals[k].set(outputs, columns[k], width, rows);
    }
  }

  @Override
  public void toEnvironment(float[] taken, int row, int rows, float[] out) {
    int count = integers.length;
    for (int i = 0; i < rows * count; i++) {
      out[i] = taken[row * count + i] + integers[i % count].start();
    }
  }

  @Override
  public void mode(float[] outputs, int rows, float[] out) {
    int count = integers.length;
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < count; k++) {
        Discrete integer = integers[k];
        int best = VectorMath.argMax(outputs, row * width + columns[k], integer.n());
        out[row * count + k] = possible(outputs, row, k, best) + integer.start();
      }
    }
  }

  @Override
  public void evaluate(float[] outputs, float[] features, float[] taken, int rows) {
    int count = integers.length;
    if (logProbabilities.length < rows) {
      for (int k = 0; k < count; k++) {
        this.taken[k] = new int[rows];
      }
      logProbabilities = new float[rows];
      entropies = new float[rows];
      outputGradient = new float[rows * width];
    }
    setAll(outputs, rows);
    for (int row = 0; row < rows; row++) {
      float logProbability = 0;
      float entropy = 0;
      for (int k = 0; k < count; k++) {
        int choice = (int) taken[row * count + k];
        this.taken[k][row] = choice;
        logProbability += categoricals[k].logProbability(row, choice);
        entropy += categoricals[k].entropies()[row];
      }
      logProbabilities[row] = logProbability;
      entropies[row] = entropy;
    }
  }

  @Override
  public float[] logProbabilities() {
    return logProbabilities;
  }

  @Override
  public float[] entropies() {
    return entropies;
  }

  @Override
  public void backward(float[] byLogProbability, float[] byEntropy) {
    for (int k = 0; k < categoricals.length; k++) {
      categoricals[k].backward(
          taken[k], byLogProbability, byEntropy, outputGradient, columns[k], width);
    }
  }

  @Override
  public float[] outputGradient() {
    return outputGradient;
  }
}
