package io.rein4j.dl4j;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is no DL4J file, or its network cannot be used
   */
  static Dl4jFile read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException("There is no DL4J file '%s'.".formatted(path));
    }
    Dl4jFile file =
        path.toString().endsWith(".json")
            ? configured(path)
            : keras(path) ? KerasFile.read(path) : model(path);
    try {
      file.prepare();
    } catch (NullPointerException e) {
      throw new IllegalArgumentException(
          "The configuration in '%s' leaves out what a network needs.".formatted(path), e);
    }
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

  private static String text(Path path) throws IOException {
    try {
      return Files.readString(path);
    } catch (CharacterCodingException e) {
      throw new IOException("it is not in UTF-8", e);
    }
  }

  private static Dl4jFile configured(Path path) {
    try {
      if (Files.size(path) > ConfigurationJson.LARGEST) {
        throw new IOException("it is longer than %s bytes".formatted(ConfigurationJson.LARGEST));
      }
      ConfigurationJson json = ConfigurationJson.read(text(path));
      Dl4jFile file = new Dl4jFile(path, json.configuration(), null, json.names());
      ConfigurationJson.parameters(file.configuration, file::name);
      return file;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw none(path, "configuration, as toJson() of one gives it", e);
    }
  }

  private static Dl4jFile model(Path path) {
    try (ModelZip zip = new ModelZip(path)) {
      ConfigurationJson json = ConfigurationJson.read(zip.configuration());
      Dl4jFile file = new Dl4jFile(path, json.configuration(), null, json.names());
      int count = ConfigurationJson.parameters(file.configuration, file::name);
      return count == 0 ? file : file.with(zip.parameters(count));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw none(path, "model file, as ModelSerializer writes it", e);
    }
  }

  private Dl4jFile with(float[] values) {
    INDArray row = Nd4j.create(values, new long[] {1, values.length}, 'c');
    return new Dl4jFile(path, configuration, row, names);
  }

  /** What was found is told where Rein4J has found it: DL4J's words are about its own insides. */
  private static IllegalArgumentException none(Path path, String what, Throwable cause) {
    return new IllegalArgumentException(
        "'%s' is no DL4J %s%s."
            .formatted(
                path, what, cause instanceof IOException told ? ": " + told.getMessage() : ""),
        cause);
  }

  private void prepare() {
    // What a pass needs for a moment is outside the heap, where nothing hurries to free it.
    configuration.setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
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

  /**
   * Refuses what one row of inputs becomes on its way, if memory does not suffice for it.
   *
   * @throws IllegalArgumentException if it does not, as far as DL4J can tell the shapes
   */
  void requireMemory(List<Integer> inputShape) {
    double most = (double) Runtime.getRuntime().maxMemory() / Float.BYTES;
    for (InputType inputs : inputs(inputShape)) {
      Map<String, InputType> types;
      try {
        types = configuration.clone().getLayerActivationTypes(false, false, inputs);
      } catch (RuntimeException e) {
        // Not this kind of inputs, or a layer that only finds out its shape when it runs.
        continue;
      }
      double sum = 0;
      for (InputType type : types.values()) {
        sum += Arrays.stream(type.getShape()).mapToDouble(Math::abs).reduce(1, (a, b) -> a * b);
      }
      if (sum > most) {
        throw new IllegalArgumentException(
            "The network in '%s' makes %s floats of one observation, for which the %s MiB of memory that Java may use are not enough."
                .formatted(path, sum, Runtime.getRuntime().maxMemory() >> 20));
      }
    }
  }

  private static List<InputType> inputs(List<Integer> shape) {
    return switch (shape.size()) {
      case 0 -> List.of(InputType.feedForward(1));
      case 1 -> List.of(InputType.feedForward(shape.get(0)));
      case 2 -> List.of(InputType.recurrent(shape.get(0), shape.get(1)));
      case 3 ->
          List.of(
              InputType.convolutional(shape.get(1), shape.get(2), shape.get(0), CNN2DFormat.NCHW),
              InputType.convolutional(shape.get(0), shape.get(1), shape.get(2), CNN2DFormat.NHWC));
      default -> List.of();
    };
  }

  /** Returns a network of its own, with the file's parameters, or such as a seed gives. */
  ComputationGraph network(long seed) {
    ComputationGraph graph;
    try {
      graph = initialized(seed);
    } catch (RuntimeException e) {
      // Of many kinds where a configuration contradicts itself.
      throw new IllegalArgumentException(
          "DL4J cannot make the network in '%s': %s".formatted(path, e.getMessage()), e);
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

  private ComputationGraph initialized(long seed) {
    ComputationGraphConfiguration own = configuration.clone();
    own.setDataType(DataType.FLOAT);
    own.getDefaultConfiguration().setSeed(seed);
    ComputationGraph graph = new ComputationGraph(own);
    if (parameters == null) {
      graph.init();
    } else {
      graph.init(parameters.castTo(DataType.FLOAT), true);
    }
    return graph;
  }
}
