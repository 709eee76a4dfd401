package io.rein4j.nn;

import io.rein4j.clip.ParameterLayout;
import io.rein4j.clip.ParameterLayout.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A network whose weights and biases are drawn anew whenever it is asked to, around learned means
 * with learned deviations: w = μ + σ·ε with factorised Gaussian noise, ε = f(εᵢ)·f(εⱼ) for the
 * weight from input i to output j, f(εⱼ) for its bias, and f(x) = sgn(x)·√|x| (Fortunato et al.
 * 2018).
 *
 * <p>Its parameters are the means, under the names that they have in the network within, and behind
 * each block its deviations, with {@code -sigma} added to the name. The network within computes
 * with weights of its own, which are written at every draw. All rows of a pass see the same noise.
 * The gains and biases of a normalisation are learned without noise.
 */
public final class NoisyNetwork implements Network {

  private static final String SIGMA = "-sigma";

  private final Parameters parameters;
  private final Parameters drawn;
  private final Network network;
  private final Layer[] layers;
  private final Plain[] plain;

  /** Whether the weights within are the means of this version of the parameters. */
  private boolean still;

  private long stillVersion;

  /**
   * Makes a noisy network, at first with its weights at their means.
   *
   * @param parameters their layout is {@link #layout} of that of {@code drawn}
   * @param drawn the parameters of the network within, which belong to this network from now on
   * @param network computes with the drawn parameters
   */
  public NoisyNetwork(Parameters parameters, Parameters drawn, Network network) {
    this.parameters = parameters;
    this.drawn = drawn;
    this.network = network;
    Map<Boolean, List<List<Block>>> layersByNoise =
        layers(drawn.layout()).stream().collect(Collectors.partitioningBy(NoisyNetwork::isNoisy));
    this.layers =
        layersByNoise.getOrDefault(true, List.of()).stream()
            .map(layer -> new Layer(parameters, layer))
            .toArray(Layer[]::new);
    this.plain =
        layersByNoise.getOrDefault(false, List.of()).stream()
            .flatMap(List::stream)
            .map(block -> Plain.of(parameters, block))
            .toArray(Plain[]::new);
    holdStill();
  }

  private static List<List<Block>> layers(ParameterLayout layout) {
    Map<String, List<Block>> blocks = new LinkedHashMap<>();
    layout
        .blocks()
        .forEach(
            block -> blocks.computeIfAbsent(block.layer(), name -> new ArrayList<>()).add(block));
    return List.copyOf(blocks.values());
  }

  /** Returns whether a layer has more than one number for each of its outputs. */
  private static boolean isNoisy(List<Block> layer) {
    return layer.stream().anyMatch(block -> block.shape().size() != 1);
  }

  /**
   * {@return the layout of the parameters of a noisy network}
   *
   * @param within the layout of the network within: layers of a weight and a bias, or of parameters
   *     that stay without noise, one for each of their outputs
   */
  public static ParameterLayout layout(ParameterLayout within) {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    for (List<Block> layer : layers(within)) {
      for (Block block : layer) {
        int[] shape = block.shape().stream().mapToInt(Integer::intValue).toArray();
        layout.addTo(block.group(), block.name(), shape);
        if (isNoisy(layer)) {
          layout.addTo(block.group(), block.name() + SIGMA, shape);
        }
      }
    }
    return layout.build();
  }

  /**
   * Takes the weights that the network within was initialised with as means, and sets every
   * deviation to σ₀/√inputs.
   *
   * @param sigma σ₀
   */
  public void initialize(double sigma) {
    for (Layer layer : layers) {
      float deviation = (float) (sigma / Math.sqrt(layer.inputs));
      layer.weight.begin(drawn.values(), parameters.values(), deviation);
      layer.bias.begin(drawn.values(), parameters.values(), deviation);
    }
    for (Plain block : plain) {
      block.copy(drawn.values(), block.drawn, parameters.values(), block.own);
    }
    parameters.changed();
    holdStill();
  }

  /**
   * Draws new noise.
   *
   * @param random the source of randomness
   */
  public void draw(RandomGenerator random) {
    for (Layer layer : layers) {
      layer.draw(random, parameters.values(), drawn.values());
    }
    copyPlain();
    drawn.changed();
    still = false;
  }

  /** Puts all weights to their means, until the next draw or change of the parameters. */
  public void holdStill() {
    if (!still || stillVersion != parameters.version()) {
      for (Layer layer : layers) {
        layer.weight.copyMeans(parameters.values(), drawn.values());
        layer.bias.copyMeans(parameters.values(), drawn.values());
      }
      copyPlain();
      drawn.changed();
      still = true;
      stillVersion = parameters.version();
    }
  }

