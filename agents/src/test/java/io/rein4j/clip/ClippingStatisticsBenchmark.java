package io.rein4j.clip;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Recording an update, and merging a segment of updates into an episode. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClippingStatisticsBenchmark {

  private final ParameterLayout layout =
      ParameterLayout.builder().add("actor/w", 8).add("critic/w", 8).build();
  private final ClippingStage stage =
      new ClippingStage(layout, ClippingSettings.of(new GlobalNorm(1)));
  private final ClippingStatistics segment = new ClippingStatistics(layout);
  private final ClippingStatistics episode = new ClippingStatistics(layout);
  private final UpdateReport report = stage.process(filled(), new float[16], 0);

  private static float[] filled() {
    float[] gradient = new float[16];
    Arrays.fill(gradient, 0.5f);
    return gradient;
  }

  @Benchmark
  public ClippingStatistics record() {
    segment.record(report);
    return segment;
  }

  @Benchmark
  public ClippingStatistics mergeAndClear() {
    segment.record(report);
    episode.merge(segment);
    segment.clear();
    return episode;
  }

  @Benchmark
  public double quantiles() {
    return episode.whole().gradNormPreQuantile(0.5) + episode.whole().gradNormPreQuantile(0.9);
  }
}
