package io.rein4j.dl4j;

import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.ExternalModel;
import io.rein4j.nn.model.LayerModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The layers of a {@link BoundDl4jLayer}, behind the division of its inputs. */
public final class Dl4jExternalModel implements ExternalModel {

  private static final Map<Class<? extends IActivation>, Activation> ACTIVATIONS =
      Map.of(
          ActivationReLU.class, Activation.RELU,
          ActivationTanH.class, Activation.TANH,
          ActivationELU.class, Activation.ELU,
          ActivationSwish.class, Activation.SILU,
          ActivationIdentity.class, Activation.IDENTITY);

  private final BoundDl4jLayer network;
  private final ComputationGraph graph;
  private final UnaryOperator<String> names;
  private final int rank;
  private final float inputScale;

  /**
   * Makes layers.
   *
   * @param network whose they are
   * @param graph a copy of it, which computes them
   * @param names of the layers by those of their vertices
   * @param rank of the inputs, without that of their rows
   * @param inputScale what inputs are divided by
   */
  Dl4jExternalModel(
      BoundDl4jLayer network,
      ComputationGraph graph,
      UnaryOperator<String> names,
      int rank,
      float inputScale) {
    this.network = network;
    this.graph = graph;
    this.names = names;
    this.rank = rank;
    this.inputScale = inputScale;
  }

  @Override
  public String name() {
    return "dl4j";
  }

  @Override
  public int inputs() {
    return network.inputs();
  }

  @Override
  public int outputs() {
    return network.outputs();
  }

  @Override
  public float[] apply(float[] values, int rows) {
    return network.output(graph, values, rows);
  }

  /** {@return a network with the parameters, which takes inputs that are divided already} */
  public ComputationGraph graph() {
    return graph.clone();
  }

  /** {@return what inputs are divided by} */
  public float inputScale() {
    return inputScale;
  }

  /** {@return the number of dimensions of one row of inputs} */
  public int rank() {
    return rank;
  }

  @Override
  public List<LayerModel> known() {
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    List<LayerModel> layers = new ArrayList<>();
    String before = configuration.getNetworkInputs().get(0);
    for (String vertex : configuration.getTopologicalOrderStr()) {
      if (vertex.equals(before)) {
        continue;
      }
      List<String> inputs = configuration.getVertexInputs().getOrDefault(vertex, List.of());
      if (!inputs.equals(List.of(before))) {
        throw refused(vertex, "reads " + inputs);
      }
      layers.add(dense(vertex, configuration.getVertices().get(vertex)));
      before = vertex;
    }
    if (inputScale != 1) {
      layers.add(
          0,
          DenseModel.linear(
              "input-scale", inputs(), inputs(), (from, to) -> from == to ? 1 / inputScale : 0));
    }
    return layers;
  }

  private LayerModel dense(String name, @Nullable GraphVertex vertex) {
    if (!(vertex instanceof LayerVertex layerVertex)) {
      throw refused(name, "is a " + (vertex == null ? null : vertex.getClass().getSimpleName()));
    }
    var layer = layerVertex.getLayerConf().getLayer();
    if (!(layer instanceof org.deeplearning4j.nn.conf.layers.DenseLayer dense) || rank != 1) {
      throw refused(name, "is a " + layer.getClass().getSimpleName());
    }
    Activation activation = ACTIVATIONS.get(dense.getActivationFn().getClass());
    boolean otherElu = dense.getActivationFn() instanceof ActivationELU elu && elu.getAlpha() != 1;
    if (activation == null || otherElu || dense.hasLayerNorm()) {
      throw refused(
          name,
          dense.hasLayerNorm() ? "has layer normalisation" : "has " + dense.getActivationFn());
    }
    Map<String, INDArray> parameters = graph.getLayer(name).paramTable();
    INDArray biases = parameters.get("b");
    return new DenseModel(
        names.apply(name),
        floats(parameters.get("W")),
        biases == null ? new float[(int) dense.getNOut()] : floats(biases),
        activation);
  }

  private static float[] floats(@Nullable INDArray array) {
    return array == null ? new float[0] : array.dup('c').data().asFloat();
  }

  private IllegalArgumentException refused(String vertex, String what) {
    return new IllegalArgumentException(
        "The layer '%s' of the agent's DL4J network %s, which only DL4J's own format can hold: export it with --format dl4j."
            .formatted(names.apply(vertex), what));
  }
}