  private void copyPlain() {
    for (Plain block : plain) {
      block.copy(parameters.values(), block.own, drawn.values(), block.drawn);
    }
  }

  @Override
  public int inputSize() {
    return network.inputSize();
  }

  @Override
  public int outputSize() {
    return network.outputSize();
  }

  @Override
  public void drawFrom(RandomGenerator random) {
    network.drawFrom(random);
  }

  /** With the weights at their means. */
  @Override
  public List<NetworkLayer> layers() {
    holdStill();
    return network.layers();
  }

  @Override
  public float[] predict(float[] inputs, int rows) {
    return network.predict(inputs, rows);
  }

  @Override
  public float[] forward(float[] inputs, int rows) {
    return network.forward(inputs, rows);
  }

  /** Of the loss with the noise of the last draw. */
  @Override
  public void backward(float[] outputGradient) {
    network.backward(outputGradient);
    for (Layer layer : layers) {
      layer.writeGradient(drawn.gradient(), parameters.gradient());
    }
    for (Plain block : plain) {
      block.copy(drawn.gradient(), block.drawn, parameters.gradient(), block.own);
    }
  }

  /** A block that has no noise, in the network within and in the parameters. */
  private record Plain(int drawn, int own, int length) {

    static Plain of(Parameters parameters, Block block) {
      int own = parameters.layout().block(block.name()).offset();
      return new Plain(block.offset(), own, block.length());
    }

    void copy(float[] source, int from, float[] target, int to) {
      System.arraycopy(source, from, target, to, length);
    }
  }

  /** A block of the network within, and its means and deviations. */
  private record Noisy(int drawn, int mean, int deviation, int length) {

    static Noisy of(Parameters parameters, Block block) {
      return new Noisy(
          block.offset(),
          parameters.layout().block(block.name()).offset(),
          parameters.layout().block(block.name() + SIGMA).offset(),
          block.length());
    }

    void begin(float[] within, float[] values, float sigma) {
      for (int i = 0; i < length; i++) {
        values[mean + i] = within[drawn + i];
        values[deviation + i] = sigma;
      }
    }

    void copyMeans(float[] values, float[] within) {
      System.arraycopy(values, mean, within, drawn, length);
    }

    /** Draws a part of the block as long as the noise, which is scaled by a factor. */
    void draw(float[] values, float[] within, int from, float[] noise, float factor) {
      for (int i = 0; i < noise.length; i++) {
        within[drawn + from + i] =
            values[mean + from + i] + values[deviation + from + i] * (factor * noise[i]);
      }
    }

    void writeGradient(float[] byDrawn, float[] gradient, int from, float[] noise, float factor) {
      for (int i = 0; i < noise.length; i++) {
        float derivative = byDrawn[drawn + from + i];
        gradient[mean + from + i] = derivative;
        gradient[deviation + from + i] = derivative * (factor * noise[i]);
      }
    }
  }

  /** A fully connected layer, and its last noise. */
  private static final class Layer {
    final Noisy weight;
    final Noisy bias;
    final int inputs;
    final float[] ofInputs;
    final float[] ofOutputs;

    Layer(Parameters parameters, List<Block> blocks) {
      if (blocks.size() != 2
          || blocks.get(0).shape().size() != 2
          || blocks.get(1).shape().size() != 1) {
        throw new IllegalArgumentException(
            "A noisy layer is a weight and a bias, but '%s' is %s."
                .formatted(blocks.get(0).layer(), blocks.stream().map(Block::name).toList()));
      }
      this.weight = Noisy.of(parameters, blocks.get(0));
      this.bias = Noisy.of(parameters, blocks.get(1));
      this.inputs = blocks.get(0).shape().get(0);
      this.ofInputs = new float[inputs];
      this.ofOutputs = new float[bias.length()];
    }

    void draw(RandomGenerator random, float[] values, float[] within) {
      fill(random, ofInputs);
      fill(random, ofOutputs);
      for (int i = 0; i < inputs; i++) {
        weight.draw(values, within, i * ofOutputs.length, ofOutputs, ofInputs[i]);
      }
      bias.draw(values, within, 0, ofOutputs, 1);
    }

    private static void fill(RandomGenerator random, float[] noise) {
      for (int i = 0; i < noise.length; i++) {
        double x = random.nextGaussian();
        noise[i] = (float) Math.copySign(Math.sqrt(Math.abs(x)), x);
      }
    }

    void writeGradient(float[] byDrawn, float[] gradient) {
      for (int i = 0; i < inputs; i++) {
        weight.writeGradient(byDrawn, gradient, i * ofOutputs.length, ofOutputs, ofInputs[i]);
      }
      bias.writeGradient(byDrawn, gradient, 0, ofOutputs, 1);
    }
  }
}
