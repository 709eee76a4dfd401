package io.rein4j.train;

import io.rein4j.catalog.Catalog;
import io.rein4j.nn.BlasKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where a run's program comes from.
 *
 * @param version of Rein4J
 * @param commit of Rein4J's own tree
 * @param commandLine the arguments of the program
 * @param host the machine's name
 * @param os its operating system and architecture
 * @param processor the processor's model
 * @param processors available processors
 * @param maxHeapBytes the most memory that the JVM takes for objects
 * @param jvm the JVM's name and version
 * @param blas library and kernel of the linear algebra
 * @param plugins the modules that are not Rein4J's own, each with its version, its jar and the
 *     jar's SHA-256
 */
public record Provenance(
    String version,
    String commit,
    List<String> commandLine,
    String host,
    String os,
    String processor,
    int processors,
    long maxHeapBytes,
    String jvm,
    Map<String, String> blas,
    Map<String, String> plugins) {

  private static final String UNKNOWN = "unknown";
  private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");

  public Provenance {
    commandLine = List.copyOf(commandLine);
    blas = Collections.unmodifiableMap(new LinkedHashMap<>(blas));
    plugins = Collections.unmodifiableMap(new LinkedHashMap<>(plugins));
  }

  /** {@return the version of this Rein4J, as the build wrote it} */
  public static String ownVersion() {
    Properties build = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("/io/rein4j/build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      return UNKNOWN;
    }
    return build.getProperty("version", UNKNOWN);
  }

  /**
   * Gathers the provenance of the running process.
   *
   * @param catalog what it chooses from
   * @param commandLine the arguments of the program
   * @return where it comes from
   */
  public static Provenance gather(Catalog catalog, List<String> commandLine) {
    return new Provenance(
        ownVersion(),
        gitCommit(),
        commandLine,
        hostName(),
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory(),
        "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version().toString()),
        linearAlgebra(),
        PluginBuilds.of(catalog));
  }

  private static Map<String, String> linearAlgebra() {
    BlasKernel blas = BlasKernel.loaded();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("library", blas.library());
    fields.put("kernel", blas.kernel());
    blas.forced().ifPresent(forced -> fields.put("forced", forced));
    return fields;
  }

  /** {@return the processor's model as the system names it} */
  private static String processorModel() {
    if (Files.isReadable(LINUX_PROCESSORS)) {
      try (Stream<String> lines = Files.lines(LINUX_PROCESSORS)) {
        Optional<String> model =
            lines
                .filter(line -> line.startsWith("model name") && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
        if (model.isPresent()) {
          return model.get();
        }
      } catch (IOException | UncheckedIOException e) {
        return UNKNOWN;
      }
    }
    // Windows says it so; macOS asks a program.
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    return windows != null
        ? windows
        : System.getProperty("os.name").startsWith("Mac")
            ? answer("sysctl", "-n", "machdep.cpu.brand_string")
            : UNKNOWN;
  }

  /** {@return the name of this machine} */
  public static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }

  /** Asks git for the commit of Rein4J's own tree, where the launcher says where that is. */
  private static String gitCommit() {
    String home = System.getProperty("rein4j.home");
    if (home == null) {
      return UNKNOWN;
    }
    return answer(
        "git", "-C", Path.of(home).toString(), "describe", "--always", "--dirty", "--abbrev=40");
  }

  /** {@return what a program prints} */
  private static String answer(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? answer : UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN;
    }
  }
}
