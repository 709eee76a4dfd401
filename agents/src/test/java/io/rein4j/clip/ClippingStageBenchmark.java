package io.rein4j.clip;

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

/** One gradient through the stage; {@code clip_grad_norm.py} times PyTorch's side. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClippingStageBenchmark {

  @Param({"4-64-64-2", "4-256-256-2", "flat 10M"})
  String layout = "";

  @Param({
    "not reached",
    "reached",
    "value not reached",
    "value reached",
    "value reached by 1 in 100"
  })
  String threshold = "";

  private float[] gradient = {};
  private float[] parameters = {};
  private int outside;
  private ClippingStage stage = new ClippingStage(layout("4-64-64-2"), ClippingSettings.DEFAULTS);
  private ClippingStatistics statistics = new ClippingStatistics(stage.layout());
  private final NormWindow window = new NormWindow();

  @Setup
  public void make() {
    ParameterLayout made = layout(layout);
    SplittableRandom random = new SplittableRandom(1);
    gradient = new float[made.size()];
    parameters = new float[made.size()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (random.nextDouble() - 0.5) * 1e-3f;
    }
    ClippingRule rule =
        switch (threshold) {
          case "not reached" -> new GlobalNorm(1e9);
          case "reached" -> bound -> new AlwaysReached();
          case "value not reached" -> Value.symmetric(1);
          default -> Value.symmetric(5e-4);
        };
    outside =
        switch (threshold) {
          case "value reached" -> 1;
          case "value reached by 1 in 100" -> gradient.length / 100;
          default -> 0;
        };
    stage = new ClippingStage(made, ClippingSettings.of(rule));
    statistics = new ClippingStatistics(made);
  }

  private static ParameterLayout layout(String name) {
    if (name.equals("flat 10M")) {
      return ParameterLayout.builder().add("w", 10_000_000).build();
    }
    int hidden = name.equals("4-64-64-2") ? 64 : 256;
    return ParameterLayout.builder()
        .add("q/dense0/weight", 4, hidden)
        .add("q/dense0/bias", hidden)
        .add("q/dense1/weight", hidden, hidden)
        .add("q/dense1/bias", hidden)
        .add("q/dense2/weight", hidden, 2)
        .add("q/dense2/bias", 2)
        .build();
  }

  /** Does what a norm clip does, and the opposite the next time, so that it always has work. */
  private static final class AlwaysReached implements Clipper {
    private boolean halve;

    @Override
    public void clip(Gradient gradient) {
      double norm = gradient.norm();
      halve = !halve;
      gradient.report(norm, norm / 2);
      gradient.scale(halve ? 0.5 : 2);
    }
  }

  /** Puts as many elements outside the interval as the last update has moved to its end. */
  private void moveOutside() {
    for (int i = 0; i < outside; i++) {
      gradient[100 * i] = 1e-3f;
    }
  }

  @Benchmark
  public UpdateReport stage() {
    moveOutside();
    return stage.process(gradient, parameters, 0.5);
  }

  @Benchmark
  public double stageAndStatistics() {
    moveOutside();
    UpdateReport report = stage.process(gradient, parameters, 0.5);
    statistics.record(report);
    window.record(report);
    return report.whole().normPost();
  }
}
