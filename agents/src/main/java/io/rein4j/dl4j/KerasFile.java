package io.rein4j.dl4j;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.KerasSequentialModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
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

  private final Path path;

  /** Null if there is none. */
  private final @Nullable String configuration;

  /** Null before Keras 2. */
  private final @Nullable String version;

  /** By the name of the layer, then by their own. */
  private final Map<String, Map<String, INDArray>> weights = new HashMap<>();

  private KerasFile(Path path, HdfFile file) {
    this.path = path;
    this.configuration = text(file, CONFIGURATION);
    this.version = text(file, VERSION);
    if (file.getChildren().get(WEIGHTS) instanceof Group layers) {
      for (Node layer : layers) {
        if (layer instanceof Group group) {
          Map<String, INDArray> own = new HashMap<>();
          addWeights(group, own, new HashSet<>());
          weights.put(layer.getName(), own);
        }
      }
    }
  }

  /**
   * Reads a file.
   *
   * @return a MultiLayerNetwork of a sequential model, else a ComputationGraph
   * @throws IllegalArgumentException if it is no Keras model, or one that DL4J cannot import
   */
  static Model read(Path path) {
    return file(path).model();
  }

  private static KerasFile file(Path path) {
    try (HdfFile file = new HdfFile(path)) {
      return new KerasFile(path, file);
    } catch (RuntimeException e) {
      // Of many kinds where the file is damaged.
      throw new IllegalArgumentException("'%s' is no Keras model in HDF5.".formatted(path), e);
    }
  }

  private static @Nullable String text(Group group, String name) {
    Attribute attribute = group.getAttributes().get(name);
    return attribute != null && attribute.getData() instanceof String text ? text : null;
  }

  /**
   * Adds the weights of a layer, at whatever depth they are: those that are told apart by their
   * last name alone.
   */
  private static void addWeights(Group group, Map<String, INDArray> own, Set<String> seen) {
    for (Node node : group) {
      if (node instanceof Group within) {
        addWeights(within, own, seen);
      } else if (node instanceof Dataset dataset && !dataset.isEmpty()) {
        String name = dataset.getName().replaceFirst(":\\d+$", "");
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

  private Model model() {
    if (configuration == null) {
      throw new IllegalArgumentException(
          "'%s' holds no Keras model but weights alone: write it with model.save, not with model.save_weights."
              .formatted(path));
    }
    try {
      KerasConfiguration json = KerasConfiguration.of(configuration, version);
      if (json.sequential()) {
        KerasSequentialModel model = json.builder().buildSequential();
        setWeights(model);
        return model.getMultiLayerNetwork(true);
      }
      KerasModel model = json.builder().buildModel();
      setWeights(model);
      return model.getComputationGraph(true);
    } catch (IOException
        | RuntimeException
        | InvalidKerasConfigurationException
        | UnsupportedKerasConfigurationException e) {
      throw new IllegalArgumentException(
          "DL4J cannot import the Keras model in '%s': %s".formatted(path, e.getMessage()), e);
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
