package io.rein4j.agent.pg;

import io.rein4j.agent.StateDependentNoise;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.nn.Bounds;
import io.rein4j.nn.DiagonalGaussian;
import io.rein4j.nn.Layer;
import io.rein4j.nn.LearnedVector;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.StateDependentLogStd;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy over continuous actions: a normal distribution with independent elements. The actor's
 * outputs are its means; its log deviations are parameters of their own, either one for each
 * element of an action, or, with state-dependent exploration, one for each pair of a feature and an
 * element.
 */
final class GaussianPolicy implements Policy {

  private static final String LOG_STD = "actor/gaussian/log-std";

  private final int size;
  private final Squashing squashing;
  private final Network deviation;
  private final @Nullable StateDependentNoise noise;
  private final DiagonalGaussian gaussian;
  private float[] taken = {};
  private float[] logProbabilities = {};
  private float[] entropies = {};
  private float[] byMeans = {};
  private float[] byLogDeviations = {};
  private int rows;

  static void declare(
      ParameterLayout.Builder layout, Box actions, GaussianSettings settings, int features) {
    (settings.sde()
            ? stateDependent(actions, settings, features)
            : stateIndependent(actions, settings))
        .declare(layout);
  }

  private static StateDependentLogStd stateDependent(
      Box actions, GaussianSettings settings, int features) {
    return new StateDependentLogStd(
        LOG_STD, features, actions.size(), (float) settings.initialLogStd());
  }

  private static LearnedVector stateIndependent(Box actions, GaussianSettings settings) {
    return new LearnedVector(LOG_STD, actions.size(), (float) settings.initialLogStd());
  }

  GaussianPolicy(
      Parameters parameters,
      Box actions,
      GaussianSettings settings,
      int features,
      int environments) {
    this.size = actions.size();
    this.squashing = new Squashing(actions, settings.bounds());
    this.gaussian = new DiagonalGaussian(size);
    if (settings.sde()) {
      StateDependentLogStd logStd = stateDependent(actions, settings, features);
      this.deviation = new Network(parameters, Sequential.of(logStd));
      this.noise =
          new StateDependentNoise(parameters, logStd, environments, settings.sdeSampleFrequency());
    } else {
      this.deviation = new Network(parameters, Sequential.of(stateIndependent(actions, settings)));
      this.noise = null;
    }
  }

  @Override
  public int actionSize() {
    return size;
  }

  @Override
  public Network[] networks() {
    return new Network[] {deviation};
  }

  @Override
  public void initialize(Pcg64 random) {
    deviation.initialize(random);
  }

  @Override
  public void beforeStep(int stepOfRollout, Pcg64 random) {
    if (noise != null) {
      noise.beforeStep(stepOfRollout, random);
    }
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
    gaussian.set(outputs, deviation.predict(features, rows), rows);
    int from = row * size;
    int n = rows * size;
    if (noise != null) {
      noise.write(features, rows, taken, from);
      for (int i = 0; i < n; i++) {
        taken[from + i] += outputs[i];
      }
    } else {
      float[] deviations = gaussian.deviations();
      for (int i = 0; i < n; i++) {
        taken[from + i] = (float) (outputs[i] + deviations[i] * random.nextGaussian());
      }
    }
    float[] densities = gaussian.logProbabilities(taken, from);
    for (int i = 0; i < rows; i++) {
      logProbabilities[row + i] = densities[i] - squashing.logScale(taken, from + i * size);
    }
  }

  @Override
  public void toEnvironment(float[] taken, int row, int rows, float[] actions) {
    squashing.apply(taken, row * size, rows, actions);
  }

  @Override
  public void mode(float[] outputs, int rows, float[] actions) {
    squashing.apply(outputs, 0, rows, actions);
  }

  @Override
  public List<Layer> layers() {
    return squashing.layer().isIdentity() ? List.of() : List.of(new Bounds(squashing.layer()));
  }

  @Override
  public Layer logDeviations() {
    return deviation.layers().layers().get(0);
  }

  @Override
  public void evaluate(float[] outputs, float[] features, float[] taken, int rows) {
    if (logProbabilities.length < rows) {
      logProbabilities = new float[rows];
      entropies = new float[rows];
      byMeans = new float[rows * size];
      byLogDeviations = new float[rows * size];
    }
    this.taken = taken;
    this.rows = rows;
    gaussian.set(outputs, deviation.forward(features, rows), rows);
    float[] densities = gaussian.logProbabilities(taken, 0);
    for (int row = 0; row < rows; row++) {
      float logScale = squashing.logScale(taken, row * size);
      logProbabilities[row] = densities[row] - logScale;
      entropies[row] = gaussian.entropies()[row] + logScale;
    }
  }

  @Override
  public float[] logProbabilities() {
    return logProbabilities;
  }

  /** Without a closed form for squashed actions: an estimate, from the action that was taken. */
  @Override
  public float[] entropies() {
    return entropies;
  }

  @Override
  public void backward(float[] byLogProbability, float[] byEntropy) {
    gaussian.backward(byLogProbability, byEntropy, byMeans, byLogDeviations);
    if (squashing.changesDensity()) {
      // The estimate of the entropy goes through the action, u = μ + σε, with ε as it was drawn.
      for (int row = 0; row < rows; row++) {
        for (int i = row * size; i < (row + 1) * size; i++) {
          float byAction = byEntropy[row] * squashing.logScaleDerivative(taken[i]);
          byMeans[i] += byAction;
          byLogDeviations[i] += byAction * (taken[i] - gaussian.means()[i]);
        }
      }
    }
  }

  @Override
  public float[] outputGradient() {
    return byMeans;
  }

  @Override
  public float[] networkGradient(int network) {
    return byLogDeviations;
  }

  @Override
  public void state(State state) throws IOException {
    if (noise != null) {
      state.of(noise.matrices());
    }
  }
}
