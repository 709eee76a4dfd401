package io.rein4j.agent.offpolicy;

import io.rein4j.agent.AgentContext;
import io.rein4j.agent.Outcome;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.clip.ClippingStatistics;
import io.rein4j.env.Box;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One update of SAC or TD3 from a filled memory, statistics included: two hidden layers of 256, 256
 * transitions, 17 observations, 6 actions, without clipping; of TD3 the mean over a cycle of its
 * delay. {@code torch_sac_step.py} times PyTorch's side.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class OffPolicyBenchmark {

  private static final int MEMORY = 10_000;
  private static final int OBSERVATION = 17;
  private static final int ACTION = 6;
  private static final int DELAY = 2;
  private static final MlpSettings NETWORK =
      new MlpSettings(List.of(256, 256), Activation.RELU, Initialization.KAIMING_UNIFORM);
  private static final ReplaySettings REPLAY = new ReplaySettings(MEMORY, MEMORY);

  @Param({"sac", "td3"})
  String type = "sac";

  private OffPolicyAgent agent = agent("sac");
  private final float[] observation = new float[OBSERVATION];
  private final float[] action = new float[ACTION];
  private UpdateListener recorder = UpdateListener.NONE;

  @Setup
  public void fill() {
    agent = agent(type);
    ClippingStatistics statistics =
        new ClippingStatistics(
            agent.layout().groups(),
            type.equals("sac")
                ? List.of("critics", "actor", "alpha")
                : List.of("critics", "actor"));
    recorder = statistics::record;
    Pcg64 random = new Pcg64(1);
    for (int i = 0; i < MEMORY; i++) {
      agent.act(observation, action);
      for (int k = 0; k < OBSERVATION; k++) {
        observation[k] = (float) random.nextGaussian();
      }
      agent.observe(
          new Outcome(
              observation,
              new double[] {random.nextGaussian()},
              new boolean[1],
              new boolean[1],
              observation),
          recorder);
    }
  }

  private static OffPolicyAgent agent(String type) {
    AgentContext context =
        new AgentContext(
            Box.of(-10, 10, OBSERVATION),
            Box.of(-1, 1, ACTION),
            1,
            1_000_000,
            new RandomStreams(1));
    return type.equals("sac")
        ? SacSettings.builder().network(NETWORK).replay(REPLAY).build().agent(context)
        : Td3Settings.builder()
            .network(NETWORK)
            .replay(REPLAY)
            .policyDelay(DELAY)
            .build()
            .agent(context);
  }

  @Benchmark
  @OperationsPerInvocation(DELAY)
  public void update() {
    for (int i = 0; i < DELAY; i++) {
      agent.learn(0.5, recorder);
    }
  }

  @Benchmark
  public float actGreedily() {
    agent.greedyPolicy(1).act(observation, action);
    return action[0];
  }
}
