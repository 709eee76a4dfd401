package io.rein4j.agent.dqn;

import io.rein4j.agent.ObservationEncoding;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Network;
import io.rein4j.nn.NetworkPlan;
import io.rein4j.nn.NoisyNetwork;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;
import org.jspecify.annotations.Nullable;

/**
 * The network of a deep Q-learning agent and its parameters, in the architecture that the settings
 * choose: one stream or dueling ones, with fixed weights or noisy ones.
 */
final class QNetwork {

  final Parameters parameters;
  final Network network;
  private final NetworkPlan plan;

  /** What the plan's network computes with; the parameters themselves unless they are noisy. */
  private final Parameters weights;

  /** Null if weights are fixed. */
  private final @Nullable NoisyNetwork noisy;

  private final double sigma;

  /**
   * Makes a network whose parameters are still to be written.
   *
   * @param plan what the settings choose of streams and layers
   * @param encoding how observations become its inputs
   * @param noise what they choose of noise; null for fixed weights
   */
  QNetwork(NetworkPlan plan, ObservationEncoding encoding, @Nullable NoisySettings noise) {
    this.plan = plan;
    ParameterLayout.Builder layout = ParameterLayout.builder();
    plan.declare(layout);
    this.weights = new Parameters(layout.build());
    Network within = encoding.before(plan.build(weights));
    if (noise == null) {
      this.parameters = weights;
      this.network = within;
      this.noisy = null;
      this.sigma = 0;
    } else {
      this.parameters = new Parameters(NoisyNetwork.layout(weights.layout()));
      NoisyNetwork around = new NoisyNetwork(parameters, weights, within);
      this.network = around;
      this.noisy = around;
      this.sigma = noise.sigma();
    }
  }

  /** Writes the parameters that learning begins with. */
  void initialize(Pcg64 random) {
    plan.initialize(weights, random, Math.sqrt(2), 1);
    weights.changed();
    if (noisy != null) {
      noisy.initialize(sigma);
    }
  }

  /** Draws new noise, if weights are noisy. */
  void drawNoise(Pcg64 random) {
    if (noisy != null) {
      noisy.draw(random);
    }
  }

  /** Puts noisy weights to their means. */
  void holdStill() {
    if (noisy != null) {
      noisy.holdStill();
    }
  }
}
