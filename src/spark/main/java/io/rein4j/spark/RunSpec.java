package io.rein4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task has to know of its run.
 *
 * @param run the number of its submission
 * @param name the name of its folder
 * @param config its config.yaml for an executor, which names files relative to itself
 * @param start which checkpoint of another run it starts from, or null
 * @param stored where the run is in the store, or null if its files go to the driver
 * @param files the hashes of what it needs, by their names among the files that Spark fetches
 * @param program what trains it
 */
record RunSpec(
    long run,
    String name,
    String config,
    @Nullable String start,
    @Nullable Stored stored,
    Map<String, String> files,
    WorkerProgram program)
    implements Serializable {

  /**
   * Where a task finds a run in the store, and leaves it.
   *
   * @param uri the run's folder there
   * @param log what the task writes
   */
  record Stored(String uri, String log) implements Serializable {}

  /**
   * The program of a process that trains runs. Processes of the same program are alike.
   *
   * @param classPath the names of the files on its class path
   * @param flags of the JVM, by the feature version of Java that they begin with
   * @param arguments the main class and its arguments, in which {@link #HERE} stands for the folder
   *     of the fetched files
   * @param environment variables that it has unless the executor has them
   * @param heap the argument of -Xmx; empty for a share of the machine
   * @param silentSeconds after how long without a sign of life it is ended
   * @param runsEach after how many runs a process makes place for a fresh one
   */
  record WorkerProgram(
      List<String> classPath,
      List<Flag> flags,
      List<String> arguments,
      Map<String, String> environment,
      String heap,
      long silentSeconds,
      int runsEach)
      implements Serializable {

    /** What stands for the folder of the fetched files. */
    static final String HERE = "@here@";
  }

  /**
   * A flag of a JVM.
   *
   * @param from the feature version of Java that knows it first
   * @param flag the flag
   */
  record Flag(int from, String flag) implements Serializable {}
}
