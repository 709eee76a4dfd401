package io.rein4j.policy;

import io.rein4j.nn.Activated;
import io.rein4j.nn.Bounds;
import io.rein4j.nn.CategoricalMean;
import io.rein4j.nn.Convolution;
import io.rein4j.nn.Dense;
import io.rein4j.nn.DuelingSum;
import io.rein4j.nn.Layer;
import io.rein4j.nn.LayerNorm;
import io.rein4j.nn.LearnedVector;
import io.rein4j.nn.Lstm;
import io.rein4j.nn.MaxPool;
import io.rein4j.nn.OneHot;
import io.rein4j.nn.Parallel;
import io.rein4j.nn.QuantileMean;
import io.rein4j.nn.Residual;
import io.rein4j.nn.Sequential;
import io.rein4j.nn.StateDependentLogStd;
import io.rein4j.nn.model.Activation;
import io.rein4j.nn.model.BoundsModel;
import io.rein4j.nn.model.Image;
import io.rein4j.nn.model.Padding;
import io.rein4j.nn.model.Window;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Layers in a file, without their parameters. */
final class LayerState {

  private static final int DENSE = 1;
  private static final int LAYER_NORM = 2;
  private static final int LSTM = 3;
  private static final int ONE_HOT = 4;
  private static final int DUELING_SUM = 5;
  private static final int QUANTILE_MEAN = 6;
  private static final int CATEGORICAL_MEAN = 7;
  private static final int BOUNDS = 8;
  private static final int LEARNED_VECTOR = 9;
  private static final int STATE_DEPENDENT_LOG_STD = 10;
  private static final int SEQUENTIAL = 11;
  private static final int PARALLEL = 12;
  private static final int CONVOLUTION = 13;
  private static final int MAX_POOL = 14;
  private static final int ACTIVATED = 15;
  private static final int RESIDUAL = 16;

  /** Layers within layers, as deep as no agent has them. */
  private static final int MOST_DEPTH = 16;

  private static final Dense BLANK_DENSE = PlainLayers.dense("", 1, 1, Activation.IDENTITY);
  private static final LayerNorm BLANK_NORM = new LayerNorm("", 1, Activation.IDENTITY);
  private static final Lstm BLANK_LSTM = new Lstm("", 1, 1);
  private static final OneHot BLANK_ONE_HOT = new OneHot(List.of(1), List.of(0));
  private static final DuelingSum BLANK_SUM = new DuelingSum(1, 1);
  private static final QuantileMean BLANK_QUANTILES = new QuantileMean(1, 1);
  private static final CategoricalMean BLANK_CATEGORIES = new CategoricalMean(1, List.of(0f));
  private static final Bounds BLANK_BOUNDS =
      new Bounds(new BoundsModel("", new float[1], new float[1], false, false));
  private static final LearnedVector BLANK_VECTOR = new LearnedVector("", 1, 0);
  private static final StateDependentLogStd BLANK_DEVIATIONS =
      new StateDependentLogStd("", 1, 1, 0);

  private static final Image BLANK_IMAGE = new Image(1, 1, 1, 1);
  private static final Window BLANK_WINDOW = new Window(1, 1, Padding.NONE);
  private static final Convolution BLANK_CONVOLUTION =
      PlainLayers.convolution("", BLANK_IMAGE, BLANK_WINDOW, 1, Activation.IDENTITY, 1);
  private static final MaxPool BLANK_POOL = new MaxPool("", BLANK_IMAGE, BLANK_WINDOW);
  private static final Activated BLANK_ACTIVATED =
      new Activated("", BLANK_IMAGE, Activation.IDENTITY);

  private LayerState() {}

  static List<Layer> of(List<Layer> present, State state) throws IOException {
    return list(present, state, 0);
  }

