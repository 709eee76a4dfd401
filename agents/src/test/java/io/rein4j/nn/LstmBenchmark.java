package io.rein4j.nn;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStage;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.math.PackedSequences;
import io.rein4j.nn.model.Activation;
import io.rein4j.optim.Adam;
import io.rein4j.optim.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Acting and one update (forward, backward, clipping, Adam) of a network of 4 inputs, an LSTM of 64
 * units and 2 outputs, on 16 sequences of 32 steps; {@code torch_step.py} times PyTorch's side.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class LstmBenchmark {

  private static final int SEQUENCES = 16;
  private static final int STEPS = 32;

  private final Parameters parameters;
  private final Network network;
  private final ClippingStage stage;
  private final Optimizer optimizer;
  private final PackedSequences sequences = new PackedSequences();
  private final float[] inputs = new float[SEQUENCES * STEPS * 4];
  private final float[] targets = new float[SEQUENCES * STEPS * 2];
  private final float[] states = new float[SEQUENCES * 128];
  private final float[] byOutputs = new float[targets.length];

  /** Makes the network. */
  public LstmBenchmark() {
    MlpSettings settings =
        new MlpSettings(
            new LstmSettings(64, null), List.of(), Activation.TANH, Initialization.KAIMING_UNIFORM);
    network = Network.of(settings.network("q", List.of(4), 2, 1));
    parameters = network.parameters();
    network.initialize(new SplittableRandom(1));
    stage = new ClippingStage(parameters.layout(), ClippingSettings.of(new GlobalNorm(0.5, 2)));
    optimizer = Adam.DEFAULTS.bind(parameters.layout());
  }

  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1);
    for (float[] values : List.of(inputs, targets)) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
    }
    int[] lengths = new int[SEQUENCES];
    Arrays.fill(lengths, STEPS);
    sequences.pack(lengths, SEQUENCES, 0);
  }

  @Benchmark
  public float[] act() {
    return network.step(inputs, 1, states);
  }

  @Benchmark
  public void update() {
    float[] outputs = network.forward(inputs, sequences, states);
    for (int i = 0; i < byOutputs.length; i++) {
      byOutputs[i] = 2 * (outputs[i] - targets[i]) / byOutputs.length;
    }
    network.backward(byOutputs);
    stage.process(parameters.gradient(), parameters.values(), 0.5);
    optimizer.step(parameters.values(), parameters.gradient(), 1e-3);
    parameters.changed();
  }
}
