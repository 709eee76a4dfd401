package io.rein4j.nn;

import io.rein4j.nn.model.Activation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Acting and a gradient, for networks of 4 inputs, two hidden layers and 2 outputs. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets all fields before it measures.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
public class NetworkBenchmark {

  @Param({"RELU", "TANH"})
  public Activation activation;

  @Param({"64", "256"})
  public int width;

  @Param({"false", "true"})
  public boolean layerNorm;

  private final float[] inputs = new float[256 * 4];
  private final float[] outputGradient = new float[256 * 2];
  private Parameters parameters;
  private Network network;

  @Setup
  public void setUp() {
    MlpSettings settings =
        MlpSettings.builder(width, width).activation(activation).layerNorm(layerNorm).build();
    network = Network.of(settings.network("q", List.of(4), 2, 1));
    parameters = network.parameters();
    SplittableRandom random = new SplittableRandom(1);
    network.initialize(random);
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < outputGradient.length; i++) {
      outputGradient[i] = (float) random.nextGaussian();
    }
  }

  @Benchmark
  public float[] actBatch1() {
    return network.predict(inputs, 1);
  }

  @Benchmark
  public float[] actBatch8() {
    return network.predict(inputs, 8);
  }

  @Benchmark
  public float[] gradientBatch64() {
    return gradient(64);
  }

  @Benchmark
  public float[] gradientBatch256() {
    return gradient(256);
  }

  /** As in training, the parameters have changed since the last pass. */
  private float[] gradient(int rows) {
    parameters.changed();
    network.forward(inputs, rows);
    network.backward(outputGradient);
    return parameters.gradient();
  }
}
