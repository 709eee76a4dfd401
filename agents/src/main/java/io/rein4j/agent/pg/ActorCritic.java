package io.rein4j.agent.pg;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.AgentSettings;
import io.rein4j.agent.ObservationEncoding;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.UpdatePath;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.NetworkSettings;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A policy, a value function, and the way of their parameters' gradient. */
final class ActorCritic {

  static final String ACTOR = "actor";
  static final String CRITIC = "critic";
  static final double HIDDEN_GAIN = Math.sqrt(2);
  static final double ACTOR_GAIN = 0.01;
  static final double CRITIC_GAIN = 1;

  /** What stands beside the actor. */
  enum Critic {
    /** Nothing: every value is 0. */
    NONE,
    /** A network of its own. */
    SEPARATE,
    /** A layer behind the actor's hidden layers. */
    SHARED;

    static Critic of(boolean shared) {
      return shared ? SHARED : SEPARATE;
    }

    /**
     * Checks that a policy and a critic can learn with a network.
     *
     * @param key what makes the critic another, in error sentences
     * @throws IllegalArgumentException if they cannot
     */
    void requireFit(NetworkSettings network, String key) {
      if (network.hasDropout()) {
        throw new IllegalArgumentException(
            "'network' has dropout, with which a policy would learn of other probabilities than it"
                + " acted by: leave out 'dropout', or choose a dqn agent.");
      }
      if (this != SEPARATE && network instanceof MlpSettings mlp && mlp.criticHidden() != null) {
        throw new IllegalArgumentException(
            "'network' has 'critic-hidden' layers, but with '%s' there is no critic with layers of its own: leave out one of them."
                .formatted(key));
      }
    }
  }

  final Parameters parameters;
  final Policy policy;
  private final Networks networks;
  private final UpdatePath path;
  private final float[][] outputGradients;
  private final int networkCount;

  /**
   * Makes an actor and a critic with fresh parameters.
   *
   * @param agent the agent's {@code type}, for error sentences
   * @throws IllegalArgumentException if there is no policy for the context's actions
   */
  ActorCritic(
      String agent,
      AgentSettings settings,
      NetworkSettings network,
      Critic critic,
      GaussianSettings gaussian,
      AgentContext context) {
    ObservationEncoding encoding = ObservationEncoding.of(context.observations());
    List<Integer> shape = encoding.inputShape();
    int inputs = encoding.size();
    int outputs = Policy.outputs(agent, context.actions(), gaussian);
    int latents = latents(network, inputs, critic, gaussian);
    NetworkPlan actorPlan = network.plan(ACTOR, shape, outputs);
    NetworkPlan criticPlan =
        critic == Critic.SEPARATE ? network.forValues().plan(CRITIC, shape, 1) : null;

    ParameterLayout.Builder layout = ParameterLayout.builder();
    if (critic == Critic.SHARED) {
      SharedNetwork.declare(layout, inputs, (MlpSettings) network, outputs);
    } else {
      actorPlan.declare(layout);
    }
    Policy.declare(layout, context.actions(), gaussian, latents);
    if (criticPlan != null) {
      criticPlan.declare(layout);
    }
    this.parameters = new Parameters(layout.build());
    if (critic == Critic.SHARED) {
      this.networks = new SharedNetwork(parameters, encoding, (MlpSettings) network, outputs);
    } else if (criticPlan != null) {
      this.networks = new SeparateNetworks(parameters, encoding, actorPlan, criticPlan);
    } else {
      this.networks = new ActorAlone(parameters, encoding, actorPlan);
    }
    this.policy =
        Policy.of(parameters, context.actions(), gaussian, latents, context.environments());
    networks.initialize(context.streams().stream("weights"));
    policy.initialize();
    parameters.changed();

    this.networkCount = networks.all().length;
    Network[] all = Arrays.copyOf(networks.all(), networkCount + policy.networks().length);
    System.arraycopy(policy.networks(), 0, all, networkCount, policy.networks().length);
    this.path = new UpdatePath(parameters, settings.clipping(), settings.optimizer(), all);
    this.outputGradients = new float[all.length][];
  }

  /** Returns the size of a row of the actor's features, 0 if none are needed. */
  private static int latents(
      NetworkSettings network, int inputs, Critic critic, GaussianSettings gaussian) {
    if (network instanceof MlpSettings mlp) {
      return mlp.latentSize(inputs);
    }
    if (critic == Critic.SHARED || gaussian.sde()) {
      throw new IllegalArgumentException(
          "'%s' needs a network of type 'mlp', whose hidden layers are known, but is given with another."
              .formatted(critic == Critic.SHARED ? "shared-trunk" : "sde"));
    }
    return 0;
  }

  /** {@return the network that has the actor's outputs and no others} */
  Optional<Network> policyNetwork() {
    return networks.actor();
  }

  /**
   * Chooses an action for every environment as the policy does, and keeps them in the rollout.
   *
   * @param actions receives them, fit for the environments
   */
  void act(float[] observations, Rollout rollout, Pcg64 random, float[] actions) {
    int count = rollout.environments;
    int row = rollout.row();
    System.arraycopy(networks.predictValues(observations, count), 0, rollout.values, row, count);
    policy.beforeStep(rollout.position(), random);
    float[] outputs = networks.predictOutputs(observations, count);
    policy.sample(
        outputs,
        networks.predictedLatents(),
        count,
        random,
        rollout.actions,
        rollout.logProbabilities,
        row);
    policy.toEnvironment(rollout.actions, row, count, actions);
  }

  /** Chooses the most probable actions. */
  void actGreedily(float[] observations, int rows, float[] actions) {
    policy.mode(networks.predictOutputs(observations, rows), rows, actions);
  }

  /** {@return the values of rows of observations} */
  float[] values(float[] observations, int rows) {
    return networks.predictValues(observations, rows);
  }

  /**
   * Computes the policy and the values of a minibatch.
   *
   * @return the values
   */
  float[] forward(Minibatch batch) {
    networks.forward(batch.observations(), batch.size());
    policy.evaluate(networks.outputs(), networks.latents(), batch.actions(), batch.size());
    return networks.values();
  }

  /**
   * Makes one update from the gradients that the policy's backward pass and the value's loss left.
   */
  void update(float[] valueGradient, int size, double progress, UpdateListener listener) {
    networks.gradients(policy.outputGradient(), valueGradient, size, outputGradients);
    for (int i = networkCount; i < outputGradients.length; i++) {
      outputGradients[i] = policy.networkGradient(i - networkCount);
    }
    path.backward(size, outputGradients, progress);
    path.update(progress, listener);
  }

  double learningRate(double progress) {
    return path.learningRate(progress);
  }

  void writeState(DataOutput out) throws IOException {
    path.writeState(out);
    policy.writeState(out);
  }

  void readState(DataInput in) throws IOException {
    path.readState(in);
    policy.readState(in);
  }
}