  private static List<Layer> list(List<Layer> present, State state, int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      throw new IOException("Its layers stand within each other %s deep.".formatted(depth));
    }
    return state.renewed(present, BLANK_DENSE, (layer, item) -> layer(layer, item, depth));
  }

  private static Layer layer(Layer present, State state, int depth) throws IOException {
    int kind = state.of(kind(present));
    return switch (kind) {
      case DENSE -> {
        Dense layer = present instanceof Dense known ? known : BLANK_DENSE;
        yield PlainLayers.dense(
            state.of(layer.name()),
            size(layer.inputs(), state),
            size(layer.outputs(), state),
            activation(layer.activation(), state));
      }
      case LAYER_NORM -> {
        LayerNorm layer = present instanceof LayerNorm known ? known : BLANK_NORM;
        yield new LayerNorm(
            state.of(layer.name()),
            size(layer.width(), state),
            activation(layer.activation(), state));
      }
      case LSTM -> {
        Lstm layer = present instanceof Lstm known ? known : BLANK_LSTM;
        yield new Lstm(
            state.of(layer.name()), size(layer.inputs(), state), size(layer.units(), state));
      }
      case ONE_HOT -> {
        OneHot layer = present instanceof OneHot known ? known : BLANK_ONE_HOT;
        yield new OneHot(integers(layer.counts(), state), integers(layer.starts(), state));
      }
      case DUELING_SUM -> {
        DuelingSum layer = present instanceof DuelingSum known ? known : BLANK_SUM;
        yield new DuelingSum(size(layer.actions(), state), size(layer.perAction(), state));
      }
      case QUANTILE_MEAN -> {
        QuantileMean layer = present instanceof QuantileMean known ? known : BLANK_QUANTILES;
        yield new QuantileMean(size(layer.distributions(), state), size(layer.quantiles(), state));
      }
      case CATEGORICAL_MEAN -> {
        CategoricalMean layer = present instanceof CategoricalMean known ? known : BLANK_CATEGORIES;
        yield new CategoricalMean(
            size(layer.distributions(), state), floats(layer.values(), state));
      }
      case BOUNDS -> bounds(present instanceof Bounds known ? known : BLANK_BOUNDS, state);
      case LEARNED_VECTOR -> {
        LearnedVector layer = present instanceof LearnedVector known ? known : BLANK_VECTOR;
        yield new LearnedVector(state.of(layer.name()), size(layer.outputs(), state), 0);
      }
      case STATE_DEPENDENT_LOG_STD -> {
        StateDependentLogStd layer =
            present instanceof StateDependentLogStd known ? known : BLANK_DEVIATIONS;
        yield new StateDependentLogStd(
            state.of(layer.name()), size(layer.inputs(), state), size(layer.outputs(), state), 0);
      }
      case SEQUENTIAL ->
          new Sequential(
              list(
                  present instanceof Sequential known ? known.layers() : List.of(),
                  state,
                  depth + 1));
      case PARALLEL -> {
        Parallel known = present instanceof Parallel parallel ? parallel : null;
        yield new Parallel(
            state.of(known == null ? "" : known.name()),
            list(known == null ? List.of() : known.branches(), state, depth + 1));
      }
      case CONVOLUTION ->
          convolution(present instanceof Convolution known ? known : BLANK_CONVOLUTION, state);
      case MAX_POOL -> {
        MaxPool layer = present instanceof MaxPool known ? known : BLANK_POOL;
        yield new MaxPool(
            state.of(layer.name()), image(layer.input(), state), window(layer.window(), state));
      }
      case ACTIVATED -> {
        Activated layer = present instanceof Activated known ? known : BLANK_ACTIVATED;
        yield new Activated(
            state.of(layer.name()),
            image(layer.image(), state),
            activation(layer.activation(), state));
      }
      case RESIDUAL -> {
        Residual known = present instanceof Residual block ? block : null;
        yield new Residual(
            state.of(known == null ? "" : known.name()),
            image(known == null ? BLANK_IMAGE : known.image(), state),
            new Sequential(
                list(known == null ? List.of() : known.branch().layers(), state, depth + 1)));
      }
      default -> throw new IOException("It has a layer of kind %s.".formatted(kind));
    };
  }

  private static int kind(Layer layer) {
    if (layer instanceof Dense) {
      return DENSE;
    }
    if (layer instanceof LayerNorm) {
      return LAYER_NORM;
    }
    if (layer instanceof Lstm) {
      return LSTM;
    }
    if (layer instanceof OneHot) {
      return ONE_HOT;
    }
    if (layer instanceof DuelingSum) {
      return DUELING_SUM;
    }
    if (layer instanceof QuantileMean) {
      return QUANTILE_MEAN;
    }
    if (layer instanceof CategoricalMean) {
      return CATEGORICAL_MEAN;
    }
    if (layer instanceof Bounds) {
      return BOUNDS;
    }
    if (layer instanceof LearnedVector) {
      return LEARNED_VECTOR;
    }
    if (layer instanceof StateDependentLogStd) {
      return STATE_DEPENDENT_LOG_STD;
    }
    if (layer instanceof Sequential) {
      return SEQUENTIAL;
    }
    if (layer instanceof Parallel) {
      return PARALLEL;
    }
    if (layer instanceof Convolution) {
      return CONVOLUTION;
    }
    if (layer instanceof MaxPool) {
      return MAX_POOL;
    }
    if (layer instanceof Activated) {
      return ACTIVATED;
    }
    if (layer instanceof Residual) {
      return RESIDUAL;
    }
    throw new IllegalArgumentException(
        "A policy file cannot hold a layer of the kind %s."
            .formatted(layer.getClass().getSimpleName()));
  }

  private static Convolution convolution(Convolution layer, State state) throws IOException {
    String name = state.of(layer.name());
    Image input = image(layer.input(), state);
    Window window = window(layer.window(), state);
    int filters = size(layer.filters(), state);
    Activation activation = activation(layer.activation(), state);
    double scale = state.of(layer.inputScale());
    if (!(scale > 0) || scale == Double.POSITIVE_INFINITY) {
      throw new IOException("It has a layer with inputs divided by %s.".formatted(scale));
    }
    return PlainLayers.convolution(name, input, window, filters, activation, scale);
  }

  private static Image image(Image present, State state) throws IOException {
    return new Image(
        size(present.groups(), state),
        size(present.height(), state),
        size(present.width(), state),
        size(present.channels(), state));
  }

  private static Window window(Window present, State state) throws IOException {
    return new Window(
        size(present.size(), state),
        size(present.stride(), state),
        state.of(present.padding() == Padding.SAME) ? Padding.SAME : Padding.NONE);
  }

  private static int size(int present, State state) throws IOException {
    int size = state.of(present);
    if (size < 1) {
      throw new IOException("It has a layer of size %s.".formatted(size));
    }
    return size;
  }

  private static Activation activation(Activation present, State state) throws IOException {
    String name = state.of(present.name());
    for (Activation activation : Activation.values()) {
      if (activation.name().equals(name)) {
        return activation;
      }
    }
    throw new IOException("It has a layer with the activation '%s'.".formatted(name));
  }

  private static Bounds bounds(Bounds present, State state) throws IOException {
    BoundsModel model = present.model();
    return new Bounds(
        new BoundsModel(
            state.of(model.name()),
            array(floats(list(model.low()), state)),
            array(floats(list(model.high()), state)),
            state.of(model.squashes()),
            state.of(model.whole())));
  }

  private static List<Integer> integers(List<Integer> present, State state) throws IOException {
    return state.renewed(present, 0, (number, item) -> item.of(number));
  }

  private static List<Float> floats(List<Float> present, State state) throws IOException {
    return state.renewed(present, 0f, (number, item) -> item.of(number));
  }

  private static List<Float> list(float[] array) {
    List<Float> list = new ArrayList<>(array.length);
    for (float number : array) {
      list.add(number);
    }
    return list;
  }

  private static float[] array(List<Float> list) {
    float[] array = new float[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }
}
