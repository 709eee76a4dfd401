package io.rein4j.dl4j;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelUtils;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A model in HDF5 as {@code model.save("….h5")} of Keras 2 or 3 writes it.
 *
 * <p>DL4J makes a network of its configuration, and puts its weights into place. The file itself is
 * read here: DL4J's reader is native code that some platforms lack, and knows nothing of Keras 3.
 */
final class KerasFile {

  private static final String CONFIGURATION = "model_config";
  private static final String VERSION = "keras_version";
  private static final String WEIGHTS = "model_weights";

  /** Groups within groups; cycles of them are deeper. */
  private static final int DEEPEST = 32;

  /** The bytes that one byte of a file can stand for: what Deflate reaches at most. */
  private static final long LARGEST_RATIO = 1032;

  /** Of all layers; links make many of few. */
  private static final int MOST_NODES = 100_000;

  private final Path path;
  private final long size;

  /** Null if there is none. */
  private final @Nullable String configuration;

  /** Null before Keras 2. */
  private final @Nullable String version;

  /** By the name of the layer, then by their own. */
  private final Map<String, Map<String, INDArray>> weights = new HashMap<>();

  private int nodesLeft = MOST_NODES;

  /** Bytes that may still be read. */
  private long left = Runtime.getRuntime().maxMemory() / 4;

  private KerasFile(Path path, HdfFile file) {
    this.path = path;
    this.size = file.size();
    this.configuration = text(file, CONFIGURATION);
    this.version = text(file, VERSION);
    if (file.getChildren().get(WEIGHTS) instanceof Group layers) {
      for (Node layer : layers) {
        if (layer instanceof Group group) {
          Map<String, INDArray> own = new HashMap<>();
          addWeights(group, own, new HashSet<>(), 0);
          weights.put(layer.getName(), own);
        }
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if it is no Keras model, or one that DL4J cannot import
   */
  static Dl4jFile read(Path path) {
    return file(path).model();
  }

  private static KerasFile file(Path path) {
    try (HdfFile file = new HdfFile(path)) {
      return new KerasFile(path, file);
    } catch (RuntimeException | StackOverflowError e) {
      // Of many kinds where the file is damaged.
      throw new IllegalArgumentException("'%s' is no Keras model in HDF5.".formatted(path), e);
    }
  }

  private @Nullable String text(Group group, String name) {
    Attribute attribute = group.getAttributes().get(name);
    if (attribute == null) {
      return null;
    }
    take(attribute.getSizeInBytes());
    return attribute.getData() instanceof String text ? text : null;
  }

  /** Refuses data of a size that the file cannot have, or that memory does not suffice for. */
  private void take(long bytes) {
    left -= Math.max(0, bytes);
    if (bytes < 0 || bytes / LARGEST_RATIO > size || left < 0) {
      throw new HdfException(
          "Data of %s bytes are too much for '%s' or for memory.".formatted(bytes, path));
    }
  }

  /**
   * Adds the weights of a layer, at whatever depth they are: those that are told apart by their
   * last name alone.
   */
  private void addWeights(Group group, Map<String, INDArray> own, Set<String> seen, int depth) {
    for (Node node : group) {
      nodesLeft--;
      if (depth > DEEPEST || nodesLeft < 0) {
        throw new HdfException("There are too many groups in '%s'.".formatted(path));
      }
      if (node instanceof Group within) {
        addWeights(within, own, seen, depth + 1);
      } else if (node instanceof Dataset dataset && !dataset.isEmpty()) {
        String name = dataset.getName().replaceFirst(":\\d+$", "");
        take(dataset.getSizeInBytes());
        float[] values = floats(dataset.getDataFlat());
        if (!seen.add(name)) {
          own.remove(name);
        } else if (values.length > 0) {
          own.put(name, Nd4j.create(values, dataset.getDimensionsAsLong(), 'c'));
        }
      }
    }
  }

  private static float[] floats(Object values) {
    if (values instanceof double[] doubles) {
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      return floats;
    }
    return values instanceof float[] floats ? floats : new float[0];
  }

  private Dl4jFile model() {
    if (configuration == null) {
      throw new IllegalArgumentException(
          "'%s' holds no Keras model but weights alone: write it with model.save, not with model.save_weights."
              .formatted(path));
    }
    try {
      ConfigurationJson.check(configuration);
      KerasConfiguration json = KerasConfiguration.of(configuration, version);
      return json.sequential()
          ? sequential(json.builder().buildSequential())
          : functional(json.builder().buildModel());
    } catch (IOException
        | RuntimeException
        | StackOverflowError
        | InvalidKerasConfigurationException
        | UnsupportedKerasConfigurationException e) {
      throw new IllegalArgumentException(
          "DL4J cannot import the Keras model in '%s': %s".formatted(path, e.getMessage()), e);
    }
  }

  private Dl4jFile sequential(KerasSequentialModel model)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    ConfigurationJson layers = ConfigurationJson.of(model.getMultiLayerConfiguration());
    return with(layers, model, () -> model.getMultiLayerNetwork(false));
  }

  private Dl4jFile functional(KerasModel model)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    ConfigurationJson graph =
        new ConfigurationJson(model.getComputationGraphConfiguration(), Map.of());
    return with(graph, model, () -> model.getComputationGraph(false));
  }

  /** A way to make a network. */
  private interface NetworkFactory {
    Model make() throws InvalidKerasConfigurationException, UnsupportedKerasConfigurationException;
  }

  /** Lets DL4J make the network only where its sizes are known. */
  private Dl4jFile with(ConfigurationJson json, KerasModel model, NetworkFactory factory)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    ConfigurationJson.check(json.configuration().toJson());
    Dl4jFile file = new Dl4jFile(path, json.configuration(), null, json.names());
    if (ConfigurationJson.parameters(json.configuration(), file::name) == 0) {
      return file;
    }
    setWeights(model);
    Model network = factory.make();
    Layer[] layers =
        network instanceof MultiLayerNetwork row
            ? row.getLayers()
            : ((ComputationGraph) network).getLayers();
    for (Layer layer : layers) {
      requireFit(layer, model.getLayers().get(layer.conf().getLayer().getLayerName()));
    }
    KerasModelUtils.copyWeightsToModel(network, model.getLayers());
    return new Dl4jFile(path, json.configuration(), network.params().dup(), json.names());
  }

  /** DL4J copies vectors into vectors of whatever length. */
  private static void requireFit(Layer layer, @Nullable KerasLayer imported) throws IOException {
    if (imported == null || imported.getNumParams() == 0) {
      return;
    }
    for (Map.Entry<String, INDArray> each : layer.paramTable().entrySet()) {
      INDArray weights = imported.getWeights().get(each.getKey());
      if (weights != null && weights.length() != each.getValue().length()) {
        throw new IOException(
            "the layer '%s' has %s weights where its configuration has %s"
                .formatted(imported.getLayerName(), weights.length(), each.getValue().length()));
      }
    }
  }

  private void setWeights(KerasModel model) throws InvalidKerasConfigurationException {
    for (KerasLayer layer : model.getLayers().values()) {
      if (layer.getNumParams() > 0) {
        layer.setWeights(weights.getOrDefault(layer.getLayerName(), Map.of()));
      }
    }
  }
}
