package io.rein4j.agent.dqn;

import io.rein4j.agent.Rig;
import io.rein4j.agent.UpdateListener;
import io.rein4j.agent.replay.RecurrentSettings;
import io.rein4j.agent.replay.ReplaySettings;
import io.rein4j.env.source.Envs;
import io.rein4j.nn.Initialization;
import io.rein4j.nn.LstmSettings;
import io.rein4j.nn.MlpSettings;
import io.rein4j.nn.model.Activation;
import java.util.List;
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

/**
 * One update of a DQN with an LSTM of 64 units on 16 replayed sequences of 10 steps after a burn-in
 * of 5: two unrolled networks, the loss, backpropagation through time, clipping and Adam.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
public class RecurrentDqnBenchmark {

  private static final int STEPS = 10_000;

  private final DqnAgent agent;

  /** Fills the memory with what the agent meets while it acts at random. */
  public RecurrentDqnBenchmark() {
    DqnSettings settings =
        DqnSettings.builder()
            .network(
                new MlpSettings(
                    new LstmSettings(64, 10),
                    List.of(64),
                    Activation.RELU,
                    Initialization.KAIMING_UNIFORM))
            .batchSize(160)
            .replay(new ReplaySettings(STEPS, STEPS))
            .trainFrequency(1)
            .targetUpdateInterval(10)
            .doubleQ(true)
            .recurrent(new RecurrentSettings(5, 0))
            .build();
    Rig<DqnAgent> rig =
        new Rig<>(
            1,
            env -> Envs.standard().make("CartPole-v1"),
            1_000_000,
            context -> new DqnAgent(settings, context));
    rig.steps(STEPS, UpdateListener.NONE);
    agent = rig.agent;
  }

  @Benchmark
  public void update() {
    agent.learn(0.5, UpdateListener.NONE);
  }
}
