package io.rein4j.dl4j;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.UpdateReport;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A DL4J training listener that takes every gradient through the clipping stage: {@code
 * network.addListeners(new ClippingListener(clipping))}, for any network that is trained with
 * {@code fit}, of any number of updater blocks.
 *
 * <p>DL4J calls it before the division by the minibatch's size, which it takes into account, so
 * that thresholds are compared with the mean gradient; and before L1, L2 and weight decay, which
 * are therefore not clipped. Where the stage drops an update, parameters and updater state are put
 * back to what they were; DL4J's count of iterations, which Adam's bias correction follows, goes
 * on.
 *
 * <p>One listener may serve several networks: each has its own stage. A clone of a
 * MultiLayerNetwork has no listeners, as DL4J has it; add this one to it.
 */
public final class ClippingListener extends BaseTrainingListener {

  private final ClippingSettings settings;
  private final long totalIterations;
  private final List<ClippedNetwork> networks = new ArrayList<>();

  /**
   * Makes a listener whose rules' schedules stay at their beginning.
   *
   * @param settings what happens to every gradient
   */
  public ClippingListener(ClippingSettings settings) {
    this(settings, 0);
  }

  /**
   * Makes a listener.
   *
   * @param settings what happens to every gradient
   * @param totalIterations updates of the whole training, over which the rules' schedules run; 0 if
   *     they stay at their beginning
   */
  public ClippingListener(ClippingSettings settings, long totalIterations) {
    if (totalIterations < 0) {
      throw new IllegalArgumentException(
          "The total number of iterations must be ≥ 0, but is %s.".formatted(totalIterations));
    }
    this.settings = settings;
    this.totalIterations = totalIterations;
  }

  /**
   * {@return the clipping of a network that this listener serves, or is going to serve}
   *
   * @param network an initialised MultiLayerNetwork or ComputationGraph
   * @throws IllegalArgumentException if the network is clipped by its updater, or is not trained by
   *     gradient steps, or a rule does not fit it
   */
  public NetworkClipping of(Model network) {
    return new NetworkClipping(List.of(clipped(network).stage));
  }

  private synchronized ClippedNetwork clipped(Model network) {
    for (ClippedNetwork clipped : networks) {
      if (clipped.network == network) {
        return clipped;
      }
    }
    ClippedNetwork clipped = new ClippedNetwork(network, settings);
    networks.add(clipped);
    return clipped;
  }

  @Override
  public void onGradientCalculation(Model model) {
    int iteration = iteration(model);
    double progress = totalIterations == 0 ? 0 : Math.min(1, (double) iteration / totalIterations);
    clipped(model).clip(progress);
  }

  @Override
  public void iterationDone(Model model, int iteration, int epoch) {
    clipped(model).putBack();
  }

  private static int iteration(Model model) {
    return model instanceof ComputationGraph graph
        ? graph.getIterationCount()
        : ((MultiLayerNetwork) model).getIterationCount();
  }

  /** A network and its stage; of an update to be dropped, what it would change. */
  private static final class ClippedNetwork {

    private final Model network;
    private final NetworkStage stage;
    private @Nullable INDArray parameters;
    private @Nullable INDArray updaterState;

    ClippedNetwork(Model network, ClippingSettings settings) {
      boolean clipped =
          NetworkLayout.trainedBlocks(network).stream()
              .anyMatch(block -> block.getGradientUpdater() instanceof ClippedUpdater);
      if (clipped) {
        throw new IllegalArgumentException(
            "This network is clipped by its updater, which is Clipped; a ClippingListener would clip"
                + " its gradients twice.");
      }
      OptimizationAlgorithm algorithm = network.conf().getOptimizationAlgo();
      if (algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
        throw new IllegalArgumentException(
            "A ClippingListener serves networks trained by gradient steps"
                + " (STOCHASTIC_GRADIENT_DESCENT), but this one is trained by %s."
                    .formatted(algorithm));
      }
      this.network = network;
      this.stage = new NetworkStage(network, NetworkLayout.of(network), settings);
    }

    void clip(double progress) {
      INDArray gradient = network.gradient().gradient();
      int divisor = network.conf().isMiniBatch() ? network.batchSize() : 1;
      UpdateReport report = stage.process(gradient, divisor, progress);
      if (!report.applied()) {
        parameters = network.params().dup();
        INDArray state = state();
        updaterState = state == null ? null : state.dup();
        gradient.assign(0);
      }
    }

    void putBack() {
      if (parameters == null) {
        return;
      }
      network.params().assign(parameters);
      INDArray state = state();
      if (state != null && updaterState != null) {
        state.assign(updaterState);
      }
      parameters = null;
      updaterState = null;
    }

    private @Nullable INDArray state() {
      return network instanceof ComputationGraph graph
          ? graph.getUpdater().getStateViewArray()
          : ((MultiLayerNetwork) network).getUpdater().getStateViewArray();
    }
  }
}
