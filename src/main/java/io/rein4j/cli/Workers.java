package io.rein4j.cli;

import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.WorkerProcesses;
import java.util.List;

/** Executors that train runs in processes of this program. */
public final class Workers {

  private Workers() {}

  /**
   * {@return an executor of processes on this machine, which may train any number of runs each}
   *
   * @param count how many there are at the same time, at least 1
   */
  public static RunExecutor local(int count) {
    return local(count, Integer.MAX_VALUE);
  }

  /**
   * {@return an executor of processes on this machine}
   *
   * @param count how many there are at the same time, at least 1
   * @param runsEach after how many runs one makes place for a fresh one, at least 1
   */
  public static RunExecutor local(int count, int runsEach) {
    return new WorkerProcesses(List.of(Main.class.getName(), WorkerCommand.NAME), count, runsEach);
  }
}
