package io.rein4j.export;

import ai.onnxruntime.OrtEnvironment;
import io.rein4j.agent.Agent;
import io.rein4j.env.Space;
import io.rein4j.policy.Policy;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * From the start of a JVM to the first action of a program that loads an agent: by its policy, or
 * by its ONNX model in ONNX Runtime. Native libraries are unpacked from their jars, or have been:
 * JavaCPP does so into its cache, for ONNX Runtime a program names the folder.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets all fields before it measures.
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 15)
public class FirstActionBenchmark {

  private static final float[] OBSERVATION = {0.1f, -0.2f, 0.3f, -0.4f};

  /** A program that acts by a policy. */
  static final class ByPolicy {
    private ByPolicy() {}

    public static void main(String[] args) throws Exception {
      System.out.println((int) Policy.load(Path.of(args[0])).act(OBSERVATION)[0]);
    }
  }

  /** A program that acts by a model in ONNX Runtime. */
  static final class ByOnnxRuntime {
    private ByOnnxRuntime() {}

    public static void main(String[] args) throws Exception {
      try (OnnxRuntimePolicy model = new OnnxRuntimePolicy(Path.of(args[0]), 1, 4)) {
        float[] action = new float[1];
        model.act(OBSERVATION, action);
        System.out.println((int) action[0]);
      }
    }
  }

  @Param({"true", "false"})
  boolean unpacked;

  private Path folder;
  private Path cache;
  private Path natives;
  private Path policyFile;
  private Path modelFile;
  private int action;
  private Process process;

  /** Writes the agent's files, and has the native libraries unpacked once. */
  @Setup(Level.Trial)
  public void setUp() throws Exception {
    folder = Files.createTempDirectory("benchmark");
    cache = folder.resolve("cache");
    natives = Files.createDirectory(folder.resolve("natives"));
    Agent agent = PoliciesOutBenchmark.agent(folder, "relu");
    Policy policy = PoliciesOutBenchmark.policy(agent);
    policyFile = folder.resolve("agent.policy");
    try (OutputStream out = Files.newOutputStream(policyFile)) {
      policy.write(out);
    }
    modelFile = PoliciesOutBenchmark.onnx(agent, folder);
    action = (int) policy.act(OBSERVATION)[0];
    unpackOnnxRuntime();
  }

  private void unpackOnnxRuntime() throws Exception {
    try (JarFile jar = new JarFile(place(OrtEnvironment.class))) {
      for (var entry : jar.stream().filter(each -> isOfThisMachine(each.getName())).toList()) {
        Files.copy(
            jar.getInputStream(entry), natives.resolve(Path.of(entry.getName()).getFileName()));
      }
    }
  }

  /** Whether it is a native library of ONNX Runtime for this system and processor. */
  private static boolean isOfThisMachine(String entry) {
    String system = System.getProperty("os.name").startsWith("Mac") ? "osx" : "linux";
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x64";
    return entry.matches(
        "ai/onnxruntime/native/%s-%s/[^/]*\\.(so|dylib)".formatted(system, processor));
  }

  /** Forgets what the last start has unpacked. */
  @Setup(Level.Invocation)
  public void forget() throws IOException {
    if (!unpacked) {
      delete(cache);
    }
  }

  /** Waits until the program has ended. */
  @TearDown(Level.Invocation)
  public void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  @TearDown(Level.Trial)
  public void tearDown() throws IOException {
    delete(folder);
  }

  private static void delete(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> files = Files.walk(tree)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** Returns OpenBLAS and JavaCPP, as this class path has them. */
  private static Stream<String> blas() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(
            entry -> String.valueOf(Path.of(entry).getFileName()).matches("(openblas|javacpp)-.*"));
  }

  /** Starts a program and waits for its first action. */
  private int firstAction(Class<?> program, Path file, Stream<String> libraries, List<String> flags)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(flags);
    command.add("-cp");
    command.add(
        Stream.concat(libraries, Stream.of(place(program)))
            .collect(Collectors.joining(File.pathSeparator)));
    command.addAll(List.of(program.getName(), file.toString()));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    int found = process.getInputStream().read() - '0';
    if (found != action) {
      throw new IllegalStateException("Its action is " + found + ", but the policy's " + action);
    }
    return found;
  }

  @Benchmark
  public int byPolicy() throws Exception {
    return firstAction(
        ByPolicy.class,
        policyFile,
        Stream.concat(Stream.of(place(Policy.class), place(Space.class)), blas()),
        List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache));
  }

  @Benchmark
  public int byOnnxRuntime() throws Exception {
    return firstAction(
        ByOnnxRuntime.class,
        modelFile,
        Stream.of(place(OrtEnvironment.class)),
        unpacked ? List.of("-Donnxruntime.native.path=" + natives) : List.of());
  }
}
