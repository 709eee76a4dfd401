package io.rein4j.agent.pg;

import io.rein4j.env.Discrete;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Categorical;
import io.rein4j.nn.Network;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.util.List;

/** A policy over discrete actions, whose logits are the actor's outputs. */
final class CategoricalPolicy implements Policy {

  private final Discrete actions;
  private final Categorical categorical;
  private int[] taken = {};
  private float[] logProbabilities = {};
  private float[] outputGradient = {};

  CategoricalPolicy(Discrete actions) {
    this.actions = actions;
    this.categorical = new Categorical(actions.n());
  }

  @Override
  public int actionSize() {
    return 1;
  }

  @Override
  public Network[] networks() {
    return new Network[0];
  }

  @Override
  public void initialize(Pcg64 random) {}

  @Override
  public void beforeStep(int stepOfRollout, Pcg64 random) {}

  @Override
  public void sample(
      float[] outputs,
      float[] latents,
      int rows,
      Pcg64 random,
      float[] taken,
      float[] logProbabilities,
      int row) {
    categorical.set(outputs, rows);
    for (int i = 0; i < rows; i++) {
      int action = categorical.sample(i, random);
      taken[row + i] = action;
      logProbabilities[row + i] = categorical.logProbability(i, action);
    }
  }

  @Override
  public void toEnvironment(float[] taken, int row, int rows, float[] out) {
    for (int i = 0; i < rows; i++) {
      out[i] = taken[row + i] + actions.start();
    }
  }

  @Override
  public void mode(float[] outputs, int rows, float[] out) {
    for (int row = 0; row < rows; row++) {
      out[row] = VectorMath.argMax(outputs, row * actions.n(), actions.n()) + actions.start();
    }
  }

  @Override
  public List<LayerModel> layers() {
    return List.of();
  }

  @Override
  public void evaluate(float[] outputs, float[] latents, float[] taken, int rows) {
    if (this.taken.length < rows) {
      this.taken = new int[rows];
      logProbabilities = new float[rows];
      outputGradient = new float[rows * actions.n()];
    }
    categorical.set(outputs, rows);
    for (int row = 0; row < rows; row++) {
      this.taken[row] = (int) taken[row];
      logProbabilities[row] = categorical.logProbability(row, this.taken[row]);
    }
  }

  @Override
  public float[] logProbabilities() {
    return logProbabilities;
  }

  @Override
  public float[] entropies() {
    return categorical.entropies();
  }

  @Override
  public void backward(float[] byLogProbability, float[] byEntropy) {
    categorical.backward(taken, byLogProbability, byEntropy, outputGradient);
  }

  @Override
  public float[] outputGradient() {
    return outputGradient;
  }

  @Override
  public float[] networkGradient(int network) {
    throw new IndexOutOfBoundsException(network);
  }

  @Override
  public void writeState(DataOutput out) {}

  @Override
  public void readState(DataInput in) {}
}
