package io.rein4j.dl4j;

import io.rein4j.agent.NonFiniteGradientException;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.NonFinitePolicy;
import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.UpdateReport;
import io.rein4j.clip.Verdict;
import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The stage of one network, or of one of its updater blocks, and what it did: DL4J's arrays on one
 * side, the stage's on the other.
 */
final class NetworkStage implements Stateful {

  private final Model network;
  private final NetworkLayout layout;
  private final ClippingStage stage;
  private final ClippingStatistics statistics;
  private final List<UpdateListener> listeners = new CopyOnWriteArrayList<>();
  private final float[] gradient;
  private final float[] parameters;
  private @Nullable DoubleSupplier progress;

  NetworkStage(Model network, NetworkLayout layout, ClippingSettings settings) {
    this.network = network;
    this.layout = layout;
    this.stage = new ClippingStage(layout.layout(), settings);
    if (stage.formsGradients()) {
      throw new IllegalArgumentException(
          "DL4J computes the gradient of a whole batch, so that rules on samples, such as %s, cannot"
                  .formatted(settings.rules().get(0))
              + " be used in its training.");
    }
    this.statistics = new ClippingStatistics(layout.layout());
    this.gradient = new float[layout.layout().size()];
    this.parameters = new float[layout.layout().size()];
  }

  ParameterLayout layout() {
    return layout.layout();
  }

  /**
   * Takes a gradient through the stage; DL4J's array changes only where rules change it.
   *
   * @param view DL4J's array, which begins where this part of the network does
   * @param divisor what DL4J is still going to divide sums by
   * @param byIterations the share of training that is done, if {@link #follow} gives no other
   */
  synchronized UpdateReport process(INDArray view, int divisor, double byIterations) {
    float[] flat = floats(view);
    layout.gather(flat, 0, gradient, divisor);
    layout.gather(floats(network.params()), -layout.origin(), parameters, 1);
    UpdateReport report =
        stage.process(
            gradient, parameters, progress == null ? byIterations : progress.getAsDouble());
    boolean zeroed =
        report.nonFiniteElements() > 0 && stage.settings().nonFinite() == NonFinitePolicy.ZERO;
    if (report.applied() && (report.whole().clipped() || zeroed)) {
      layout.scatter(gradient, flat, 0, divisor);
      write(flat, view);
    }
    statistics.record(report);
    for (UpdateListener listener : listeners) {
      listener.updated(report);
    }
    if (report.verdict() == Verdict.FAILED) {
      throw NonFiniteGradientException.of(report, stage.settings());
    }
    return report;
  }

  private static float[] floats(INDArray view) {
    return view.reshape(view.length()).toFloatVector();
  }

  /** Writes the stretches that belong to trained parameters, and nothing between them. */
  private void write(float[] flat, INDArray view) {
    INDArray target = view.reshape(view.length());
    INDArray source = Nd4j.createFromArray(flat).castTo(view.dataType());
    int from = -1;
    int to = -1;
    for (NetworkLayout.Segment segment : layout.segments()) {
      if (segment.from() != to) {
        copy(source, target, from, to);
        from = segment.from();
      }
      to = segment.from() + segment.length();
    }
    copy(source, target, from, to);
  }

  private static void copy(INDArray source, INDArray target, int from, int to) {
    if (to > from) {
      target
          .get(NDArrayIndex.interval(from, to))
          .assign(source.get(NDArrayIndex.interval(from, to)));
    }
  }

  synchronized void follow(DoubleSupplier progress) {
    this.progress = progress;
  }

  void listen(UpdateListener listener) {
    listeners.add(listener);
  }

  synchronized ClippingStatistics statistics() {
    ClippingStatistics copy = new ClippingStatistics(layout.layout());
    copy.merge(statistics);
    return copy;
  }

  @Override
  public synchronized void state(State state) throws IOException {
    List<ParameterLayout.Block> blocks = layout().blocks();
    boolean fits = state.of(blocks.size()) == blocks.size();
    for (int i = 0; fits && i < blocks.size(); i++) {
      String name = state.of(blocks.get(i).name());
      int length = state.of(blocks.get(i).length());
      fits = name.equals(blocks.get(i).name()) && length == blocks.get(i).length();
    }
    if (!fits) {
      throw new IOException(
          "The clipping state belongs to a network with other parameters than %s."
              .formatted(blocks.stream().map(ParameterLayout.Block::name).toList()));
    }
    stage.state(state);
    statistics.state(state);
  }
}
