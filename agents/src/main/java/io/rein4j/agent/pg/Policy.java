package io.rein4j.agent.pg;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.nn.Layer;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A family of probability distributions over actions, which the actor's outputs choose from.
 *
 * <p>A taken action is what was drawn, before it is made fit for the environment: the indices of
 * integers, the bits, the unbounded vector of a continuous action. Arrays belong to the policy, may
 * be longer than needed, and are overwritten by its next call.
 */
sealed interface Policy extends Stateful
    permits CategoricalPolicy, BernoulliPolicy, GaussianPolicy {

  /**
   * {@return the actor's outputs that a policy over some actions takes}
   *
   * @throws IllegalArgumentException if there is no policy for them with the settings
   */
  static int outputs(Space actions, GaussianSettings settings) {
    if (actions instanceof Box box) {
      if (settings.bounds() == ActionBounds.TANH && !box.bounded()) {
        throw new IllegalArgumentException(
            "'bounds: tanh' needs actions with finite bounds, but the environment's are %s: 'bounds: clip' would do."
                .formatted(box));
      }
      return box.size();
    }
    if (!settings.equals(GaussianSettings.DEFAULTS)) {
      throw new IllegalArgumentException(
          "'gaussian' is about continuous actions, but the environment's are %s: leave it out."
              .formatted(actions));
    }
    return actions instanceof MultiBinary
        ? actions.size()
        : actions.integers().stream().mapToInt(Discrete::n).reduce(0, Math::addExact);
  }

  /** Adds the parameters that a policy has besides the actor's to a layout. */
  static void declare(
      ParameterLayout.Builder layout, Space actions, GaussianSettings settings, int features) {
    if (actions instanceof Box box) {
      GaussianPolicy.declare(layout, box, settings, features);
    }
  }

  /**
   * {@return a policy on its blocks of the parameters}
   *
   * @param features size of a row of the features that its deviations may depend on
   * @param environments number of environments that it acts in
   */
  static Policy of(
      Parameters parameters,
      Space actions,
      GaussianSettings settings,
      int features,
      int environments) {
    if (actions instanceof Box box) {
      return new GaussianPolicy(parameters, box, settings, features, environments);
    }
    return actions instanceof MultiBinary
        ? new BernoulliPolicy(actions.size())
        : new CategoricalPolicy(actions.integers());
  }

  /** {@return the number of floats of a taken action} */
  int actionSize();

  /** {@return the networks with the parameters that the policy has besides the actor's} */
  default Network[] networks() {
    return new Network[0];
  }

  /** Gives these parameters their first values. */
  default void initialize(Pcg64 random) {}

  /** Draws what is kept over several steps, if it is time. */
  default void beforeStep(int stepOfRollout, Pcg64 random) {}

  /**
   * Draws an action a row.
   *
   * @param outputs of the actor
   * @param features its features
   * @param taken receives the taken actions from {@code row} on, as rows
   * @param logProbabilities receives their log probabilities from {@code row} on
   */
  void sample(
      float[] outputs,
      float[] features,
      int rows,
      Pcg64 random,
      float[] taken,
      float[] logProbabilities,
      int row);

  /** Makes taken actions, from row {@code row} on, fit for the environment. */
  void toEnvironment(float[] taken, int row, int rows, float[] actions);

  /** Chooses the most probable action a row, fit for the environment. */
  void mode(float[] outputs, int rows, float[] actions);

  /** {@return what {@link #mode} does to the actor's outputs, as layers; none where it chooses} */
  default List<Layer> layers() {
    return List.of();
  }

  /**
   * {@return the layer from the actor's features to the natural logarithms of the standard
   * deviations of what is drawn around its outputs; null where nothing is}
   */
  default @Nullable Layer logDeviations() {
    return null;
  }

  /** Takes the distributions of a minibatch, and the actions that were taken in it. */
  void evaluate(float[] outputs, float[] features, float[] taken, int rows);

  /** {@return the log probability of each row's taken action} */
  float[] logProbabilities();

  /** {@return the entropy of each row's distribution, or an estimate of it by the taken action} */
  float[] entropies();

  /**
   * Computes a loss's gradient by the actor's outputs, and by those of the policy's own networks.
   */
  void backward(float[] byLogProbability, float[] byEntropy);

  /** {@return the loss's gradient by the actor's outputs} */
  float[] outputGradient();

  /** {@return the loss's gradient by the outputs of one of {@link #networks}} */
  default float[] networkGradient(int network) {
    throw new IndexOutOfBoundsException(network);
  }

  /** Hands over what is kept over several steps. */
  @Override
  default void state(State state) throws IOException {}
}
