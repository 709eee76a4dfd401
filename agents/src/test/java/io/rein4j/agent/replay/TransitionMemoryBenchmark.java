package io.rein4j.agent.replay;

import io.rein4j.agent.Outcome;
import io.rein4j.env.Box;
import io.rein4j.env.FrameStacking;
import io.rein4j.random.Pcg64;
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

/** A batch drawn from a full replay memory, and a step added to it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class TransitionMemoryBenchmark {

  private static final int CAPACITY = 20_000;
  private static final int BATCH = 64;

  /** Of four floats, or of four frames of 84 × 84 pixels. */
  @Param({"vector", "frames"})
  String observations = "vector";

  private float[] observation = {};
  private Outcome step = outcome(observation);
  private TransitionMemory memory = memory(Box.of(-1, 1, 4));

  @Setup
  public void fill() {
    Box space =
        observations.equals("vector")
            ? Box.of(-1, 1, 4)
            : Box.of(0, 255, 4, 84, 84).stackedBy(new FrameStacking(4));
    memory = memory(space);
    observation = new float[space.size()];
    step = outcome(observation);
    for (int i = 0; i < CAPACITY; i++) {
      add();
    }
  }

  private static TransitionMemory memory(Box space) {
    return new TransitionMemory(
        new ReplaySettings(CAPACITY, 0), space, 1, 1, 1, 0.99, BATCH, new Pcg64(1));
  }

  private static Outcome outcome(float[] observation) {
    return new Outcome(observation, new double[1], new boolean[1], new boolean[1], observation);
  }

  @Benchmark
  public void add() {
    memory.see(observation, new float[0]);
    memory.add(step, new float[1]);
  }

  @Benchmark
  public TransitionBatch draw() {
    memory.draw(0.5);
    return memory.batch();
  }
}
