package io.rein4j.dl4j;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * The configuration of a DL4J network as JSON, whose sizes are looked at before DL4J makes anything
 * of them: its own arithmetic overflows, and arrays of such sizes end in native code.
 *
 * @param configuration of a graph
 * @param names of the layers by the names of their vertices, where those are numbers
 */
record ConfigurationJson(ComputationGraphConfiguration configuration, Map<String, String> names) {

  /** The largest number of bytes, or of characters, of a configuration. */
  static final int LARGEST = 16 << 20;

  private static final int DEEPEST = 200;
  private static final int LONGEST_NUMBER = 100;

  /** What no product of a layer's sizes comes near, and where DL4J's long integers still hold. */
  private static final double LARGEST_PRODUCT = 0x1p56;

  /** Floats for each parameter that training needs at least: itself, its gradient, two moments. */
  private static final int FLOATS_A_PARAMETER = 4;

  /** Integers that are no sizes. */
  private static final Set<String> NO_SIZES = Set.of("seed", "iterationCount", "epochCount");

  private static final Set<String> UNITS = Set.of("nin", "nout", "nIn", "nOut");

  /**
   * Reads a configuration. It is checked as DL4J has read it, too, which takes text and fractions
   * for whole numbers.
   *
   * @param json as {@code toJson()} of a graph or of layers gives it
   * @throws IOException if it is none; DL4J throws other exceptions too
   */
  static ConfigurationJson read(String json) throws IOException {
    check(json);
    if (json.contains("\"vertices\"")) {
      ComputationGraphConfiguration graph = ComputationGraphConfiguration.fromJson(json);
      check(graph.toJson());
      return new ConfigurationJson(graph, Map.of());
    }
    MultiLayerConfiguration layers = MultiLayerConfiguration.fromJson(json);
    check(layers.toJson());
    return of(layers);
  }

  /** Returns the graph of layers, as DL4J's toComputationGraph makes it of a network of them. */
  static ConfigurationJson of(MultiLayerConfiguration layers) {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .graphBuilder()
            .addInputs("in");
    Map<String, String> names = new HashMap<>();
    List<NeuralNetConfiguration> all = layers.clone().getConfs();
    String before = "in";
    for (int i = 0; i < all.size(); i++) {
      String vertex = "" + i;
      var layer = all.get(i).getLayer();
      String name = layer.getLayerName();
      names.put(vertex, name == null || name.isBlank() ? "layer" + i : name);
      graph.addLayer(vertex, layer, layers.getInputPreProcess(i), before);
      before = vertex;
    }
    return new ConfigurationJson(graph.setOutputs(before).build(), names);
  }

  /**
   * Returns the number of parameters of a network, of which there is only its configuration.
   *
   * @param names of the layers by those of their vertices
   * @throws IOException if memory is too small for them, or they cannot be counted
   */
  static int parameters(ComputationGraphConfiguration configuration, UnaryOperator<String> names)
      throws IOException {
    long most =
        Math.min(
            Integer.MAX_VALUE / 2,
            Runtime.getRuntime().maxMemory() / (FLOATS_A_PARAMETER * Float.BYTES));
    long count = 0;
    for (Map.Entry<String, GraphVertex> each : configuration.getVertices().entrySet()) {
      long own = each.getValue().numParams(true);
      count += own;
      if (own < 0) {
        throw new IOException(
            "the sizes of its layer '%s' make no sense".formatted(names.apply(each.getKey())));
      }
      if (count > most) {
        throw new IOException(
            "it has %s parameters and more, for which the %s MiB of memory that Java may use are not enough"
                .formatted(count, Runtime.getRuntime().maxMemory() >> 20));
      }
    }
    return (int) count;
  }

  /**
   * Checks the text of a configuration: no deeper than DL4J's reader can go, no number that takes
   * long to read, and no sizes whose products overflow.
   *
   * @throws IOException if there is something in it that no configuration has
   */
  static void check(String json) throws IOException {
    if (json.length() > LARGEST) {
      throw new IOException("it is longer than %s characters".formatted(LARGEST));
    }
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      new Sizes(parser).check();
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON", e);
    }
  }

  /** The product of the sizes of one object, and of what is above it. */
  private static final class Sizes {

    private final JsonParser parser;
    private final String[] keys = new String[DEEPEST + 1];
    private final double[] products = new double[DEEPEST + 1];
    private final double[] units = new double[DEEPEST + 1];
    private final boolean[] arrays = new boolean[DEEPEST + 1];
    private int depth;

    Sizes(JsonParser parser) {
      this.parser = parser;
      keys[0] = "";
    }

    void check() throws IOException {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> enter(false);
          case START_ARRAY -> enter(true);
          case END_OBJECT, END_ARRAY -> leave();
          case FIELD_NAME -> keys[depth] = parser.getCurrentName();
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(token);
          default -> {}
        }
      }
    }

    private void enter(boolean array) throws IOException {
      if (depth == DEEPEST) {
        throw new IOException("it is nested deeper than %s".formatted(DEEPEST));
      }
      String key = keys[depth];
      depth++;
      keys[depth] = array ? key : "";
      arrays[depth] = array;
      products[depth] = 1;
      units[depth] = 0;
    }

    private void leave() throws IOException {
      double product = products[depth] * Math.max(1, units[depth] * units[depth]);
      if (product > LARGEST_PRODUCT) {
        throw new IOException(
            "the sizes in its part '%s' are too large".formatted(keys[depth - 1]));
      }
      boolean array = arrays[depth];
      depth--;
      if (array) {
        // The elements are sizes of the object that has the array.
        products[depth] *= product;
      }
    }

    private void number(JsonToken token) throws IOException {
      if (parser.getTextLength() > LONGEST_NUMBER) {
        throw new IOException("a number in it has too many digits");
      }
      String key = keys[depth];
      if (token == JsonToken.VALUE_NUMBER_FLOAT || NO_SIZES.contains(key)) {
        return;
      }
      double value = Double.parseDouble(parser.getText());
      if (value < least(key)) {
        throw new IOException("'%s' is %s in it".formatted(key, parser.getText()));
      }
      if (UNITS.contains(key)) {
        units[depth] += value;
      } else {
        products[depth] *= Math.max(1, Math.abs(value));
      }
    }

    /** Axes and whatever is left open are negative; steps and windows are at least 1. */
    private static double least(String key) {
      return switch (key) {
        case "kernelSize", "kernel", "stride", "dilation" -> 1;
        case "nin", "nout", "nIn", "nOut", "padding", "cropping" -> 0;
        default -> -10;
      };
    }
  }
}
