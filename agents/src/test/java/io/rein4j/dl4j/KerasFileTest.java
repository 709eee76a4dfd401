package io.rein4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.nn.Goldens;
import io.rein4j.nn.Network;
import io.rein4j.nn.Parameters;
import io.rein4j.nn.Sequential;
import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that Keras has written, beside what they compute there: {@code keras_goldens.py}. */
class KerasFileTest {

  private static final int ROWS = 5;

  private final Goldens goldens = new Goldens(KerasFileTest.class, "keras_goldens.txt");

  @TempDir Path folder;

  private static Path file(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(KerasFileTest.class.getResource(name)).toURI());
  }

  private static Sequential layers(Path file, Integer... inputShape) {
    return new Dl4jNetworkSettings(file, null, 1).network("q", List.of(inputShape), 2, 1);
  }

  private static Parameters parameters(Sequential layers) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layers.declare(layout);
    Parameters parameters = new Parameters(layout.build());
    layers.initialize(parameters, new Pcg64(1));
    return parameters;
  }

  @Test
  void sequentialModel_ofImages_computesWhatItDoesInKeras() throws URISyntaxException {
    Sequential layers = layers(file("sequential.h5"), 9, 7, 4);
    Parameters parameters = parameters(layers);

    float[] outputs =
        new Network(parameters, layers).predict(goldens.get("sequential/inputs"), ROWS);

    goldens.check("sequential/outputs", outputs, 1e-5, 1e-5);
    assertThat(parameters.layout().blocks())
        .extracting(ParameterLayout.Block::name)
        .contains("q/conv/W", "q/hidden/b", "q/values/W");
  }

  @ParameterizedTest
  @ValueSource(strings = {"functional.h5", "functional-keras2.h5"})
  void functionalModel_ofEitherKeras_computesWhatItDoesThere(String name)
      throws URISyntaxException {
    Sequential layers = layers(file(name), 4);

    float[] outputs =
        new Network(parameters(layers), layers).predict(goldens.get("functional/inputs"), ROWS);

    goldens.check("functional/outputs", outputs, 1e-5, 1e-5);
  }

  @Test
  void model_trained_goesDownItsGradient() throws URISyntaxException {
    Sequential layers = layers(file("sequential.h5"), 9, 7, 4);
    Parameters parameters = parameters(layers);
    Network network = new Network(parameters, layers);
    float[] inputs = goldens.get("sequential/inputs");
    double[] losses = new double[30];

    for (int step = 0; step < losses.length; step++) {
      float[] outputs = Arrays.copyOf(network.forward(inputs, ROWS), ROWS * 2);
      for (int i = 0; i < outputs.length; i++) {
        float error = outputs[i] - 1;
        losses[step] += 0.5 * error * error;
        outputs[i] = error;
      }
      network.backward(outputs);
      for (int i = 0; i < parameters.values().length; i++) {
        parameters.values()[i] -= 0.003f * parameters.gradient()[i];
      }
      parameters.changed();
    }

    assertThat(losses[losses.length - 1]).isLessThan(losses[0] / 10);
  }

  @Test
  void files_thatAreNoModelForAnAgent_areRefusedBySentences()
      throws IOException, URISyntaxException {
    Path text = Files.writeString(folder.resolve("text.h5"), "no HDF5");
    Path empty = Files.createFile(folder.resolve("empty.h5"));
    Path half = folder.resolve("half.h5");
    byte[] whole = Files.readAllBytes(file("functional.h5"));
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    Path keras = Files.createFile(folder.resolve("model.keras"));

    assertRefused(folder.resolve("none.h5"), "There is no DL4J file");
    assertRefused(text, "text.h5' is no Keras model in HDF5.");
    assertRefused(empty, "empty.h5' is no Keras model in HDF5.");
    assertRefused(half, "half.h5' is no Keras model in HDF5.");
    assertRefused(file("weights.h5"), "write it with model.save, not with model.save_weights");
    assertRefused(keras, "save the model as .h5");
    assertRefused(file("dropout.h5"), "The layer 'drop' in '");
    assertRefused(file("subclassed.h5"), "DL4J cannot import the Keras model in '", "RMSNorm");
    assertRefused(file("sequential.h5"), "does not take observations of shape [4]");
  }

  @Test
  void file_withAnyByteDamaged_isReadOrRefused() throws IOException, URISyntaxException {
    byte[] whole = Files.readAllBytes(file("functional-keras2.h5"));
    Pcg64 random = new Pcg64(20261122);
    Path damaged = folder.resolve("damaged.h5");

    for (int i = 0; i < 150; i++) {
      byte[] bytes = whole.clone();
      int at = (int) random.integers(bytes.length);
      bytes[at] = (byte) random.integers(256);
      Files.write(damaged, bytes);
      try {
        layers(damaged, 4);
      } catch (IllegalArgumentException e) {
        assertThat(e).as("byte %d is %d", at, bytes[at]).hasMessageContaining("damaged.h5");
      }
    }
  }

  private static void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> layers(file, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(parts);
  }
}
