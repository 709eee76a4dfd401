package io.rein4j.agent.dqn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.DuelingNetwork;
import io.rein4j.nn.Mlp;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.Network;
import io.rein4j.nn.NoisyNetwork;
import io.rein4j.nn.Parameters;
import io.rein4j.random.Pcg64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The network of a deep Q-learning agent and its parameters, in the architecture that the settings
 * choose: one stream or dueling ones, with fixed weights or noisy ones.
 */
final class QNetwork {

  private static final String GROUP = "q";

  final Parameters parameters;
  final Network network;
  private final Consumer<Pcg64> initializer;

  /** Null if weights are fixed. */
  private final @Nullable NoisyNetwork noisy;

  /**
   * Makes a network whose parameters are all 0.
   *
   * @param inputs floats of one observation
   * @param actions number of actions
   * @param perAction outputs of each action
   */
  QNetwork(DqnSettings settings, int inputs, int actions, int perAction) {
    MlpSettings hidden = settings.network();
    DuelingSettings dueling = settings.dueling();
    ParameterLayout.Builder layout = ParameterLayout.builder();
    Parameters weights;
    Network within;
    Consumer<Pcg64> drawWeights;
    if (dueling == null) {
      int outputs = Math.multiplyExact(actions, perAction);
      Mlp.declare(layout, GROUP, inputs, hidden, outputs);
      weights = new Parameters(layout.build());
      Mlp mlp = new Mlp(weights, GROUP, inputs, hidden, outputs);
      drawWeights = random -> mlp.initialize(random, Math.sqrt(2), 1);
      within = mlp;
    } else {
      MlpSettings streams =
          new MlpSettings(dueling.hidden(), hidden.activation(), hidden.initialization());
      DuelingNetwork.declare(layout, inputs, hidden, streams, actions, perAction);
      weights = new Parameters(layout.build());
      DuelingNetwork streamed =
          new DuelingNetwork(weights, inputs, hidden, streams, actions, perAction);
      drawWeights = random -> streamed.initialize(random, Math.sqrt(2), 1);
      within = streamed;
    }
    NoisySettings noise = settings.noisy();
    if (noise == null) {
      this.parameters = weights;
      this.network = within;
      this.noisy = null;
      this.initializer = drawWeights;
    } else {
      this.parameters = new Parameters(NoisyNetwork.layout(weights.layout()));
      NoisyNetwork around = new NoisyNetwork(parameters, weights, within);
      this.network = around;
      this.noisy = around;
      this.initializer =
          random -> {
            drawWeights.accept(random);
            around.initialize(noise.sigma());
          };
    }
  }

  /** Draws the parameters that learning begins with. */
  void initialize(Pcg64 random) {
    initializer.accept(random);
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
