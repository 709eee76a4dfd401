package io.rein4j.policy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Acting by a policy from 4 numbers by two layers of 64 to 2 choices, and loading it in a JVM that
 * is warm. Times of single calls are quantiles.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets all fields before it measures.
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
public class PolicyBenchmark {

  private static final int ROWS = 64;

  private Policy policy;
  private Path file;

  /** What each thread has for itself. */
  @State(Scope.Thread)
  public static class Caller {
    final float[] observation = Policies.observations(Policies.FLOATS, 1);
    final float[] observations = Policies.observations(Policies.FLOATS, ROWS);
    final float[] action = new float[1];
    final float[] actions = new float[ROWS];
  }

  @Setup(Level.Trial)
  public void setUp() throws IOException {
    policy = Policies.cartPole();
    file = Files.createTempFile("benchmark", ".policy");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    policy.write(bytes);
    Files.write(file, bytes.toByteArray());
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    Files.delete(file);
  }

  @Benchmark
  public float[] act(Caller caller) {
    policy.act(caller.observation, caller.action);
    return caller.action;
  }

  @Benchmark
  @Threads(Threads.MAX)
  public float[] actByAllProcessors(Caller caller) {
    policy.act(caller.observation, caller.action);
    return caller.action;
  }

  @Benchmark
  public float[] actBatch64(Caller caller) {
    policy.act(caller.observations, ROWS, caller.actions);
    return caller.actions;
  }

  @Benchmark
  public Policy load() throws IOException {
    return Policy.load(file);
  }
}
