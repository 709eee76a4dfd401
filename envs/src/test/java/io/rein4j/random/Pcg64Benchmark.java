package io.rein4j.random;

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

/** One draw of each kind, and the reseeding that starts every episode. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Pcg64Benchmark {

  private final Pcg64 random = new Pcg64(1);
  private final SeedFamily seeds = new RandomStreams(1).seeds("training");
  private long episode;

  @Benchmark
  public double nextDouble() {
    return random.nextDouble();
  }

  @Benchmark
  public long integersBelow1000() {
    return random.integers(1_000);
  }

  @Benchmark
  public double standardNormal() {
    return random.standardNormal();
  }

  @Benchmark
  public long reseed() {
    random.seed(seeds.seed(3, episode++));
    return random.nextLong();
  }
}
