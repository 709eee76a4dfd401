package io.rein4j.export;

import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.files.AtomicFiles;
import io.rein4j.files.ProtoWriter;
import io.rein4j.nn.DenseLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An ONNX model (IR version 8, operators of set 13, or of set 17 if layers are normalised) from
 * {@code observation}, [batch, size] floats, to {@code output}, [batch, actions]; the numbers of
 * fields are those of onnx.proto3.
 */
final class OnnxModel {

  private static final long IR_VERSION = 8;
  private static final long OPERATOR_SET = 13;
  private static final long OPERATOR_SET_OF_NORMS = 17;
  private static final long FLOAT = 1;
  private static final String INPUT = "observation";
  private static final String OUTPUT = "output";

  private final List<ProtoWriter> nodes = new ArrayList<>();
  private final List<ProtoWriter> constants = new ArrayList<>();

  private OnnxModel() {}

  static void write(PolicyModel model, Path file) throws IOException {
    byte[] bytes = new OnnxModel().encode(model);
    AtomicFiles.write(file, out -> out.write(bytes));
  }

  private byte[] encode(PolicyModel model) {
    String values = scaled(model);
    List<DenseLayer> layers = model.layers();
    for (int i = 0; i < layers.size(); i++) {
      DenseLayer layer = layers.get(i);
      constant(
          layer.weight().name(), model.values(layer.weight()), layer.inputs(), layer.outputs());
      constant(layer.bias().name(), model.values(layer.bias()), layer.outputs());
      boolean last = i == layers.size() - 1;
      String name = layer.weight().layer();
      String sums = last ? OUTPUT : name + "/sums";
      node("Gemm", sums, values, layer.weight().name(), layer.bias().name());
      values = last ? sums : activated(layer, normalized(model, layer, sums, name), name);
    }
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.message(1, node));
    graph.string(2, "policy");
    constants.forEach(constant -> graph.message(5, constant));
    graph.message(11, value(INPUT, model.inputs())).message(12, value(OUTPUT, model.outputs()));
    return new ProtoWriter()
        .int64(1, IR_VERSION)
        .string(2, "Rein4J")
        .message(7, graph)
        .message(8, new ProtoWriter().string(1, "").int64(2, operatorSet(model)))
        .toByteArray();
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
    node("Clip", "scaling/clipped", "scaling/scaled", "scaling/low", "scaling/high");
    return "scaling/clipped";
  }

  private static long operatorSet(PolicyModel model) {
    return model.layers().stream().anyMatch(layer -> layer.norm() != null)
        ? OPERATOR_SET_OF_NORMS
        : OPERATOR_SET;
  }

  /** Over the last axis and with ε = 10⁻⁵, as the operator has them by default. */
  private String normalized(PolicyModel model, DenseLayer layer, String sums, String name) {
    DenseLayer.Norm norm = layer.norm();
    if (norm == null) {
      return sums;
    }
    constant(norm.gain().name(), model.values(norm.gain()), layer.outputs());
    constant(norm.bias().name(), model.values(norm.bias()), layer.outputs());
    String outputs = name + "/normalized";
    node("LayerNormalization", outputs, sums, norm.gain().name(), norm.bias().name());
    return outputs;
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }

  private String activated(DenseLayer layer, String sums, String name) {
    String outputs = name + "/outputs";
    switch (layer.activation()) {
      case RELU -> node("Relu", outputs, sums);
      case TANH -> node("Tanh", outputs, sums);
      case ELU -> node("Elu", outputs, sums);
      case SILU -> {
        node("Sigmoid", name + "/logistic", sums);
        node("Mul", outputs, sums, name + "/logistic");
      }
      case IDENTITY -> {
        return sums;
      }
    }
    return outputs;
  }

  private void node(String operator, String output, String... inputs) {
    ProtoWriter node = new ProtoWriter();
    for (String input : inputs) {
      node.string(1, input);
    }
    nodes.add(node.string(2, output).string(3, output).string(4, operator));
  }

  private void constant(String name, float[] values, int... shape) {
    ProtoWriter tensor = new ProtoWriter();
    for (int dimension : shape) {
      tensor.int64(1, dimension);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    constants.add(tensor.int64(2, FLOAT).string(8, name).bytes(9, bytes.array()));
  }

  private static ProtoWriter value(String name, int size) {
    ProtoWriter shape =
        new ProtoWriter()
            .message(1, new ProtoWriter().string(2, "batch"))
            .message(1, new ProtoWriter().int64(1, size));
    ProtoWriter tensor = new ProtoWriter().int64(1, FLOAT).message(2, shape);
    return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensor));
  }
}
