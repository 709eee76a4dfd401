package io.rein4j.dl4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A DL4J network out of a file, made ready for errors that come from outside: its output layer,
 * whose loss would go its own way, becomes a dense layer with the same parameters.
 *
 * @param path the file
 * @param configuration of a graph
 * @param parameters the file's, or null if they are to be drawn
 * @param names of the layers by the names of their vertices, which are numbers where the file holds
 *     a MultiLayerNetwork
 */
record Dl4jFile(
    Path path,
    ComputationGraphConfiguration configuration,
    @Nullable INDArray parameters,
    Map<String, String> names) {

  /** A network as a graph, and its layers' names. */
  private record Named(ComputationGraph graph, Map<String, String> names) {

    static Named of(ComputationGraph graph) {
      return new Named(graph, Map.of());
    }

    static Named of(MultiLayerNetwork network) {
      Map<String, String> names = new HashMap<>();
      for (int i = 0; i < network.getnLayers(); i++) {
        String name = network.getLayerWiseConfigurations().getConf(i).getLayer().getLayerName();
        names.put("" + i, name == null || name.isBlank() ? "layer" + i : name);
      }
      return new Named(network.toComputationGraph(), names);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is no DL4J file, or its network cannot be used
   */
  static Dl4jFile read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("There is no DL4J file '%s'.".formatted(path));
    }
    boolean json = path.toString().endsWith(".json");
    Named read = json ? configured(path) : keras(path) ? imported(path) : model(path);
    ComputationGraph graph = read.graph();
    Dl4jFile file =
        new Dl4jFile(
            path,
            graph.getConfiguration().clone(),
            json ? null : graph.params().dup(),
            read.names());
    file.prepare();
    return file;
  }

  private static boolean keras(Path path) {
    String name = path.toString();
    if (name.endsWith(".keras")) {
      throw new IllegalArgumentException(
          "'%s' is in Keras's own format, of which DL4J knows nothing: save the model as .h5."
              .formatted(path));
    }
    return name.endsWith(".h5") || name.endsWith(".hdf5");
  }

  private static Named imported(Path path) {
    Model model = KerasFile.read(path);
    return model instanceof MultiLayerNetwork layers
        ? Named.of(layers)
        : Named.of((ComputationGraph) model);
  }

  private static Named configured(Path path) {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "The DL4J configuration '%s' cannot be read: %s".formatted(path, e.getMessage()), e);
    }
    try {
      if (text.contains("\"vertices\"")) {
        ComputationGraph graph = new ComputationGraph(ComputationGraphConfiguration.fromJson(text));
        graph.init();
        return Named.of(graph);
      }
      MultiLayerNetwork layers = new MultiLayerNetwork(MultiLayerConfiguration.fromJson(text));
      layers.init();
      return Named.of(layers);
    } catch (RuntimeException e) {
      throw none(path, "configuration, as toJson() of one gives it", e);
    }
  }

  private static Named model(Path path) {
    try {
      try {
        return Named.of(ModelSerializer.restoreMultiLayerNetwork(path.toFile(), false));
      } catch (IOException | RuntimeException e) {
        return Named.of(ModelSerializer.restoreComputationGraph(path.toFile(), false));
      }
    } catch (IOException | RuntimeException e) {
      throw none(path, "model file, as ModelSerializer writes it", e);
    }
  }

  private static IllegalArgumentException none(Path path, String what, Exception cause) {
    return new IllegalArgumentException("'%s' is no DL4J %s.".formatted(path, what), cause);
  }

  private void prepare() {
    configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.NONE);
    if (configuration.getNetworkInputs().size() != 1
        || configuration.getNetworkOutputs().size() != 1) {
      throw new IllegalArgumentException(
          "A network has one input and one output, but that in '%s' has the inputs %s and the outputs %s."
              .formatted(
                  path, configuration.getNetworkInputs(), configuration.getNetworkOutputs()));
    }
    configuration.getVertices().forEach(this::prepare);
    String last = configuration.getNetworkOutputs().get(0);
    if (!(configuration.getVertices().get(last) instanceof LayerVertex vertex)
        || !(vertex.getLayerConf().getLayer() instanceof BaseLayer layer)
        || !(layer.getActivationFn() instanceof ActivationIdentity)) {
      throw new IllegalArgumentException(
          "A network's outputs are action values, logits or values, without an activation; but the"
              + " last layer, '%s', in '%s' is another: give it the activation IDENTITY."
                  .formatted(name(last), path));
    }
  }

  /** Returns the name of a vertex's layer. */
  String name(String vertex) {
    return names.getOrDefault(vertex, vertex);
  }

  private void prepare(String name, GraphVertex vertex) {
    if (!(vertex instanceof LayerVertex layerVertex)) {
      return;
    }
    Layer layer = layerVertex.getLayerConf().getLayer();
    requireCertain(name, layer);
    if (layer instanceof OutputLayer output) {
      layerVertex.getLayerConf().setLayer(withoutLoss(output));
      layerVertex.setOutputVertex(false);
    } else if (layer instanceof BatchNormalization) {
      throw refused(
          name,
          layer,
          "whose running means are no parameters: acting, learning and the target network would"
              + " each see another network");
    }
    if (layerVertex.getLayerConf().getLayer() instanceof BaseLayer trained
        && !(trained.getIUpdater() instanceof NoOp)) {
      trained.setIUpdater(new Sgd(1));
      trained.setBiasUpdater(null);
    }
  }

  private void requireCertain(String vertex, Layer layer) {
    // DL4J's import from Keras puts a dropout of nothing into every layer, and loses those that
    // are.
    if (!(layer instanceof DropoutLayer)
        && layer.getIDropout() instanceof Dropout dropout
        && dropout.getP() == 1
        && dropout.getPSchedule() == null) {
      layer.setIDropout(null);
    }
    if (layer instanceof DropoutLayer
        || layer.getIDropout() != null
        || (layer instanceof BaseLayer trained && trained.getWeightNoise() != null)) {
      throw new IllegalArgumentException(
          "The layer '%s' in '%s' has dropout or noise, which DL4J draws where no checkpoint holds it: leave it out, or choose a network of type 'mlp', which has 'dropout' of its own."
              .formatted(name(vertex), path));
    }
  }

  private IllegalArgumentException refused(String vertex, Layer layer, String why) {
    return new IllegalArgumentException(
        "The layer '%s' in '%s' is a %s %s: leave it out."
            .formatted(name(vertex), path, layer.getClass().getSimpleName(), why));
  }

  private static DenseLayer withoutLoss(OutputLayer output) {
    DenseLayer dense =
        new DenseLayer.Builder()
            .name(output.getLayerName())
            .nIn(output.getNIn())
            .nOut(output.getNOut())
            .hasBias(output.hasBias())
            .activation(output.getActivationFn())
            .build();
    dense.setWeightInitFn(output.getWeightInitFn());
    dense.setBiasInit(output.getBiasInit());
    return dense;
  }

  /** Returns a network of its own, with the file's parameters, or such as a seed gives. */
  ComputationGraph network(long seed) {
    ComputationGraphConfiguration own = configuration.clone();
    own.setDataType(DataType.FLOAT);
    own.getDefaultConfiguration().setSeed(seed);
    ComputationGraph graph = new ComputationGraph(own);
    if (parameters == null) {
      graph.init();
    } else {
      graph.init(parameters.castTo(DataType.FLOAT), true);
    }
    for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
      if (layer instanceof IOutputLayer) {
        Layer last = layer.conf().getLayer();
        throw refused(
            last.getLayerName(), last, "with a loss of its own, where an agent has its loss");
      }
    }
    return graph;
  }
}
