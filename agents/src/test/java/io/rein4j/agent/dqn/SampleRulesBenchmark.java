package io.rein4j.agent.dqn;

import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.clip.MedianOfMeans;
import io.rein4j.clip.PerSampleNorm;
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

/** The update of {@link DqnBenchmark}, batch 64, with rules on samples and without. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class SampleRulesBenchmark {

  @Param({"64", "256"})
  int hidden;

  /** The first threshold clips a part of the samples, the second none. */
  @Param({"global-norm", "per-sample-norm 1", "per-sample-norm 1e9", "median-of-means"})
  String rule = "";

  private final DqnBenchmark dqn = new DqnBenchmark();

  @Setup
  public void fill() {
    dqn.hidden = hidden;
    dqn.batch = 64;
    dqn.clipping =
        switch (rule) {
          case "global-norm" -> ClippingSettings.of(new GlobalNorm(10));
          case "per-sample-norm 1" -> ClippingSettings.of(new PerSampleNorm(1));
          case "per-sample-norm 1e9" -> ClippingSettings.of(new PerSampleNorm(1e9));
          case "median-of-means" -> ClippingSettings.of(new MedianOfMeans(8));
          default -> throw new IllegalArgumentException(rule);
        };
    dqn.fill();
  }

  @Benchmark
  public void update() {
    dqn.update();
  }
}
