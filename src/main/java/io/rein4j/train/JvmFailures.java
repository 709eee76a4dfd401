package io.rein4j.train;

import io.rein4j.api.Incubating;
import io.rein4j.catalog.PluginFailures;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the JVM throws where a limit of the machine or a missing library is at fault, told as
 * sentences that say what to do.
 */
@Incubating
public final class JvmFailures {

  private JvmFailures() {}

  /**
   * Tells what is at fault.
   *
   * @param failure what was thrown
   * @return a sentence or two; empty if it is none of the JVM's complaints about the machine
   */
  public static Optional<String> sentence(Throwable failure) {
    Throwable first = failure;
    while (first instanceof ExceptionInInitializerError && first.getCause() != null) {
      first = first.getCause();
    }
    if (first instanceof OutOfMemoryError) {
      return Optional.of(outOfMemory(first));
    }
    if (first instanceof StackOverflowError) {
      Optional<String> caller =
          PluginFailures.blamed(first).map(PluginFailures.PluginClass::describe);
      if (caller.isPresent()) {
        return Optional.of(
            "Java's stack is not enough for %s: it calls itself without an end, or the stack is limited (ulimit -s)."
                .formatted(caller.get()));
      }
      return Optional.of(
          "Java's stack is not enough for this: the input is nested too deeply, or the stack is"
              + " limited (ulimit -s).");
    }
    if (isNative(first)) {
      return Optional.of(
          ("A native library cannot be loaded: %s. Its file must be on a file system that lets"
                  + " programs run (not noexec): choose the folder by"
                  + " JAVA_TOOL_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=DIR. Where virtual memory is"
                  + " limited (ulimit -v), raise the limit.")
              .formatted(firstLine(first)));
    }
    boolean ofClasses =
        failure instanceof LinkageError || failure instanceof TypeNotPresentException;
    Optional<Path> plugin =
        ofClasses
            ? PluginFailures.blamed(first).map(PluginFailures.PluginClass::jar)
            : Optional.empty();
    if (plugin.isPresent() && first instanceof UnsupportedClassVersionError newer) {
      return Optional.of(PluginFailures.newerJava("The plugin " + plugin.get(), newer));
    }
    if (plugin.isPresent()) {
      return Optional.of(
          ("The plugin %s cannot be used: %s. A folder given to --plugins may hold the libraries that"
                  + " it needs; if it is built for another version of Rein4J, take one for %s.")
              .formatted(plugin.get(), firstLine(first.toString()), Provenance.ownVersion()));
    }
    Optional<String> library = missingLibrary(first);
    if (library.isPresent()) {
      return library;
    }
    if (first instanceof LinkageError || first instanceof TypeNotPresentException) {
      return Optional.of(
          ("Java cannot load a class of its class path: %s. If few files may be open (ulimit -n),"
                  + " allow 128; otherwise the build is not whole.")
              .formatted(firstLine(first)));
    }
    return Optional.empty();
  }

  /** Tells of a library that is optional, by a class of it that is not there. */
  private static Optional<String> missingLibrary(Throwable failure) {
    if (!(failure instanceof NoClassDefFoundError || failure instanceof TypeNotPresentException)) {
      return Optional.empty();
    }
    String missing = String.valueOf(failure.getMessage()).replace('.', '/');
    String artifacts;
    if (missing.contains("org/deeplearning4j/rl4j/")) {
      artifacts = "RL4J: add org.deeplearning4j:rl4j-core and org.nd4j:nd4j-native";
    } else if (missing.contains("org/deeplearning4j/") || missing.contains("org/nd4j/")) {
      artifacts = "DL4J: add org.deeplearning4j:deeplearning4j-nn and org.nd4j:nd4j-native";
    } else if (missing.contains("org/bytedeco/")) {
      artifacts =
          "OpenBLAS: add org.bytedeco:openblas and org.bytedeco:javacpp, each also with the"
              + " classifier of this platform";
    } else if (missing.contains("io/jhdf/")) {
      artifacts = "jHDF, which reads Keras's files: add io.jhdf:jhdf";
    } else {
      return Optional.empty();
    }
    return Optional.of(
        "This needs a library that is not on the class path, %s (class %s)."
            .formatted(artifacts, firstLine(failure)));
  }

  /** A class whose initialiser could not load its library is told of as missing from then on. */
  private static boolean isNative(Throwable failure) {
    return failure instanceof UnsatisfiedLinkError
        || (failure instanceof NoClassDefFoundError
            && String.valueOf(failure.getMessage()).contains("Could not initialize class")
            && String.valueOf(failure.getMessage()).contains("bytedeco"));
  }

  private static String outOfMemory(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("native thread")
        ? "The system lets Java start no more threads: raise the limit of processes (ulimit -u) or"
            + " of virtual memory (ulimit -v)."
        : "The %s MiB of memory that Java may use are not enough for this: give it more, as in JAVA_TOOL_OPTIONS=-Xmx16g."
            .formatted(Runtime.getRuntime().maxMemory() >> 20);
  }

  private static String firstLine(Throwable failure) {
    return firstLine(String.valueOf(failure.getMessage()));
  }

  private static String firstLine(String message) {
    String text = message.lines().findFirst().orElse("").strip();
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
