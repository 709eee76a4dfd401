package io.rein4j.dl4j;

import io.rein4j.clip.UpdateReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** The stage and the updater behind it, for one updater block of one network. */
final class ClippedUpdater implements GradientUpdater<Clipped> {

  private final Clipped config;
  private final GradientUpdater<?> updater;
  private @Nullable NetworkStage stage;

  ClippedUpdater(Clipped config, GradientUpdater<?> updater) {
    this.config = config;
    this.updater = updater;
  }

  void attach(NetworkStage stage) {
    this.stage = stage;
  }

  /** Returns the stage, or null if the network is not attached. */
  @Nullable NetworkStage stage() {
    return stage;
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    if (stage == null) {
      throw new IllegalStateException(
          "The updater is Clipped, but does not know the network that it belongs to: call"
              + " NetworkClipping.of(network) after init(), clone(), restoring or a change of the"
              + " learning rate, and before training.");
    }
    UpdateReport report = stage.process(gradient, 1, config.progress(iteration));
    if (report.applied()) {
      updater.applyUpdater(gradient, iteration, epoch);
    } else {
      gradient.assign(0);
    }
  }

  @Override
  public Clipped getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    updater.setState(stateMap, initialize);
  }

  @Override
  public Map<String, INDArray> getState() {
    return updater.getState();
  }

  @Override
  public void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    updater.setStateViewArray(viewArray, gradientShape, gradientOrder, initialize);
  }
}
