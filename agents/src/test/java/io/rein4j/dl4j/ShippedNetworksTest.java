package io.rein4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The DL4J configurations in {@code configs/networks}, which are written here. */
class ShippedNetworksTest {

  private static final Path FOLDER = Path.of("..", "configs", "networks");
  private static final int SEED = 1;

  /** The network of Mnih et al. (2015) for Pong's six actions. */
  private static MultiLayerConfiguration nature() {
    return new NeuralNetConfiguration.Builder()
        .seed(SEED)
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU)
        .list()
        .layer(convolution("conv1", 8, 4, 32))
        .layer(convolution("conv2", 4, 2, 64))
        .layer(convolution("conv3", 3, 1, 64))
        .layer(new DenseLayer.Builder().name("hidden").nOut(512).build())
        .layer(output())
        .setInputType(InputType.convolutional(84, 84, 4))
        .build();
  }

  /** That of Mnih et al. (2013), a quarter of the work. */
  private static MultiLayerConfiguration small() {
    return new NeuralNetConfiguration.Builder()
        .seed(SEED)
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU)
        .list()
        .layer(convolution("conv1", 8, 4, 16))
        .layer(convolution("conv2", 4, 2, 32))
        .layer(new DenseLayer.Builder().name("hidden").nOut(256).build())
        .layer(output())
        .setInputType(InputType.convolutional(84, 84, 4))
        .build();
  }

  private static ConvolutionLayer convolution(String name, int side, int stride, int channels) {
    return new ConvolutionLayer.Builder(side, side)
        .name(name)
        .stride(stride, stride)
        .nOut(channels)
        .build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
        .name("values")
        .nOut(6)
        .weightInit(WeightInit.XAVIER)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static void requireShipped(String name, MultiLayerConfiguration configuration)
      throws IOException {
    Path file = FOLDER.resolve(name);
    String json = configuration.toJson() + "\n";
    if (Boolean.getBoolean("rein4j.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, json);
    }
    assertThat(file)
        .as("configs/networks/%s; mvn test -Drein4j.update=true writes it anew", name)
        .hasContent(json);
  }

  @Test
  void configurations_asShipped_areThoseOfTheseNetworks() throws IOException {
    requireShipped("nature-cnn.json", nature());
    requireShipped("small-cnn.json", small());
  }
}
