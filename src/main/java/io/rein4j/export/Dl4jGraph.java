package io.rein4j.export;

import io.rein4j.dl4j.DenseLayers;
import io.rein4j.dl4j.Dl4jExternalModel;
import io.rein4j.env.wrap.ObservationScaling;
import io.rein4j.nn.model.BoundsModel;
import io.rein4j.nn.model.DenseModel;
import io.rein4j.nn.model.LayerModel;
import io.rein4j.nn.model.LayerNormModel;
import io.rein4j.nn.model.LstmModel;
import io.rein4j.nn.model.LstmModel.Gate;
import io.rein4j.nn.model.MeanReturnModel;
import io.rein4j.nn.model.OneHotModel;
import io.rein4j.nn.model.ParallelModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToRnnPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A ComputationGraph from {@code observation} to what greedy actions are read off. */
final class Dl4jGraph {

  private static final String INPUT = "observation";

  /** The order of DL4J's columns, which calls the candidates input and the gate modulation. */
  private static final List<Gate> GATES =
      List.of(Gate.CANDIDATE, Gate.FORGET, Gate.OUTPUT, Gate.INPUT);

  private final GraphBuilder builder =
      new NeuralNetConfiguration.Builder().updater(new NoOp()).graphBuilder().addInputs(INPUT);
  private final List<Consumer<ComputationGraph>> parameters = new ArrayList<>();
  private boolean behindMemory;

  /**
   * Builds a graph.
   *
   * @throws IllegalArgumentException naming what DL4J has no layer for
   */
  ComputationGraph build(PolicyModel model) {
    List<LayerModel> layers = model.layers();
    String last = add(layers, scaled(model), true);
    ComputationGraph graph = new ComputationGraph(builder.setOutputs(last).build());
    graph.init();
    parameters.forEach(each -> each.accept(graph));
    return graph;
  }

  private String scaled(PolicyModel model) {
    ObservationScaling scaling = model.scaling();
    if (scaling == null) {
      return INPUT;
    }
    if (model.layers().get(0) instanceof Dl4jExternalModel own && own.rank() != 1) {
      throw new IllegalArgumentException(
          "The run normalises observations of several dimensions, for which DL4J has no layer:"
              + " leave out 'observation-normalization', or 'input-scale' the network.");
    }
    builder.addLayer("scaling", Dl4jModel.scalingLayer(scaling), INPUT);
    parameters.add(graph -> DenseLayers.write(graph, "scaling", Dl4jModel.scaling(scaling)));
    builder.addVertex("scaling-unit", new ScaleVertex(Dl4jModel.unit(scaling)), "scaling");
    return "scaling-unit";
  }

  /** Adds layers one after the other; returns the name of the last vertex. */
  private String add(List<LayerModel> layers, String inputs, boolean toTheEnd) {
    String before = inputs;
    for (int i = 0; i < layers.size(); i++) {
      before = add(layers.get(i), before, toTheEnd && i == layers.size() - 1);
    }
    return before;
  }

  private String add(LayerModel layer, String inputs, boolean last) {
    if (layer instanceof OneHotModel) {
      return inputs;
    }
    if (layer instanceof DenseModel dense) {
      return dense(dense, inputs, last);
    }
    if (layer instanceof LstmModel lstm) {
      return lstm(lstm, inputs);
    }
    if (layer instanceof ParallelModel parallel) {
      String[] ends =
          parallel.branches().stream()
              .map(branch -> add(branch, inputs, false))
              .toArray(String[]::new);
      builder.addVertex(parallel.name(), new MergeVertex(), ends);
      return parallel.name();
    }
    if (layer instanceof MeanReturnModel means) {
      return means(means, inputs, last);
    }
    if (layer instanceof BoundsModel bounds) {
      return bounds(bounds, inputs);
    }
    if (layer instanceof Dl4jExternalModel own) {
      return own(own, inputs, last);
    }
    throw new IllegalArgumentException(
        layer instanceof LayerNormModel
            ? "The agent's network has 'layer-norm', for which DL4J has no layer: export it as onnx."
            : "The layer '%s' cannot be written for DL4J.".formatted(layer.name()));
  }

  private String dense(DenseModel layer, String inputs, boolean last) {
    builder.addLayer(
        layer.name(), last ? Dl4jModel.output(layer) : DenseLayers.hidden(layer), inputs);
    parameters.add(graph -> DenseLayers.write(graph, layer.name(), layer));
    return layer.name();
  }

  /**
   * A vertex behind the layer makes rows of its only step, which one before the next such layer
   * makes a step again.
   */
  private String lstm(LstmModel layer, String inputs) {
    String steps = inputs;
    if (behindMemory) {
      steps =
          vertex(
              layer.name() + "/steps",
              new PreprocessorVertex(new FeedForwardToRnnPreProcessor()),
              inputs);
    }
    behindMemory = true;
    builder.addLayer(
        layer.name(),
        new LSTM.Builder()
            .name(layer.name())
            .nIn(layer.inputs())
            .nOut(layer.outputs())
            .activation(Activation.TANH)
            .gateActivationFunction(Activation.SIGMOID)
            .build(),
        steps);
    parameters.add(graph -> write(graph, layer));
    return vertex(
        layer.name() + "/rows",
        new PreprocessorVertex(new RnnToFeedForwardPreProcessor()),
        layer.name());
  }

