package io.rein4j.cli;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.WorkerProcesses;
import java.util.ArrayList;
import java.util.List;

/** Executors that train runs in processes of this program. */
public final class Workers {

  private Workers() {}

  /**
   * {@return an executor of processes on this machine, which may train any number of runs each}
   *
   * @param catalog what configs choose from; the processes load its plugins, too
   * @param count how many there are at the same time, at least 1
   */
  public static RunExecutor local(Catalog catalog, int count) {
    return local(catalog, count, Integer.MAX_VALUE);
  }

  /**
   * {@return an executor of processes on this machine}
   *
   * @param catalog what configs choose from; the processes load its plugins, too
   * @param count how many there are at the same time, at least 1
   * @param runsEach after how many runs one makes place for a fresh one, at least 1
   */
  public static RunExecutor local(Catalog catalog, int count, int runsEach) {
    List<String> program = new ArrayList<>(List.of(Main.class.getName()));
    catalog.plugins().forEach(jar -> program.addAll(List.of(PluginOption.NAME, jar.toString())));
    program.add(WorkerCommand.NAME);
    return new WorkerProcesses(program, count, runsEach);
  }
}
