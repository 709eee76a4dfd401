package io.rein4j.agent.dqn;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.FramesTask;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.GlobalNorm;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.TaskEnv;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LayerListSettings;
import io.rein4j.nn.NatureCnnSettings;
import io.rein4j.random.RandomStreams;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One DQN update of 32 stacks of four frames of 84 × 84 bytes on the network of Mnih et al. 2015,
 * and one greedy action; {@code cnn_step.py} times PyTorch's side.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class ConvolutionBenchmark {

  private static final int MEMORY = 1_000;
  private static final int BATCH = 32;
  private static final int ACTIONS = 6;

  private final SyncVectorEnv envs =
      SyncVectorEnv.of(
          1,
          index -> new TaskEnv(new FramesTask(4, 84, ACTIONS)),
          EpisodeSeeds.derived(1, "training"));
  private final DqnAgent agent =
      new DqnAgent(
          DqnSettings.builder()
              .network(
                  LayerListSettings.builder(new NatureCnnSettings(512))
                      .initialization(Initialization.KAIMING_UNIFORM)
                      .inputScale(255)
                      .build())
              .clipping(ClippingSettings.of(new GlobalNorm(0.5)))
              .batchSize(BATCH)
              .replay(new ReplaySettings(MEMORY, MEMORY))
              .trainFrequency(1)
              .targetUpdateInterval(1_000_000)
              .build(),
          new AgentContext(
              envs.observationSpace(), envs.actionSpace(), 1, 1_000_000, new RandomStreams(1)));
  private final float[] action = new float[1];

  @Setup
  public void fill() {
    envs.reset();
    for (int i = 0; i < MEMORY; i++) {
      agent.act(envs.observations(), action);
      envs.step(action);
      agent.observe(envs, UpdateListener.NONE);
    }
  }

  @Benchmark
  public void update() {
    agent.learn(0.5, UpdateListener.NONE);
  }

  @Benchmark
  public float actGreedily() {
    agent.greedyPolicy(1).act(envs.observations(), action);
    return action[0];
  }
}
