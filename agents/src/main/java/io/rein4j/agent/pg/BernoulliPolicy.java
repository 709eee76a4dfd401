package io.rein4j.agent.pg;

import io.rein4j.nn.Bernoulli;
import io.rein4j.random.Pcg64;

/** A policy over actions of independent bits, whose log odds of a 1 are the actor's outputs. */
final class BernoulliPolicy implements Policy {

  private final int size;
  private final Bernoulli bernoulli;
  private float[] logProbabilities = {};
  private float[] outputGradient = {};

  BernoulliPolicy(int size) {
    this.size = size;
    this.bernoulli = new Bernoulli(size);
  }

  @Override
  public int actionSize() {
    return size;
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
    bernoulli.set(outputs, rows);
    for (int i = 0; i < rows; i++) {
      bernoulli.sample(i, random, taken, (row + i) * size);
    }
    System.arraycopy(bernoulli.logProbabilities(taken, row * size), 0, logProbabilities, row, rows);
  }

  @Override
  public void toEnvironment(float[] taken, int row, int rows, float[] actions) {
    System.arraycopy(taken, row * size, actions, 0, rows * size);
  }

  @Override
  public void mode(float[] outputs, int rows, float[] actions) {
    for (int i = 0; i < rows * size; i++) {
      actions[i] = outputs[i] > 0 ? 1 : 0;
    }
  }

  @Override
  public void evaluate(float[] outputs, float[] features, float[] taken, int rows) {
    if (outputGradient.length < rows * size) {
      outputGradient = new float[rows * size];
    }
    bernoulli.set(outputs, rows);
    logProbabilities = bernoulli.logProbabilities(taken, 0);
  }

  @Override
  public float[] logProbabilities() {
    return logProbabilities;
  }

  @Override
  public float[] entropies() {
    return bernoulli.entropies();
  }

  @Override
  public void backward(float[] byLogProbability, float[] byEntropy) {
    bernoulli.backward(byLogProbability, byEntropy, outputGradient);
  }

  @Override
  public float[] outputGradient() {
    return outputGradient;
  }
}
