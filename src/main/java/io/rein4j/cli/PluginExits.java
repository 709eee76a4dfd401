package io.rein4j.cli;

import io.rein4j.catalog.PluginFailures;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/**
 * A guard against plugins that end the JVM while they are loaded, or a command is under way, which
 * would look as if the program had done its work.
 *
 * <p>Java has no way to keep code from calling {@link System#exit}, but whoever calls it waits for
 * the shutdown hooks, so its stack is there to be looked at. {@link Runtime#halt} calls none.
 */
final class PluginExits implements AutoCloseable {

  private final Thread hook;

  private PluginExits(PrintWriter err) {
    this.hook = new Thread(() -> tell(err), "plugin exits");
  }

  /**
   * Looks out for them until it is closed; they are those that this thread's class loader knows.
   *
   * @param err hears of one
   */
  static PluginExits watch(PrintWriter err) {
    PluginExits exits = new PluginExits(err);
    try {
      Runtime.getRuntime().addShutdownHook(exits.hook);
    } catch (IllegalStateException e) {
      // The JVM ends already.
    }
    return exits;
  }

  /** Fails if a plugin has called for the end of the JVM. */
  private static void tell(PrintWriter err) {
    for (StackTraceElement[] trace : Thread.getAllStackTraces().values()) {
      Optional<PluginFailures.PluginClass> plugin =
          Arrays.stream(trace).anyMatch(PluginExits::isExit) ? pluginIn(trace) : Optional.empty();
      if (plugin.isPresent()) {
        Terminal.complain(
            err,
            "The program was ended by System.exit in %s; a plugin fails by an exception."
                .formatted(plugin.get().describe()));
        err.flush();
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(ExitCode.SOFTWARE);
      }
    }
  }

  private static boolean isExit(StackTraceElement frame) {
    return frame.getClassName().equals(Runtime.class.getName())
        && frame.getMethodName().equals("exit");
  }

  private static Optional<PluginFailures.PluginClass> pluginIn(StackTraceElement[] trace) {
    Throwable exit = new Throwable();
    exit.setStackTrace(trace);
    return PluginFailures.blamed(exit);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends, and the hook looks.
    }
  }
}
