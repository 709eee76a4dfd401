package io.rein4j.catalog;

import io.rein4j.api.Incubating;
import java.nio.file.Path;
import java.util.Optional;

/** What a program says of failures of plugins: which class of which jar is to blame. */
@Incubating
public final class PluginFailures {

  private PluginFailures() {}

  /**
   * A class of a plugin.
   *
   * @param jar the plugin's jar
   * @param name the name of the class
   */
  public record PluginClass(Path jar, String name) {

    /** {@return the plugin and, in parentheses, the class} */
    public String describe() {
      return "the plugin %s (class %s)".formatted(jar, name);
    }
  }

  /**
   * {@return the class of a plugin that a failure is to be blamed on, if there is one: the
   * innermost one which it happened in, or one that its message names}
   *
   * @param failure what was thrown while the thread's class loader was that of plugins
   */
  public static Optional<PluginClass> blamed(Throwable failure) {
    return Thread.currentThread().getContextClassLoader() instanceof PluginLoader plugins
        ? plugins.blamed(failure)
        : Optional.empty();
  }

  /**
   * {@return the class of a plugin that threw something itself, if one did, and not Rein4J when the
   * plugin called it}
   *
   * @param failure what was thrown while the thread's class loader was that of plugins
   */
  public static Optional<PluginClass> thrower(Throwable failure) {
    return Thread.currentThread().getContextClassLoader() instanceof PluginLoader plugins
        ? plugins.thrower(failure)
        : Optional.empty();
  }

  /**
   * {@return a sentence on a class that is built for a newer Java}
   *
   * @param what what has the class, as a sentence begins with it
   * @param failure what was thrown, or what caused it
   */
  public static String newerJava(String what, UnsupportedClassVersionError failure) {
    return "%s is built for a newer Java than this one, which is %s: run Rein4J on the newer Java, or build the plugin with --release %s (%s)."
        .formatted(
            what, Runtime.version().feature(), Runtime.version().feature(), failure.getMessage());
  }
}
