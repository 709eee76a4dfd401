package io.rein4j.agent.pg;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.UpdateListener;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.clip.NormWindow;
import io.rein4j.env.EpisodeSeeds;
import io.rein4j.env.SyncVectorEnv;
import io.rein4j.env.source.Envs;
import io.rein4j.random.RandomStreams;
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
 * One PPO minibatch update of separate 64-64 networks, gathering and statistics included; {@code
 * torch_step.py} times PyTorch's side.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class PpoBenchmark {

  private static final int ENVIRONMENTS = 8;
  private static final int STEPS = 32;

  @Param({"64", "256"})
  int batch;

  private PolicyGradientAgent agent = agent(64);
  private PpoLearning learning = learning(agent);
  private final float[] actions = new float[ENVIRONMENTS];
  private final SyncVectorEnv envs = environments();
  private UpdateListener recorder = UpdateListener.NONE;

  private static SyncVectorEnv environments() {
    return SyncVectorEnv.of(
        ENVIRONMENTS,
        index -> Envs.standard().make("CartPole-v1"),
        EpisodeSeeds.derived(1, "training"));
  }

  @Setup
  public void fillRollout() {
    agent = agent(batch);
    learning = learning(agent);
    ClippingStatistics statistics = new ClippingStatistics(agent.layout());
    NormWindow window = new NormWindow();
    recorder =
        report -> {
          statistics.record(report);
          window.record(report);
        };
    envs.reset();
    for (int i = 0; i < STEPS; i++) {
      step();
    }
  }

  private static PolicyGradientAgent agent(int batch) {
    PpoSettings settings =
        PpoSettings.builder()
            .gamma(0.98)
            .gaeLambda(0.8)
            .rolloutSteps(STEPS)
            .batchSize(batch)
            .epochs(1)
            .entropyCoefficient(0.01)
            .build();
    SyncVectorEnv envs = environments();
    return settings.agent(
        new AgentContext(
            envs.observationSpace(),
            envs.actionSpace(),
            ENVIRONMENTS,
            1_000_000,
            new RandomStreams(1)));
  }

  private static PpoLearning learning(PolicyGradientAgent agent) {
    return (PpoLearning) agent.learning();
  }

  private void step() {
    agent.act(envs.observations(), actions);
    envs.step(actions);
    agent.observe(envs, recorder);
  }

  @Benchmark
  public void update() {
    learning.gather(agent.rollout(), 0, batch);
    learning.update(0.5, recorder);
  }

  @Benchmark
  public void actAndStep() {
    agent.act(envs.observations(), actions);
    envs.step(actions);
  }
}
