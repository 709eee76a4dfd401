package io.rein4j.env;

import io.rein4j.env.source.Envs;
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

/**
 * Steps of environments in a vector, episode ends and resets included. {@code count} environments
 * make one operation; environment steps per second are operations × count. The script {@code
 * vector_env_benchmark.py} in the test resources measures Gymnasium's vectors with the same
 * actions.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VectorEnvBenchmark {

  private static final int ROWS = 256;

  @Param({"CartPole-v1"})
  String id = "CartPole-v1";

  @Param({"8", "1024"})
  int count;

  private SyncVectorEnv vector = vector(1);
  private float[][] actions = {};
  private int row;

  /** Makes the vector and actions enough to be no pattern. */
  @Setup
  public void prepare() {
    vector = vector(count);
    vector.reset();
    Pcg64 random = new Pcg64(1);
    int size = vector.actionSpace().size();
    actions = new float[ROWS][count * size];
    for (float[] some : actions) {
      for (int i = 0; i < count; i++) {
        vector.actionSpace().sample(random, some, i * size);
      }
    }
  }

  private SyncVectorEnv vector(int size) {
    return SyncVectorEnv.of(
        size, i -> Envs.standard().make(id), EpisodeSeeds.derived(1, "training"));
  }

  @Benchmark
  public float[] step() {
    row = (row + 1) % ROWS;
    vector.step(actions[row]);
    return vector.observations();
  }
}
