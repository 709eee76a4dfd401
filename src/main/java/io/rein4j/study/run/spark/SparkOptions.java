package io.rein4j.study.run.spark;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How runs are trained on a cluster.
 *
 * @param master the cluster, as Spark names it: {@code spark://HOST:PORT}, {@code yarn}, …
 * @param settings Spark's settings besides, by their names
 * @param most how many runs to train at the same time at most; null for as many as there is place
 *     for
 * @param runsPerWorker after how many runs a process that trains them makes place for a fresh one,
 *     at least 1
 * @param silentAfter after how long without a sign of life a run is given to another worker
 * @param store where workers write runs to while they are trained; null if they send them to this
 *     process
 * @param pythons the Pythons that runs name and need on every worker, their names or paths
 * @param python the Python of runs that need one and name none, where a worker has no other; null
 *     if there are no such runs
 */
public record SparkOptions(
    String master,
    Map<String, String> settings,
    @Nullable Integer most,
    int runsPerWorker,
    Duration silentAfter,
    @Nullable SparkStore store,
    Set<String> pythons,
    @Nullable String python) {

  public SparkOptions {
    settings = Map.copyOf(settings);
    pythons = Set.copyOf(pythons);
  }
}