  private static void write(ComputationGraph graph, LstmModel layer) {
    write(graph, layer, LSTMParamInitializer.INPUT_WEIGHT_KEY, layer.inputWeights(GATES));
    write(graph, layer, LSTMParamInitializer.RECURRENT_WEIGHT_KEY, layer.recurrentWeights(GATES));
    write(graph, layer, LSTMParamInitializer.BIAS_KEY, layer.biases(GATES));
  }

  private static void write(ComputationGraph graph, LstmModel layer, String key, float[] values) {
    INDArray target = graph.getParam(layer.name() + "_" + key);
    target.assign(Nd4j.create(values, target.shape(), 'c'));
  }

  /** Each distribution's logits are cut out, made shares and put side by side again. */
  private String means(MeanReturnModel layer, String inputs, boolean last) {
    int size = layer.values().size();
    String[] shares = new String[layer.distributions()];
    for (int i = 0; i < shares.length; i++) {
      String logits = "%s/logits%s".formatted(layer.name(), i);
      shares[i] = "%s/shares%s".formatted(layer.name(), i);
      builder.addVertex(logits, new SubsetVertex(i * size, (i + 1) * size - 1), inputs);
      builder.addLayer(
          shares[i],
          new ActivationLayer.Builder().name(shares[i]).activation(Activation.SOFTMAX).build(),
          logits);
    }
    String joined = layer.name() + "/joined";
    builder.addVertex(joined, new MergeVertex(), shares);
    return dense(
        DenseModel.linear(
            layer.name(),
            layer.inputs(),
            layer.outputs(),
            (from, to) -> from / size == to ? layer.values().get(from % size) : 0),
        joined,
        last);
  }

  /**
   * Tangents and a diagonal of widths, if need be, and then the larger of each element and its
   * lower bound and the smaller of that and its upper one, whose negatives are the larger.
   */
  private String bounds(BoundsModel layer, String inputs) {
    String name = layer.name();
    int size = layer.outputs();
    float[] low = layer.low();
    float[] high = layer.high();
    String vectors = inputs;
    if (layer.squashes()) {
      String tangents = name + "/tangents";
      builder.addLayer(
          tangents,
          new ActivationLayer.Builder().name(tangents).activation(Activation.TANH).build(),
          inputs);
      float[] halves = new float[size * size];
      float[] middles = new float[size];
      for (int i = 0; i < size; i++) {
        halves[i * size + i] = 0.5f * (high[i] - low[i]);
        middles[i] = low[i] + halves[i * size + i];
      }
      vectors = fixed(name + "/scaled", halves, middles, tangents);
    }
    float[] nothing = new float[size * size];
    float[] negativeHigh = new float[size];
    for (int i = 0; i < size; i++) {
      negativeHigh[i] = -high[i];
    }
    String lows = fixed(name + "/low", nothing, low, vectors);
    String above = vertex(name + "/above", new ElementWiseVertex(Op.Max), vectors, lows);
    String negative = vertex(name + "/negative", new ScaleVertex(-1), above);
    String highs = fixed(name + "/negative-high", nothing, negativeHigh, vectors);
    String within =
        vertex(name + "/negative-within", new ElementWiseVertex(Op.Max), negative, highs);
    return vertex(name, new ScaleVertex(-1), within);
  }

  private String fixed(String name, float[] weights, float[] biases, String inputs) {
    return dense(
        new DenseModel(name, weights, biases, io.rein4j.nn.model.Activation.IDENTITY),
        inputs,
        false);
  }

  private String vertex(String name, GraphVertex vertex, String... inputs) {
    builder.addVertex(name, vertex, inputs);
    return name;
  }

  private String own(Dl4jExternalModel layers, String inputs, boolean last) {
    ComputationGraph graph = layers.graph();
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    String before = inputs;
    if (layers.inputScale() != 1) {
      builder.addVertex("input-scale", new ScaleVertex(1 / (double) layers.inputScale()), inputs);
      before = "input-scale";
    }
    String input = configuration.getNetworkInputs().get(0);
    String output = configuration.getNetworkOutputs().get(0);
    for (Map.Entry<String, GraphVertex> each : configuration.getVertices().entrySet()) {
      String first = before;
      GraphVertex vertex = each.getValue().clone();
      if (vertex instanceof LayerVertex layerVertex) {
        prepare(layerVertex, last && each.getKey().equals(output));
      }
      builder.addVertex(
          each.getKey(),
          vertex,
          configuration.getVertexInputs().getOrDefault(each.getKey(), List.of()).stream()
              .map(name -> name.equals(input) ? first : name)
              .toArray(String[]::new));
    }
    parameters.add(target -> copy(graph, target));
    return output;
  }

  private static void prepare(LayerVertex vertex, boolean last) {
    Layer layer = vertex.getLayerConf().getLayer();
    if (last && layer instanceof org.deeplearning4j.nn.conf.layers.DenseLayer dense) {
      vertex
          .getLayerConf()
          .setLayer(
              new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                  .name(dense.getLayerName())
                  .nIn(dense.getNIn())
                  .nOut(dense.getNOut())
                  .hasBias(dense.hasBias())
                  .activation(dense.getActivationFn())
                  .weightInit(dense.getWeightInitFn())
                  .updater(new NoOp())
                  .build());
    } else if (layer instanceof BaseLayer trained) {
      trained.setIUpdater(new NoOp());
    }
  }

  private static void copy(ComputationGraph from, ComputationGraph to) {
    for (String vertex : from.getConfiguration().getVertices().keySet()) {
      org.deeplearning4j.nn.api.Layer layer = from.getLayer(vertex);
      if (layer != null && layer.numParams() > 0) {
        to.getLayer(vertex).setParams(layer.params());
      }
    }
  }
}
