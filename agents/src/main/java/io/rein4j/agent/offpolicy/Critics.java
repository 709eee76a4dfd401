package io.rein4j.agent.offpolicy;

import io.rein4j.agent.replay.Batch;
import io.rein4j.nn.Network;

/**
 * The critics of an off-policy agent, each of which gives an observation and an action a value, and
 * their slowly following targets.
 *
 * <p>The critics are side by side in one network: a row of its inputs is an observation, encoded,
 * and an action in [−1, 1]; a row of its outputs holds the value of each critic. Arrays belong to
 * this object and are overwritten by its next call.
 */
final class Critics {

  private final Network online;
  private final Network target;

  /** What an actor learns through: all critics, or the first alone. */
  private final Network actors;

  private final int count;
  private final int observationSize;
  private final int actionSize;
  private final int rows;
  private final float[] joined;
  private final float[] joinedNext;
  private final float[] joinedActors;
  private final float[] leastNext;
  private final float[] least;
  private final float[] outputGradient;
  private final float[] inputGradient;

  /**
   * Makes critics.
   *
   * @param online the critics side by side
   * @param target their targets side by side
   * @param actors all critics, or the first alone, on the same parameters as the first
   * @param actionSize floats of an action
   * @param rows transitions in a batch
   */
  Critics(Network online, Network target, Network actors, int actionSize, int rows) {
    this.online = online;
    this.target = target;
    this.actors = actors;
    this.count = online.outputSize();
    this.observationSize = online.inputSize() - actionSize;
    this.actionSize = actionSize;
    this.rows = rows;
    this.joined = new float[Math.multiplyExact(rows, online.inputSize())];
    this.joinedNext = new float[joined.length];
    this.joinedActors = new float[joined.length];
    this.leastNext = new float[rows];
    this.least = new float[rows];
    this.outputGradient = new float[Math.multiplyExact(rows, count)];
    this.inputGradient = new float[joined.length];
  }

  /** {@return the networks that the critics' losses go back through} */
  Network[] networks() {
    return new Network[] {online};
  }

  private void join(float[] observations, float[] actions, float[] rowsOfBoth) {
    join(observations, actions, rows, rowsOfBoth);
  }

  private void join(float[] observations, float[] actions, int rows, float[] rowsOfBoth) {
    int width = observationSize + actionSize;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(
          observations, row * observationSize, rowsOfBoth, row * width, observationSize);
      for (int i = 0; i < actionSize; i++) {
        rowsOfBoth[row * width + observationSize + i] = actions[row * actionSize + i];
      }
    }
  }

  /** {@return for each row the least of the targets' values of an action} */
  float[] targetValues(float[] observations, float[] actions) {
    join(observations, actions, joinedNext);
    float[] values = target.predict(joinedNext, rows);
    for (int row = 0; row < rows; row++) {
      leastNext[row] = values[row * count + leastOf(values, row, count)];
    }
    return leastNext;
  }

  /** {@return for each of some rows the least of the critics' values of an action} */
  float[] estimates(float[] observations, float[] actions, int rows) {
    float[] both = new float[rows * online.inputSize()];
    join(observations, actions, rows, both);
    float[] values = online.predict(both, rows);
    float[] estimates = new float[rows];
    for (int row = 0; row < rows; row++) {
      estimates[row] = values[row * count + leastOf(values, row, count)];
    }
    return estimates;
  }

  /** {@return the index of the least value of a row; the first of equals} */
  private static int leastOf(float[] values, int row, int count) {
    int least = 0;
    for (int k = 1; k < count; k++) {
      if (values[row * count + k] < values[row * count + least]) {
        least = k;
      }
    }
    return least;
  }

  /**
   * Computes the derivative of the critics' losses, each a mean of squared errors weighted by the
   * batch's weights, by each of their values, and each transition's error into the batch.
   *
   * @param factor of the losses
   * @param targets what the values of each row should have been
   * @param metrics receives what to report of the batch
   */
  float[] lossGradient(
      float[] observations, Batch batch, float factor, float[] targets, CriticMetrics metrics) {
    join(observations, batch.actions(), joined);
    float[] values = online.forward(joined, rows);
    for (int row = 0; row < rows; row++) {
      float weight = batch.weights()[row];
      double errors = 0;
      double squares = 0;
      double sum = 0;
      for (int k = 0; k < count; k++) {
        float value = values[row * count + k];
        float error = value - targets[row];
        outputGradient[row * count + k] = 2 * factor * weight * error / rows;
        errors += Math.abs(error);
        squares += (double) error * error;
        sum += value;
      }
      batch.errors()[row] = (float) (errors / count);
      metrics.add(factor * weight * squares, errors / count, sum / count);
    }
    metrics.endBatch(rows);
    return outputGradient;
  }

  /**
   * {@return for each row the value of an action that an actor learns by: the least, or the
   * first's}
   */
  float[] values(float[] observations, float[] actions) {
    join(observations, actions, joinedActors);
    int outputs = actors.outputSize();
    float[] values = actors.forward(joinedActors, rows);
    for (int row = 0; row < rows; row++) {
      int chosen = leastOf(values, row, outputs);
      least[row] = values[row * outputs + chosen];
      for (int k = 0; k < outputs; k++) {
        outputGradient[row * outputs + k] = k == chosen ? -1f / rows : 0;
      }
    }
    return least;
  }

  /**
   * Computes the derivative of minus the mean of the last {@link #values} by the actions. The
   * critics' own gradient stays as it is.
   *
   * @param byActions receives a row for each
   */
  void backwardToActions(float[] byActions) {
    actors.backwardToInputs(outputGradient, inputGradient);
    int width = observationSize + actionSize;
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < actionSize; i++) {
        byActions[row * actionSize + i] = inputGradient[row * width + observationSize + i];
      }
    }
  }
}
