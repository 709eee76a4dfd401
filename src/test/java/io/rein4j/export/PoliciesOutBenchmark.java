package io.rein4j.export;

import ai.onnxruntime.OrtException;
import io.rein4j.agent.Agent;
import io.rein4j.agent.GreedyPolicy;
import io.rein4j.env.Box;
import io.rein4j.env.Discrete;
import io.rein4j.env.Space;
import io.rein4j.policy.Policy;
import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Greedy actions of one agent, from 4 numbers by two layers of 64 to 2 choices: its own, those of
 * its policy, and those of its ONNX model in ONNX Runtime, each on one thread. Times of single
 * calls are quantiles, of which others on the machine hardly move the median.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets all fields before it measures.
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoliciesOutBenchmark {

  static final Space OBSERVATIONS = Box.of(-3, 3, 4);
  static final Space ACTIONS = new Discrete(2);

  @Param({"relu", "tanh"})
  String activation;

  /** Observations in a call. */
  @Param({"1", "64"})
  int rows;

  private Path folder;
  private GreedyPolicy agent;
  private Policy policy;
  private OnnxRuntimePolicy onnxRuntime;
  private float[] observations;
  private float[] actions;

  /** Returns an agent that has not learned. */
  static Agent agent(Path folder, String activation) throws IOException {
    return SmallAgents.of(
        folder,
        "type: dqn, network: {hidden: [64, 64], activation: %s}".formatted(activation),
        OBSERVATIONS,
        ACTIONS);
  }

  static Policy policy(Agent agent) {
    return Policy.of(
        agent.policyLayers().orElseThrow(), OBSERVATIONS, List.of(), ACTIONS, Map.of());
  }

  static Path onnx(Agent agent, Path folder) throws IOException {
    Path model = folder.resolve("model.onnx");
    ModelFormat.ONNX.write(SmallAgents.model(agent, null, OBSERVATIONS, ACTIONS), model);
    return model;
  }

  /** Makes all three and requires that they act alike. */
  @Setup(Level.Trial)
  public void setUp() throws IOException, OrtException {
    folder = Files.createTempDirectory("benchmark");
    Agent learned = agent(folder, activation);
    agent = learned.greedyPolicy(rows);
    policy = policy(learned);
    onnxRuntime = new OnnxRuntimePolicy(onnx(learned, folder), rows, OBSERVATIONS.size());
    actions = new float[rows];
    observations = new float[rows * OBSERVATIONS.size()];
    Pcg64 random = new Pcg64(17);
    for (int trial = 0; trial < 100; trial++) {
      for (int row = 0; row < rows; row++) {
        OBSERVATIONS.sample(random, observations, row * OBSERVATIONS.size());
      }
      float[] expected = ofAgent().clone();
      if (!Arrays.equals(ofPolicy(), expected) || !Arrays.equals(ofOnnxRuntime(), expected)) {
        throw new IllegalStateException("They act differently.");
      }
    }
  }

  /** Removes the files. */
  @TearDown(Level.Trial)
  public void tearDown() throws IOException, OrtException {
    onnxRuntime.close();
    try (var files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }

  @Benchmark
  public float[] ofAgent() {
    agent.act(observations, actions);
    return actions;
  }

  @Benchmark
  public float[] ofPolicy() {
    policy.act(observations, rows, actions);
    return actions;
  }

  @Benchmark
  public float[] ofOnnxRuntime() throws OrtException {
    onnxRuntime.act(observations, actions);
    return actions;
  }
}
