package io.rein4j.train;

import io.rein4j.nn.BlasKernel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where a run comes from: versions, machine, linear algebra, JVM, git commit, command line. */
public final class Provenance {

  private static final String UNKNOWN = "unknown";
  private static final Path LINUX_PROCESSORS = Path.of("/proc/cpuinfo");

  private Provenance() {}

  /** {@return the version of Rein4J, as the build wrote it} */
  public static String version() {
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
   * @param commandLine the arguments of the program
   * @return what provenance.json says, in order
   */
  public static Map<String, Object> gather(List<String> commandLine) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rein4j", version());
    fields.put("git_commit", gitCommit());
    fields.put("command_line", commandLine);
    fields.put("host", host());
    fields.put(
        "os",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    fields.put("processor", processor());
    fields.put("processors", Runtime.getRuntime().availableProcessors());
    fields.put("max_heap_bytes", Runtime.getRuntime().maxMemory());
    fields.put(
        "jvm", "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version().toString()));
    fields.put("blas", blas());
    return fields;
  }

  private static Map<String, String> blas() {
    BlasKernel blas = BlasKernel.loaded();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("library", blas.library());
    fields.put("kernel", blas.kernel());
    blas.forced().ifPresent(forced -> fields.put("forced", forced));
    return fields;
  }

  /** {@return the processor's model as the system names it} */
  private static String processor() {
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

  private static String host() {
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
