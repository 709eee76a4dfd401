package io.rein4j.rl4j;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.agent.Learner;
import io.rein4j.agent.LearnerSettings;
import io.rein4j.agent.MetricSink;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.Training;
import io.rein4j.clip.ClippingRule;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.SampleRule;
import io.rein4j.clip.UpdateReport;
import io.rein4j.dl4j.Clipped;
import io.rein4j.dl4j.NetworkClipping;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.math.VectorMath;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.optim.OptimizerSettings;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.TypeNames;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;

/**
 * A learner of RL4J's that trains a network of DL4J's, with the clipping stage in it.
 *
 * <p>Whoever asks what it has learned is answered by networks of our own with the same parameters:
 * actions, models and checkpoints are what they are for our agents, and only training needs DL4J.
 */
final class Rl4jLearner implements Learner {

  private final LearnerSettings settings;
  private final AgentContext context;
  private final Algorithm algorithm;
  private final Parameters parameters;
  private final ObservationEncoding encoding;
  private final Discrete actions;
  private final Network policy;
  private long updates;
  private double progress;

  /** Null unless it is training. */
  private @Nullable Model network;

  private boolean stale;

  /**
   * Makes a learner with fresh parameters.
   *
   * @throws IllegalArgumentException if the environment's actions are not discrete, or a clipping
   *     rule does not fit the parameters
   */
  Rl4jLearner(LearnerSettings settings, AgentContext context, Algorithm algorithm) {
    this.settings = settings;
    this.context = context;
    this.algorithm = algorithm;
    this.parameters = algorithm.parameters();
    this.encoding = ObservationEncoding.of(context.observations());
    this.actions = discrete(context.actions());
    this.policy = new Network(parameters, encoding.before(algorithm.policy().layers()));
    requireRulesFit(parameters.layout(), settings.clipping());
  }

  /** The stage that trains is DL4J's network's, which is made only then. */
  private static void requireRulesFit(ParameterLayout layout, ClippingSettings clipping) {
    new ClippingStage(layout, clipping);
  }

  /**
   * Refuses what RL4J cannot be trained with.
   *
   * @throws IllegalArgumentException if there is something of the kind
   */
  static void requireUsable(
      NetworkSettings network, OptimizerSettings optimizer, ClippingSettings clipping) {
    if (network.hiddenStack().isEmpty()) {
      throw new SettingException(
          "network",
          "The 'network' of an RL4J agent is made of fully connected layers, of type 'mlp' or"
              + " 'layers', but this is of another.");
    }
    if (network.recurrent() || network.hasDropout()) {
      throw new SettingException(
          "network",
          "The 'network' of an RL4J agent is made of fully connected layers alone: leave out %s."
              .formatted(network.recurrent() ? "'lstm'" : "'dropout'"));
    }
    Updaters.requireKnown(optimizer);
    for (ClippingRule rule : clipping.rules()) {
      if (rule instanceof SampleRule) {
        throw new SettingException(
            "clipping",
            "'clipping' has the rule '%s', which acts on single samples, but RL4J computes the gradient"
                    .formatted(TypeNames.nameOf(rule))
                + " of a whole batch.");
      }
    }
  }

  /**
   * {@return the space of actions}
   *
   * @throws IllegalArgumentException if it is not discrete
   */
  static Discrete discrete(Space actions) {
    if (actions instanceof Discrete discrete) {
      return discrete;
    }
    throw new IllegalArgumentException(
        "RL4J's agents need discrete actions, but the environment's are %s.".formatted(actions));
  }

  @Override
  public void learn(Training training) {
    DoubleSupplier done = () -> context.progress(training.steps());
    Model trained =
        algorithm.dl4jNetwork(
            Clipped.of(Updaters.of(settings.optimizer(), done), settings.clipping()));
    NetworkClipping clipping = NetworkClipping.of(trained);
    if (!clipping.layouts().get(0).groups().equals(layout().groups())) {
      throw new IllegalStateException(
          "DL4J's network has the groups %s, but ours has %s."
              .formatted(clipping.layouts().get(0).groups(), layout().groups()));
    }
    clipping.follow(done);
    clipping.listen(report -> updated(report, training));
    network = trained;
    LockstepEnvironments environments = new LockstepEnvironments(training, encoding, actions);
    algorithm.train(trained, environments);
    environments.finish();
    mirror();
    network = null;
  }

  /** RL4J applies gradients one after another, whatever thread they come from. */
  private void updated(UpdateReport report, Training training) {
    stale = true;
    updates++;
    progress = context.progress(training.steps());
    training.updates().updated(report);
  }

  /** Takes over the parameters that training has changed since. */
  private void mirror() {
    if (network != null && stale) {
      algorithm.readParameters(network);
      parameters.changed();
      stale = false;
    }
  }

  @Override
  public GreedyPolicy greedyPolicy(int rows) {
    return (observations, out) -> actGreedily(observations, rows, out);
  }

  private void actGreedily(float[] observations, int rows, float[] out) {
    mirror();
    float[] values = policy.predict(observations, rows);
    for (int row = 0; row < rows; row++) {
      out[row] = VectorMath.argMax(values, row * actions.n(), actions.n()) + actions.start();
    }
  }

  @Override
  public boolean onPolicy() {
    return false;
  }

  @Override
  public ParameterLayout layout() {
    return parameters.layout();
  }

  @Override
  public float[] parameters() {
    mirror();
    return parameters.values();
  }

  @Override
  public Optional<Network> policyNetwork() {
    mirror();
    return Optional.of(policy);
  }

  @Override
  public void drainMetrics(MetricSink sink) {
    algorithm.drainMetrics(sink);
    sink.put("learning_rate", settings.optimizer().learningRate().at(progress));
    sink.put("updates", (double) updates);
  }

  /** RL4J's memory, random generators and episodes under way cannot be saved. */
  @Override
  public boolean canResume() {
    return false;
  }

  @Override
  public void cut(int env, float[] observations) {
    throw new IllegalStateException("A learner of RL4J's cannot go on with an episode.");
  }

  @Override
  public void state(State state) throws IOException {
    mirror();
    state.of(parameters.values());
    if (state.isReading()) {
      parameters.changed();
    }
  }
}
