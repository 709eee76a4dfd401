package io.rein4j.train;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Where a run comes from: versions, machine, JVM, git commit, command line. */
public final class Provenance {

  private Provenance() {}

  /** {@return the version of Rein4J, as the build wrote it} */
  public static String version() {
    Properties build = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("/io/rein4j/build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      return "unknown";
    }
    return build.getProperty("version", "unknown");
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
    fields.put("processors", Runtime.getRuntime().availableProcessors());
    fields.put("max_heap_bytes", Runtime.getRuntime().maxMemory());
    fields.put(
        "jvm", "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version().toString()));
    return fields;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Asks git for the commit of Rein4J's own tree, where the launcher says where that is. */
  private static String gitCommit() {
    String home = System.getProperty("rein4j.home");
    if (home == null) {
      return "unknown";
    }
    try {
      Process git =
          new ProcessBuilder(
                  "git",
                  "-C",
                  Path.of(home).toString(),
                  "describe",
                  "--always",
                  "--dirty",
                  "--abbrev=40")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String commit =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? commit : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
