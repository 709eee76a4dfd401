package io.rein4j.agent.dqn;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingSettings;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.NormWindow;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.RandomStreams;
import java.util.List;
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
 * One DQN update from a filled memory, statistics included, and one greedy action; {@code
 * torch_step.py} times PyTorch's side.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class DqnBenchmark {

  private static final int MEMORY = 10_000;

  @Param({"64", "256"})
  int hidden;

  @Param({"64", "128"})
  int batch;

  ClippingSettings clipping = DqnSettings.DEFAULTS.clipping();

  private DqnAgent agent = agent(64, 64, clipping);
  private final float[] observation = {0.01f, -0.02f, 0.03f, -0.04f};
  private final float[] action = new float[1];
  private UpdateListener recorder = UpdateListener.NONE;

  @Setup
  public void fill() {
    agent = agent(hidden, batch, clipping);
    ClippingStatistics statistics = new ClippingStatistics(agent.layout());
    NormWindow window = new NormWindow();
    recorder =
        report -> {
          statistics.record(report);
          window.record(report);
        };
    SyncVectorEnv envs =
        SyncVectorEnv.of(
            1, index -> Envs.standard().make("CartPole-v1"), EpisodeSeeds.derived(1, "training"));
    envs.reset();
    for (int i = 0; i < MEMORY; i++) {
      agent.act(envs.observations(), action);
      envs.step(action);
      agent.observe(envs, recorder);
    }
  }

  private static DqnAgent agent(int hidden, int batch, ClippingSettings clipping) {
    DqnSettings settings =
        DqnSettings.builder()
            .network(
                new MlpSettings(
                    List.of(hidden, hidden), Activation.RELU, Initialization.KAIMING_UNIFORM))
            .clipping(clipping)
            .batchSize(batch)
            .replay(new ReplaySettings(MEMORY, MEMORY))
            .trainFrequency(1)
            .targetUpdateInterval(10)
            .build();
    SyncVectorEnv envs =
        SyncVectorEnv.of(1, index -> Envs.standard().make("CartPole-v1"), EpisodeSeeds.first(1));
    return new DqnAgent(
        settings,
        new AgentContext(
            envs.observationSpace(), envs.actionSpace(), 1, 1_000_000, new RandomStreams(1)));
  }

  @Benchmark
  public void update() {
    agent.learn(0.5, recorder);
  }

  @Benchmark
  public float actGreedily() {
    agent.greedyPolicy(1).act(observation, action);
    return action[0];
  }
}
