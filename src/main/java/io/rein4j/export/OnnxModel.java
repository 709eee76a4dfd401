package io.rein4j.export;

import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.ProtoWriter;
import io.rein4j.nn.model.ActivatedModel;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.BoundsModel;
import io.rein4j.nn.model.ConvolutionModel;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.ExternalModel;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.LayerNormModel;
import io.rein4j.nn.model.LstmModel;
import io.rein4j.nn.model.LstmModel.Gate;
import io.rein4j.nn.model.MaxPoolModel;
import io.rein4j.nn.model.MeanReturnModel;
import io.rein4j.nn.model.OneHotModel;
import io.rein4j.nn.model.Padding;
import io.rein4j.nn.model.ParallelModel;
import io.rein4j.nn.model.ResidualModel;
import io.rein4j.nn.model.Window;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * An ONNX model (IR version 8, operators of set 13, or of set 17 if layers are normalised) from
 * {@code observation}, [batch, size], to {@code output}, [batch, size] floats; the numbers of
 * fields are those of onnx.proto3.
 *
 * <p>The output is the action where actions are continuous. Else it holds what the greedy action is
 * read off, and there is {@code action}, integers of 64 bits as the environment numbers them: of a
 * discrete space [batch], the choice of the largest of the action values or logits; of a
 * multi-discrete one [batch, integers], each the choice of its largest logit, which stand one
 * integer's after the other's; of a multi-binary one [batch, bits], each 1 where its logit is above
 * 0.
 *
 * <p>The model's metadata is what its description has, spaces as JSON.
 *
 * <p>Observations are floats, or, of discrete spaces, integers of 64 bits.
 *
 * <p>Where the agent has a memory, a call is one step of an episode, and there are more inputs:
 * {@code h} and {@code c}, [batch, units] floats each, all zeros before an episode's first step;
 * and more outputs: {@code next_h} and {@code next_c}, which the next step takes as those. Of
 * several LSTMs the second has {@code h1}, {@code c1}, {@code next_h1} and {@code next_c1}, the
 * third those with 2, and so on.
 */
final class OnnxModel {

  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 13;
  private static final long OPERATOR_SET_OF_NORMS = 17;
  private static final long FLOAT = 1;
  private static final long INT64 = 7;
  private static final String INPUT = "observation";
  private static final String OUTPUT = "output";
  private static final String ACTION = "action";

  /** The order of the operator's rows. */
  private static final List<Gate> GATES =
      List.of(Gate.INPUT, Gate.OUTPUT, Gate.FORGET, Gate.CANDIDATE);

  private final List<ProtoWriter> nodes = new ArrayList<>();
  private final List<ProtoWriter> constants = new ArrayList<>();

  private long operatorSet = OPERATOR_SET;
  private int memories;

  private OnnxModel() {}

  /** The names of the inputs and outputs that hold an LSTM's state. */
  private record StateNames(String state, String cells, String nextState, String nextCells) {

    /** {@return those of the LSTM with a number, from 0} */
    static StateNames of(int number) {
      String suffix = number == 0 ? "" : "" + number;
      return new StateNames("h" + suffix, "c" + suffix, "next_h" + suffix, "next_c" + suffix);
    }
  }

  static void write(PolicyModel model, Path file) throws IOException {
    byte[] bytes = new OnnxModel().encode(model);
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  private byte[] encode(PolicyModel model) {
    node("Identity", OUTPUT, layers(model.layers(), scaled(model)));
    Space actions = model.actions();
    boolean chooses = !(actions instanceof Box);
    if (chooses) {
      choose(actions);
    }
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.message(1, node));
    graph.string(2, "policy");
    constants.forEach(constant -> graph.message(5, constant));
    boolean integers = model.layers().get(0) instanceof OneHotModel;
    graph
        .message(11, value(INPUT, integers ? INT64 : FLOAT, model.inputs()))
        .message(12, value(OUTPUT, FLOAT, model.outputs()));
    if (chooses) {
      int[] row = actions instanceof Discrete ? new int[0] : new int[] {actions.size()};
      graph.message(12, value(ACTION, INT64, row));
    }
    int number = 0;
    for (LstmModel memory : model.memories()) {
      StateNames names = StateNames.of(number++);
      int units = memory.outputs();
      graph
          .message(11, value(names.state, FLOAT, units))
          .message(11, value(names.cells, FLOAT, units))
          .message(12, value(names.nextState, FLOAT, units))
          .message(12, value(names.nextCells, FLOAT, units));
    }
    ProtoWriter file =
        new ProtoWriter()
            .int64(1, IR_VERSION)
            .string(2, "Rein4J")
            .string(3, Provenance.ownVersion())
            .string(6, String.join(" ", usage(model)))
            .message(7, graph)
            .message(8, new ProtoWriter().string(1, "").int64(2, operatorSet));
    model.description().fields().forEach((name, value) -> file.message(14, property(name, value)));
    return file.toByteArray();
  }

