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

/**
 * One gradient of a 4-256-256-2 network through each rule; of two gradients in turn one is a
 * thousand times the other, so that half of the updates are clipped. Copying it is timed too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ClippingRulesBenchmark {

  @Param({
    "global-norm",
    "global-norm 3",
    "global-norm 2.5",
    "per-layer-norm",
    "per-parameter-norm",
    "value",
    "block-rms",
    "adaptive-unitwise",
    "adaptive-unitwise, not reached",
    "normalize",
    "auto-clip",
    "z-clip",
    "ada-gc",
    "target-fraction",
    "adaptive-parameterwise",
    "ada-clip",
    "norm-ratio",
    "centralize",
    "error-feedback",
    "adaptive-band"
  })
  String rule = "";

  private final ParameterLayout layout =
      ParameterLayout.builder()
          .add("q/dense0/weight", 4, 256)
          .add("q/dense0/bias", 256)
          .add("q/dense1/weight", 256, 256)
          .add("q/dense1/bias", 256)
          .add("q/dense2/weight", 256, 2)
          .add("q/dense2/bias", 2)
          .build();
  private final float[] small = new float[layout.size()];
  private final float[] large = new float[layout.size()];
  private final float[] gradient = new float[layout.size()];
  private final float[] parameters = new float[layout.size()];
  private ClippingStage stage = new ClippingStage(layout, ClippingSettings.DEFAULTS);
  private boolean spike;

  @Setup
  public void make() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < small.length; i++) {
      small[i] = (float) (random.nextDouble() - 0.5) * 1e-3f;
      large[i] = small[i] * 1000;
      parameters[i] = (float) (random.nextDouble() - 0.5);
    }
    ClippingRule made =
        switch (rule) {
          case "global-norm" -> new GlobalNorm(1);
          case "global-norm 3" -> new GlobalNorm(1, 3);
          case "global-norm 2.5" -> new GlobalNorm(1, 2.5);
          case "per-layer-norm" -> new PerLayerNorm(1);
          case "per-parameter-norm" -> new PerParameterNorm(1);
          case "value" -> Value.symmetric(0.1);
          case "block-rms" -> new BlockRms(0.1);
          case "adaptive-unitwise" -> AdaptiveUnitwise.DEFAULTS;
          case "adaptive-unitwise, not reached" -> new AdaptiveUnitwise(1e9);
          case "normalize" -> Normalize.DEFAULTS;
          case "auto-clip" -> AutoClip.DEFAULTS;
          case "z-clip" -> ZClip.DEFAULTS;
          case "ada-gc" -> AdaGc.builder().warmup(0).build();
          case "target-fraction" -> new TargetFraction(0.5);
          case "adaptive-parameterwise" -> AdaptiveParameterwise.DEFAULTS;
          case "ada-clip" -> AdaClip.DEFAULTS;
          case "norm-ratio" -> NormRatio.DEFAULTS;
          case "centralize" -> Centralize.DEFAULTS;
          case "error-feedback" -> new ErrorFeedback(1);
          case "adaptive-band" -> AdaptiveBand.DEFAULTS;
          default -> throw new IllegalArgumentException(rule);
        };
    stage = new ClippingStage(layout, ClippingSettings.of(made));
  }

  @Benchmark
  public UpdateReport stage() {
    spike = !spike;
    System.arraycopy(spike ? large : small, 0, gradient, 0, gradient.length);
    return stage.process(gradient, parameters, 0.5);
  }
}
