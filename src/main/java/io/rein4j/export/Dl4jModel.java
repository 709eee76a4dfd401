package io.rein4j.export;

import io.rein4j.dl4j.DenseLayers;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.MultiBinary;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.files.AtomicFiles;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.OneHotModel;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.Provenance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * A DL4J model file: a MultiLayerNetwork of dense layers where the agent has nothing else, else a
 * ComputationGraph. Where the last layer is dense it is an output layer, whose loss is the mean
 * squared error.
 *
 * <p>Continuous actions are the output themselves, behind vertices that keep them within their
 * bounds; else the output holds the action values or logits from which the greedy action is taken.
 * The file has an entry {@value #DESCRIPTION} besides DL4J's, a JSON object with the model's
 * description.
 *
 * <p>Where observations are scaled, the first layer does it: a diagonal of weights to magnitudes of
 * the clip, with the activation that cuts at ±1, and a factor of the clip behind.
 *
 * <p>Where the agent has a memory, {@code rnnTimeStep} of the graph takes one step of an episode,
 * and {@code rnnClearPreviousState} comes before its first: inputs are [batch, size], outputs
 * [batch, actions].
 */
final class Dl4jModel {

  /** The entry with the model's description, which DL4J takes no notice of. */
  static final String DESCRIPTION = "rein4j.json";

  private Dl4jModel() {}

  static void write(PolicyModel model, Path file) throws IOException {
    Model network =
        model.layers().stream().allMatch(DenseModel.class::isInstance)
            ? network(model)
            : new Dl4jGraph().build(model);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("producer", "Rein4J " + Provenance.ownVersion());
    fields.put("usage", String.join(" ", usage(model)));
    fields.putAll(model.description().fields());
    byte[] description = (JsonFiles.line(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(network, bytes, false);
    AtomicFiles.write(file, out -> copy(bytes.toByteArray(), description, out));
  }

  private static void copy(byte[] model, byte[] description, OutputStream out) throws IOException {
    ZipOutputStream copy = new ZipOutputStream(out);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(model))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        copy.putNextEntry(new ZipEntry(entry.getName()));
        zip.transferTo(copy);
      }
    }
    copy.putNextEntry(new ZipEntry(DESCRIPTION));
    copy.write(description);
    copy.finish();
  }

  /** Tells what the outputs are, and how a state is carried from step to step. */
  static List<String> usage(PolicyModel model) {
    List<String> sentences = new ArrayList<>();
    sentences.add(outputs(model.actions(), model.outputs()));
    stepping(model).ifPresent(sentences::add);
    return sentences;
  }

  private static String outputs(Space actions, int outputs) {
    if (actions instanceof Discrete choices) {
      int first = choices.start();
      return "The output holds [batch, %s] action values or logits: the greedy action is the index of the largest%s."
          .formatted(
              outputs,
              first == 0 ? "" : " %s %s".formatted(first > 0 ? "plus" : "minus", Math.abs(first)));
    }
    if (actions instanceof Box box) {
      return "The output is the greedy action, [batch, %s] floats within the action space's bounds%s."
          .formatted(
              outputs, box.type().isWhole() ? ", to be rounded to the nearest whole number" : "");
    }
    return actions instanceof MultiBinary
        ? "The output holds [batch, %s] logits, of %s in row-major order: each bit of the greedy action is 1 where its logit is above 0."
            .formatted(outputs, actions)
        : "The output holds [batch, %s] logits, of %s one integer's after the other's: each integer of the greedy action is the index of the largest of its own, plus its start."
            .formatted(outputs, actions);
  }

  /** Tells how a state is carried from step to step. */
  private static Optional<String> stepping(PolicyModel model) {
    LayerModel first = model.layers().get(0);
    int inputs = first instanceof OneHotModel ? first.outputs() : first.inputs();
    return model.memories().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The agent has a memory: call rnnTimeStep with [batch, %s] floats once a step, and rnnClearPreviousState before each episode."
                .formatted(inputs));
  }

  private static MultiLayerNetwork network(PolicyModel model) {
    List<DenseModel> layers = new ArrayList<>();
    model.layers().forEach(layer -> layers.add((DenseModel) layer));
    ObservationScaling scaling = model.scaling();
    if (scaling != null) {
      layers.set(0, times(layers.get(0), unit(scaling)));
    }
    NeuralNetConfiguration.ListBuilder builder =
        new NeuralNetConfiguration.Builder().updater(new NoOp()).list();
    if (scaling != null) {
      builder.layer(scalingLayer(scaling));
    }
    for (DenseModel layer : layers.subList(0, layers.size() - 1)) {
      builder.layer(DenseLayers.hidden(layer));
    }
    DenseModel last = layers.get(layers.size() - 1);
    MultiLayerNetwork network = new MultiLayerNetwork(builder.layer(output(last)).build());
    network.init();
    int first = 0;
    if (scaling != null) {
      DenseLayers.write(network, "0", scaling(scaling));
      first = 1;
    }
    for (int i = 0; i < layers.size(); i++) {
      DenseLayers.write(network, "" + (first + i), layers.get(i));
    }
    return network;
  }

  private static DenseModel times(DenseModel layer, double factor) {
    float[] weights = layer.weights();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= (float) factor;
    }
    return new DenseModel(layer.name(), weights, layer.biases(), layer.activation());
  }

  /** Returns what counts as 1 behind the layer that scales. */
  static double unit(ObservationScaling scaling) {
    return Double.isInfinite(scaling.clip()) ? 1 : scaling.clip();
  }

  static FeedForwardLayer scalingLayer(ObservationScaling scaling) {
    int size = scaling.mean().size();
    return new org.deeplearning4j.nn.conf.layers.DenseLayer.Builder()
        .name("scaling")
        .nIn(size)
        .nOut(size)
        .activation(Double.isInfinite(scaling.clip()) ? Activation.IDENTITY : Activation.HARDTANH)
        .build();
  }

  static FeedForwardLayer output(DenseModel layer) {
    return DenseLayers.output(layer, new LossMSE(), DenseLayers.activation(layer));
  }

  /** Returns the layer that scales, whose activation is another only where it cuts. */
  static DenseModel scaling(ObservationScaling scaling) {
    int n = scaling.mean().size();
    float[] weights = new float[n * n];
    float[] biases = new float[n];
    for (int i = 0; i < n; i++) {
      double factor = 1 / (scaling.deviation().get(i) * unit(scaling));
      weights[i * n + i] = (float) factor;
      biases[i] = (float) (-scaling.mean().get(i) * factor);
    }
    return new DenseModel("scaling", weights, biases, io.rein4j.nn.model.Activation.IDENTITY);
  }
}