  private static ProtoWriter property(String name, Object value) {
    String text =
        value instanceof Map<?, ?> map
            ? JsonFiles.line(
                map.entrySet().stream()
                    .collect(
                        LinkedHashMap::new,
                        (all, entry) -> all.put((String) entry.getKey(), entry.getValue()),
                        Map::putAll))
            : value.toString();
    return new ProtoWriter().string(1, name).string(2, text);
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
      return "'%s' is the greedy action, [batch] integers from %s to %s; '%s' holds the action values or logits from which it is taken, [batch, %s]."
          .formatted(ACTION, choices.start(), choices.start() + choices.n() - 1, OUTPUT, outputs);
    }
    if (actions instanceof Box box) {
      return "'%s' is the greedy action, [batch, %s] %s within the action space's bounds."
          .formatted(OUTPUT, outputs, box.type().isWhole() ? "whole floats" : "floats");
    }
    return "'%s' is the greedy action, [batch, %s] integers, the elements of %s in row-major order; '%s' holds the logits from which it is taken, [batch, %s]."
        .formatted(ACTION, actions.size(), actions, OUTPUT, outputs);
  }

  /** Adds the greedy action, as the environment numbers it. */
  private void choose(Space actions) {
    List<Discrete> choices = actions.integers();
    if (choices.isEmpty()) {
      constant("action/zero", new float[] {0}, 1);
      String ones = node("Greater", "action/ones", OUTPUT, "action/zero");
      node("Cast", ACTION, integer("to", INT64), ones);
      return;
    }
    integers("action/first", choices.stream().mapToLong(Discrete::start).toArray());
    String indices =
        actions instanceof Discrete ? largest("action/index", OUTPUT, 0) : largest(choices);
    node("Add", ACTION, indices, "action/first");
  }

  /** Adds for each integer the index of the largest of its own logits. */
  private String largest(List<Discrete> integers) {
    List<String> indices = new ArrayList<>();
    int column = 0;
    for (int i = 0; i < integers.size(); i++) {
      String name = "action/" + i;
      int n = integers.get(i).n();
      integers(name + "/columns", LongStream.range(column, column + n).toArray());
      String logits = node("Gather", name + "/logits", axis(1), OUTPUT, name + "/columns");
      indices.add(largest(name + "/index", logits, 1));
      column += n;
    }
    return join("action/indices", indices);
  }

  /** Adds the index of each row's largest value; the first of several. */
  private String largest(String name, String values, long dimensionsKept) {
    return node(
        "ArgMax", name, List.of(integer("axis", 1), integer("keepdims", dimensionsKept)), values);
  }

  /** Tells how a state is carried from step to step. */
  private static Optional<String> stepping(PolicyModel model) {
    if (model.memories().isEmpty()) {
      return Optional.empty();
    }
    List<String> zeros = new ArrayList<>();
    List<String> next = new ArrayList<>();
    for (LstmModel memory : model.memories()) {
      StateNames names = StateNames.of(zeros.size());
      zeros.add(
          "'%s' and '%s' of [batch, %s] zeros"
              .formatted(names.state, names.cells, memory.outputs()));
      next.add("'%s' and '%s'".formatted(names.nextState, names.nextCells));
    }
    return Optional.of(
        "The agent has a memory: call the model once a step, with %s at an episode's first step, and then with the step before's %s."
            .formatted(String.join(", ", zeros), String.join(", ", next)));
  }

  /** Adds what observations go through first; returns the name of its values. */
  private String scaled(PolicyModel model) {
    ObservationScaling scaling = model.scaling();
    if (scaling == null) {
      return INPUT;
    }
    constant("scaling/mean", floats(scaling.mean()), model.inputs());
    constant("scaling/deviation", floats(scaling.deviation()), model.inputs());
    constant("scaling/low", new float[] {(float) -scaling.clip()});
    constant("scaling/high", new float[] {(float) scaling.clip()});
    node("Sub", "scaling/centred", INPUT, "scaling/mean");
    node("Div", "scaling/scaled", "scaling/centred", "scaling/deviation");
    return node("Clip", "scaling/clipped", "scaling/scaled", "scaling/low", "scaling/high");
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }

  /** Adds layers one after the other; returns the name of the last one's values. */
  private String layers(List<LayerModel> layers, String inputs) {
    String values = inputs;
    for (LayerModel layer : layers) {
      values = layer(layer, values);
    }
    return values;
  }

  private String layer(LayerModel layer, String inputs) {
    if (layer instanceof DenseModel dense) {
      return dense(dense, inputs);
    }
    if (layer instanceof LayerNormModel norm) {
      return norm(norm, inputs);
    }
    if (layer instanceof LstmModel lstm) {
      return lstm(lstm, inputs);
    }
    if (layer instanceof ParallelModel parallel) {
      return join(
          parallel.name(),
          parallel.branches().stream().map(branch -> layers(branch, inputs)).toList());
    }
    if (layer instanceof OneHotModel integers) {
      return oneHot(integers, inputs);
    }
    if (layer instanceof MeanReturnModel means) {
      return means(means, inputs);
    }
    if (layer instanceof BoundsModel bounds) {
      return bounds(bounds, inputs);
    }
    if (layer instanceof ConvolutionModel convolution) {
      return convolution(convolution, inputs);
    }
    if (layer instanceof MaxPoolModel pool) {
      return pool(pool, inputs);
    }
    if (layer instanceof ActivatedModel function) {
      return activated(function.activation(), inputs, function.name());
    }
    if (layer instanceof ResidualModel block) {
      return node("Add", block.name() + "/sum", inputs, layers(block.branch(), inputs));
    }
    if (layer instanceof ExternalModel foreign) {
      return layers(foreign.known(), inputs);
    }
    throw new IllegalArgumentException(
        "The layer '%s' cannot be written as ONNX.".formatted(layer.name()));
  }

  private String dense(DenseModel layer, String inputs) {
    String name = layer.name();
    constant(name + "/weight", layer.weights(), layer.inputs(), layer.outputs());
    constant(name + "/bias", layer.biases(), layer.outputs());
    String sums = node("Gemm", name + "/sums", inputs, name + "/weight", name + "/bias");
    return activated(layer.activation(), sums, name);
  }

  /** The operator's filters are [filters, channels, rows, columns]. */
  private String convolution(ConvolutionModel layer, String inputs) {
    String name = layer.name();
    Window window = layer.window();
    int filters = layer.biases().length;
    int channels = layer.input().depth();
    int size = window.size();
    float[] weights = new float[filters * channels * size * size];
    int at = 0;
    for (int filter = 0; filter < filters; filter++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int row = 0; row < size; row++) {
          for (int column = 0; column < size; column++) {
            weights[at++] = layer.weight(filter, channel, row, column);
          }
        }
      }
    }
    constant(name + "/weight", weights, filters, channels, size, size);
    constant(name + "/bias", layer.biases(), filters);
    String scaled = inputs;
    if (layer.inputScale() != 1) {
      constant(name + "/input-scale", new float[] {layer.inputScale()});
      scaled = node("Div", name + "/scaled", inputs, name + "/input-scale");
    }
    String sums =
        node(
            "Conv",
            name + "/sums",
            sliding(window),
            channelsFirst(name, layer.input(), scaled),
            name + "/weight",
            name + "/bias");
    return channelsLast(name, layer.output(), activated(layer.activation(), sums, name));
  }

  private String pool(MaxPoolModel layer, String inputs) {
    String name = layer.name();
    String largest =
        node(
            "MaxPool",
            name + "/largest",
            sliding(layer.window()),
            channelsFirst(name, layer.input(), inputs));
    return channelsLast(name, layer.output(), largest);
  }

  private static List<ProtoWriter> sliding(Window window) {
    return List.of(
        integersOf("kernel_shape", window.size(), window.size()),
        integersOf("strides", window.stride(), window.stride()),
        new ProtoWriter()
            .string(1, "auto_pad")
            .string(4, window.padding() == Padding.SAME ? "SAME_UPPER" : "VALID")
            .int64(20, 3));
  }

  private static ProtoWriter integersOf(String attribute, long... values) {
    ProtoWriter writer = new ProtoWriter().string(1, attribute);
    for (long value : values) {
      writer.int64(8, value);
    }
    return writer.int64(20, 7);
  }

  /** Adds what makes images of [batch, channels, rows, columns] of rows of floats. */
  private String channelsFirst(String name, Image image, String rows) {
    integers(name + "/groups", -1, image.groups(), image.height(), image.width(), image.channels());
    integers(name + "/channels", -1, image.depth(), image.height(), image.width());
    String groups = node("Reshape", name + "/image", rows, name + "/groups");
    String turned =
        node("Transpose", name + "/turned", List.of(integersOf("perm", 0, 1, 4, 2, 3)), groups);
    return node("Reshape", name + "/channels-first", turned, name + "/channels");
  }

  private String channelsLast(String name, Image image, String images) {
    integers(name + "/size", -1, image.size());
    String turned =
        node("Transpose", name + "/channels-last", List.of(integersOf("perm", 0, 2, 3, 1)), images);
    return node("Reshape", name + "/rows", turned, name + "/size");
  }

  /** Over the last axis and with ε = 10⁻⁵, as the operator has them by default. */
  private String norm(LayerNormModel layer, String inputs) {
    operatorSet = OPERATOR_SET_OF_NORMS;
    String name = layer.name();
    constant(name + "/weight", layer.gains(), layer.outputs());
    constant(name + "/bias", layer.biases(), layer.outputs());
    String normalized =
        node("LayerNormalization", name + "/normalized", inputs, name + "/weight", name + "/bias");
    return activated(layer.activation(), normalized, name);
  }

  /** A sequence of one step, which is the operator's first axis, as directions are of weights. */
  private String lstm(LstmModel layer, String inputs) {
    String name = layer.name();
    StateNames names = StateNames.of(memories++);
    int units = layer.outputs();
    int columns = GATES.size() * units;
    constant(
        name + "/weight",
        transposed(layer.inputWeights(GATES), columns),
        1,
        columns,
        layer.inputs());
    constant(
        name + "/recurrence",
        transposed(layer.recurrentWeights(GATES), columns),
        1,
        columns,
        units);
    // The operator has a bias for the inputs and another for the outputs before.
    constant(name + "/bias", Arrays.copyOf(layer.biases(GATES), 2 * columns), 1, 2 * columns);
    integers(name + "/first-axis", 0);
    String states = name + "/next-states";
    String cells = name + "/next-cells";
    node(
        "LSTM",
        List.of("", states, cells),
        List.of(integer("hidden_size", units)),
        node("Unsqueeze", name + "/inputs", inputs, name + "/first-axis"),
        name + "/weight",
        name + "/recurrence",
        name + "/bias",
        "",
        node("Unsqueeze", name + "/states", names.state, name + "/first-axis"),
        node("Unsqueeze", name + "/cells", names.cells, name + "/first-axis"));
    node("Squeeze", names.nextCells, cells, name + "/first-axis");
    return node("Squeeze", names.nextState, states, name + "/first-axis");
  }

  private static float[] transposed(float[] matrix, int columns) {
    float[] transposed = new float[matrix.length];
    int rows = matrix.length / columns;
    for (int i = 0; i < matrix.length; i++) {
      transposed[i % columns * rows + i / columns] = matrix[i];
    }
    return transposed;
  }

  private String activated(Activation activation, String sums, String name) {
    String outputs = name + "/outputs";
    return switch (activation) {
      case RELU -> node("Relu", outputs, sums);
      case TANH -> node("Tanh", outputs, sums);
      case ELU -> node("Elu", outputs, sums);
      case SILU -> node("Mul", outputs, sums, node("Sigmoid", name + "/logistic", sums));
      case IDENTITY -> sums;
    };
  }

  private String oneHot(OneHotModel layer, String inputs) {
    constant("one-hot/values", new float[] {0, 1}, 2);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < layer.inputs(); i++) {
      String name = "one-hot/" + i;
      long count = layer.counts().get(i);
      integers(name + "/index", i);
      integers(name + "/start", layer.starts().get(i));
      integers(name + "/count", count);
      integers(name + "/shape", -1, count);
      String integer = node("Gather", name + "/integer", axis(1), inputs, name + "/index");
      String fromZero = node("Sub", name + "/from-zero", integer, name + "/start");
      String bits = node("OneHot", name + "/bits", fromZero, name + "/count", "one-hot/values");
      parts.add(node("Reshape", name + "/row", bits, name + "/shape"));
    }
    return join("one-hot", parts);
  }

  private String means(MeanReturnModel layer, String inputs) {
    String name = layer.name();
    int size = layer.values().size();
    integers(name + "/distributions", -1, layer.distributions(), size);
    integers(name + "/row", -1, layer.distributions());
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = layer.values().get(i);
    }
    constant(name + "/values", values, size, 1);
    String logits = node("Reshape", name + "/logits", inputs, name + "/distributions");
    String shares = node("Softmax", name + "/shares", logits);
    String means = node("MatMul", name + "/means", shares, name + "/values");
    return node("Reshape", name + "/outputs", means, name + "/row");
  }

  /** In the layer's order of operations: low + (tanh x + 1)·½(high − low), then the bounds. */
  private String bounds(BoundsModel layer, String inputs) {
    String name = layer.name();
    int size = layer.outputs();
    float[] low = layer.low();
    float[] high = layer.high();
    constant(name + "/low", low, size);
    constant(name + "/high", high, size);
    String vectors = inputs;
    if (layer.squashes()) {
      float[] halves = new float[size];
      for (int i = 0; i < size; i++) {
        halves[i] = 0.5f * (high[i] - low[i]);
      }
      constant(name + "/half-width", halves, size);
      constant(name + "/one", new float[] {1}, 1);
      String tangents = node("Tanh", name + "/tangents", inputs);
      String shares = node("Add", name + "/from-zero", tangents, name + "/one");
      String widths = node("Mul", name + "/widths", shares, name + "/half-width");
      vectors = node("Add", name + "/scaled", widths, name + "/low");
    }
    String above = node("Max", name + "/above", vectors, name + "/low");
    String within = node("Min", name + "/within", above, name + "/high");
    return layer.whole() ? node("Round", name + "/whole", within) : within;
  }

  private String join(String name, List<String> parts) {
    return node("Concat", name + "/joined", axis(1), parts.toArray(String[]::new));
  }

  private static ProtoWriter axis(long axis) {
    return integer("axis", axis);
  }

  private static ProtoWriter integer(String attribute, long value) {
    return new ProtoWriter().string(1, attribute).int64(3, value).int64(20, 2);
  }

  private String node(String operator, String output, String... inputs) {
    return node(operator, output, List.of(), inputs);
  }

  private String node(String operator, String output, ProtoWriter attribute, String... inputs) {
    return node(operator, output, List.of(attribute), inputs);
  }

  private String node(
      String operator, String output, List<ProtoWriter> attributes, String... inputs) {
    node(operator, List.of(output), attributes, inputs);
    return output;
  }

  /** Adds a node, which is called like its last output. */
  private void node(
      String operator, List<String> outputs, List<ProtoWriter> attributes, String... inputs) {
    ProtoWriter node = new ProtoWriter();
    for (String input : inputs) {
      node.string(1, input);
    }
    outputs.forEach(output -> node.string(2, output));
    node.string(3, outputs.get(outputs.size() - 1)).string(4, operator);
    attributes.forEach(attribute -> node.message(5, attribute));
    nodes.add(node);
  }

  private void constant(String name, float[] values, int... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    constant(name, FLOAT, bytes.array(), shape);
  }

  /** Adds a vector of integers. */
  private void integers(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    constant(name, INT64, bytes.array(), values.length);
  }

  private void constant(String name, long type, byte[] bytes, int... shape) {
    ProtoWriter tensor = new ProtoWriter();
    for (int dimension : shape) {
      tensor.int64(1, dimension);
    }
    constants.add(tensor.int64(2, type).string(8, name).bytes(9, bytes));
  }

  private static ProtoWriter value(String name, long type, int... row) {
    ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().string(2, "batch"));
    for (int size : row) {
      shape.message(1, new ProtoWriter().int64(1, size));
    }
    ProtoWriter tensor = new ProtoWriter().int64(1, type).message(2, shape);
    return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensor));
  }
}
