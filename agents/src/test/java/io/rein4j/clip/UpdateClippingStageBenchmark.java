package io.rein4j.clip;

import io.rein4j.optim.Adam;
import io.rein4j.optim.Optimizer;
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

/** One update by Adam, by itself and through the stage behind it, without and with its rules. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class UpdateClippingStageBenchmark {

  private static final double RATE = 1e-6;

  @Param({"64", "256"})
  int hidden;

  @Param({"none", "measured", "update-rms", "update-norm", "weight-value", "weight-norm"})
  String rule = "";

  private float[] gradient = {};
  private float[] parameters = {};
  private ParameterLayout layout = ParameterLayout.builder().build();
  private ClippingStage gradients = new ClippingStage(layout, ClippingSettings.DEFAULTS);
  private UpdateClippingStage stage =
      new UpdateClippingStage(layout, UpdateClippingSettings.DEFAULTS);
  private Optimizer optimizer = Adam.DEFAULTS.bind(layout);
  private UpdateReport report = gradients.process(gradient, parameters, 0);
  private ClippingStatistics statistics = new ClippingStatistics(layout);

  @Setup
  public void make() {
    layout =
        ParameterLayout.builder()
            .add("q/dense0/weight", 4, hidden)
            .add("q/dense0/bias", hidden)
            .add("q/dense1/weight", hidden, hidden)
            .add("q/dense1/bias", hidden)
            .add("q/dense2/weight", hidden, 2)
            .add("q/dense2/bias", 2)
            .build();
    SplittableRandom random = new SplittableRandom(1);
    gradient = new float[layout.size()];
    parameters = new float[layout.size()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (random.nextDouble() - 0.5) * 1e-3f;
      parameters[i] = (float) (random.nextDouble() - 0.5);
    }
    gradients = new ClippingStage(layout, ClippingSettings.DEFAULTS);
    UpdateClippingSettings settings =
        switch (rule) {
          case "none", "measured" -> UpdateClippingSettings.DEFAULTS;
          case "update-rms" -> UpdateClippingSettings.of(new UpdateRms(0.5));
          case "update-norm" -> UpdateClippingSettings.of(new UpdateNorm(1e-9));
          case "weight-value" -> UpdateClippingSettings.of(new WeightValue(0.5));
          case "weight-norm" -> UpdateClippingSettings.of(new WeightNorm(1));
          default -> throw new IllegalArgumentException(rule);
        };
    stage = new UpdateClippingStage(layout, settings);
    optimizer = Adam.DEFAULTS.bind(layout);
    report = gradients.process(gradient, parameters, 0);
    statistics = new ClippingStatistics(layout.groups(), List.of(), true);
  }

  @Benchmark
  public float[] update() {
    if (rule.equals("none")) {
      optimizer.step(parameters, gradient, RATE);
      return parameters;
    }
    stage.begin(parameters);
    optimizer.step(parameters, gradient, RATE);
    stage.process(report, parameters, gradient, optimizer.secondMoments(), 0.5);
    statistics.record(report);
    return parameters;
  }
}
