package io.rein4j.study.run;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.ModuleOrigin;
import io.rein4j.catalog.Plugins;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The program that a process which trains runs is, on whatever machine.
 *
 * @param arguments its main class and the arguments that make it a {@link Worker}
 */
public record WorkerProgram(List<String> arguments) {

  /** By its name, as the command line is no library to import. */
  private static final String MAIN_CLASS = "io.rein4j.cli.Main";

  private static final String PLUGINS = "--plugins";
  private static final String LIBRARY = "--plugin-library";
  private static final String SKIP = "--skip-broken-plugins";
  private static final String COMMAND = "worker";

  /** What its JVM is started with, but for its heap and its class path. */
  public static final List<Flag> FLAGS =
      List.of(
          new Flag(17, "-XX:+UseSerialGC"),
          new Flag(17, "-Xshare:auto"),
          new Flag(22, "--enable-native-access=ALL-UNNAMED"),
          new Flag(23, "--sun-misc-unsafe-memory-access=allow"));

  public WorkerProgram {
    arguments = List.copyOf(arguments);
  }

  /**
   * A flag of the JVM.
   *
   * @param from the feature version of Java that knows it first
   * @param flag the flag
   */
  public record Flag(int from, String flag) {}

  /**
   * {@return the program of this class path, with the plugins of a catalog}
   *
   * @param catalog what configs choose from
   * @param where where the process finds the jar of a plugin or of one of its libraries
   * @throws IllegalArgumentException if the catalog has modules that a process cannot have
   */
  public static WorkerProgram of(Catalog catalog, Function<Path, String> where) {
    List<ModuleOrigin> given = catalog.modulesOfThisProcess();
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          "Worker processes cannot have the module %s, which this program gave its catalog: let a jar name it in %s, on the class path or loaded as a plugin."
              .formatted(given.get(0).describe(), Plugins.SERVICE_FILE));
    }
    List<String> program = new ArrayList<>(List.of(MAIN_CLASS));
    catalog.plugins().forEach(jar -> program.addAll(List.of(PLUGINS, where.apply(jar))));
    catalog.libraries().forEach(jar -> program.addAll(List.of(LIBRARY, where.apply(jar))));
    if (!catalog.isWhole()) {
      program.add(SKIP);
    }
    program.add(COMMAND);
    return new WorkerProgram(program);
  }

  /** {@return the flags that a version of Java knows} */
  static List<String> flags(int version) {
    return FLAGS.stream().filter(flag -> flag.from() <= version).map(Flag::flag).toList();
  }
}
