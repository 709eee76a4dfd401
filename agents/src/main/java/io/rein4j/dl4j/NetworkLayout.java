package io.rein4j.dl4j;

import io.rein4j.clip.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The places of the trained parameters of a DL4J network, or of one of its updater blocks, in
 * DL4J's flat arrays, and their layout for the stage: every layer a group of its own name, or of
 * the name's first part if it has a slash; weights as a matrix with one column for each of the
 * layer's outputs.
 *
 * <p>What DL4J keeps among the gradients but is none, such as the running means of batch
 * normalisation, and what is frozen has no place in the layout.
 */
final class NetworkLayout {

  /**
   * One parameter.
   *
   * @param from where it begins in DL4J's array
   * @param to where it begins in the layout
   * @param rows rows of the layout's matrix
   * @param columns its columns; DL4J stores it transposed, column by column, unless there is one
   * @param summed whether DL4J's gradient is a sum over the minibatch
   */
  record Segment(int from, int to, int rows, int columns, boolean summed) {

    int length() {
      return rows * columns;
    }
  }

  private final ParameterLayout layout;
  private final List<Segment> segments;
  private final int origin;

  private NetworkLayout(ParameterLayout layout, List<Segment> segments, int origin) {
    this.layout = layout;
    this.segments = List.copyOf(segments);
    this.origin = origin;
  }

  /** Returns the updater blocks of a network whose parameters are trained. */
  static List<UpdaterBlock> trainedBlocks(Model network) {
    return updater(network).getUpdaterBlocks().stream()
        .filter(block -> block.getLayersAndVariablesInBlock().stream().anyMatch(p -> trained(p)))
        .toList();
  }

  private static BaseMultiLayerUpdater<?> updater(Model network) {
    if (network instanceof MultiLayerNetwork layers
        && layers.getUpdater() instanceof BaseMultiLayerUpdater<?> updater) {
      return updater;
    }
    if (network instanceof ComputationGraph graph) {
      return graph.getUpdater();
    }
    throw new IllegalArgumentException(
        "Clipping attaches to a MultiLayerNetwork or a ComputationGraph, but this is a %s."
            .formatted(network.getClass().getSimpleName()));
  }

  private static boolean trained(UpdaterBlock.ParamState parameter) {
    Trainable layer = parameter.getLayer();
    return layer.updaterDivideByMinibatch(parameter.getParamName())
        && !(layer.getConfig().getUpdaterByParam(parameter.getParamName()) instanceof NoOp);
  }

  /** Lays out all trained parameters of a network. */
  static NetworkLayout of(Model network) {
    return new Builder(0, "", UnaryOperator.identity())
        .add(updater(network).getUpdaterBlocks().stream())
        .build();
  }

  /** Lays out all trained parameters of a network as those of one group, its layers renamed. */
  static NetworkLayout ofGroup(Model network, String group, UnaryOperator<String> names) {
    return new Builder(0, group, names).add(updater(network).getUpdaterBlocks().stream()).build();
  }

  /** Lays out the parameters of one updater block. */
  static NetworkLayout of(UpdaterBlock block) {
    return new Builder(block.getParamOffsetStart(), "", UnaryOperator.identity())
        .add(Stream.of(block))
        .build();
  }

  ParameterLayout layout() {
    return layout;
  }

  List<Segment> segments() {
    return segments;
  }

  /** Returns the index in the network's flat array where this part of it begins. */
  int origin() {
    return origin;
  }

  /** Copies DL4J's flat array into the order of the layout; sums are divided. */
  void gather(float[] flat, int start, float[] values, float divisor) {
    for (Segment segment : segments) {
      float by = segment.summed() ? divisor : 1;
      int from = segment.from() - start;
      int at = segment.to();
      for (int row = 0; row < segment.rows(); row++) {
        for (int column = 0; column < segment.columns(); column++) {
          values[at++] = flat[from + column * segment.rows() + row] / by;
        }
      }
    }
  }

  /** Copies back what differs from what {@link #gather} gives; sums are multiplied again. */
  void scatter(float[] values, float[] flat, int start, float divisor) {
    for (Segment segment : segments) {
      float by = segment.summed() ? divisor : 1;
      int from = segment.from() - start;
      int at = segment.to();
      for (int row = 0; row < segment.rows(); row++) {
        for (int column = 0; column < segment.columns(); column++) {
          int index = from + column * segment.rows() + row;
          float value = values[at++];
          if (Float.floatToRawIntBits(flat[index] / by) != Float.floatToRawIntBits(value)) {
            flat[index] = value * by;
          }
        }
      }
    }
  }

  private static final class Builder {

    private final int origin;
    private final String group;
    private final UnaryOperator<String> names;
    private final ParameterLayout.Builder layout = ParameterLayout.builder();
    private final List<Segment> segments = new ArrayList<>();
    private int size;

    /** Makes a layout without parameters; layers' names begin with the group's, if it has one. */
    Builder(int origin, String group, UnaryOperator<String> names) {
      this.origin = origin;
      this.group = group;
      this.names = names;
    }

    Builder add(Stream<UpdaterBlock> blocks) {
      blocks
          .flatMap(block -> block.getLayersAndVariablesInBlock().stream())
          .filter(NetworkLayout::trained)
          .forEach(this::add);
      return this;
    }

    private void add(UpdaterBlock.ParamState parameter) {
      Map<String, INDArray> table = parameter.getLayer().paramTable(false);
      INDArray view = table.get(parameter.getParamName());
      if (view == null) {
        return;
      }
      int length = Math.toIntExact(view.length());
      int units = length == 0 ? 1 : units(view);
      int rows = length / units;
      String layer = names.apply(name(parameter.getLayer()));
      String block = (group.isEmpty() ? "" : group + "/") + layer + "/" + parameter.getParamName();
      if (units == 1) {
        layout.add(block, length);
      } else {
        layout.add(block, rows, units);
      }
      segments.add(
          new Segment(
              parameter.getParamOffsetStart() - origin,
              size,
              rows,
              units,
              parameter.getLayer().updaterDivideByMinibatch(parameter.getParamName())));
      size += length;
    }

    /**
     * Returns how many stretches of the flat array belong to one output each: [in, out] matrices
     * are stored column by column, kernels [out, in, height, width] row by row.
     */
    private static int units(INDArray view) {
      if (view.rank() == 2 && view.ordering() == 'f' && view.size(0) > 1) {
        return Math.toIntExact(view.size(1));
      }
      return view.rank() == 4 && view.ordering() == 'c' ? Math.toIntExact(view.size(0)) : 1;
    }

    private static String name(Trainable layer) {
      String name = layer.getConfig().getLayerName();
      if (name != null && !name.isBlank()) {
        return name;
      }
      return layer instanceof Layer indexed ? "layer" + indexed.getIndex() : "layer";
    }

    NetworkLayout build() {
      return new NetworkLayout(layout.build(), segments, origin);
    }
  }
}
