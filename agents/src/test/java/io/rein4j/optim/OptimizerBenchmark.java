package io.rein4j.optim;

import io.rein4j.clip.ParameterLayout;
import java.util.Map;
import java.util.Objects;
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

/**
 * One step of each optimizer, at the sizes of 4-64-64-2 and 4-256-256-2 networks, with all
 * parameters learning and with most of them dead.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets all fields before it measures.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
public class OptimizerBenchmark {

  private static final Map<String, OptimizerSettings> SETTINGS =
      Map.of(
          "adam", Adam.DEFAULTS,
          "adamw", AdamW.DEFAULTS,
          "rmsprop", RmsProp.DEFAULTS,
          "rmsprop-tf", RmsPropTf.DEFAULTS,
          "laprop", LaProp.DEFAULTS,
          "muon", Muon.DEFAULTS,
          "sgd", Sgd.DEFAULTS);

  @Param({"adam", "adamw", "rmsprop", "rmsprop-tf", "laprop", "muon", "sgd"})
  public String type;

  @Param({"4610", "67586"})
  public int size;

  /** The share of parameters whose gradient has become 0, as behind a ReLU that is never active. */
  @Param({"0", "0.75"})
  public double dead;

  private Optimizer optimizer;
  private float[] parameters;
  private float[] gradient;

  @Setup
  public void setUp() {
    OptimizerSettings settings = Objects.requireNonNull(SETTINGS.get(type));
    optimizer = settings.bind(layout(size));
    SplittableRandom random = new SplittableRandom(1);
    parameters = new float[size];
    gradient = new float[size];
    for (int i = 0; i < size; i++) {
      parameters[i] = (float) random.nextGaussian();
      gradient[i] = (float) random.nextGaussian();
    }
    step();
    for (int i = 0; i < size; i++) {
      gradient[i] = random.nextDouble() < dead ? 0 : gradient[i];
    }
    for (int i = 0; i < 2_000; i++) {
      step();
    }
  }

  /** The blocks of the network of that size, of which one is a square. */
  private static ParameterLayout layout(int size) {
    int hidden = size == 4_610 ? 64 : 256;
    return ParameterLayout.builder()
        .add("q/dense0/weight", 4, hidden)
        .add("q/dense0/bias", hidden)
        .add("q/dense1/weight", hidden, hidden)
        .add("q/dense1/bias", hidden)
        .add("q/output/weight", hidden, 2)
        .add("q/output/bias", 2)
        .build();
  }

  @Benchmark
  public float[] step() {
    optimizer.step(parameters, gradient, 1e-3);
    return parameters;
  }
}
