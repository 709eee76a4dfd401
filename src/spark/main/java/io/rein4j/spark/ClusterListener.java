package io.rein4j.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Hears of the cluster's executors, and of runs whose tasks ended without saying how. */
final class ClusterListener extends SparkListener {

  private static final String GROUP = "spark.jobGroup.id";

  private final Runs runs;
  private final int cpus;
  private final Map<Integer, Long> runsOfJobs = new HashMap<>();
  private final Map<Integer, Long> runsOfStages = new HashMap<>();
  private final Map<String, String> hosts = new HashMap<>();

  ClusterListener(Runs runs, int cpus) {
    this.runs = runs;
    this.cpus = cpus;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded added) {
    hosts.put(added.executorId(), added.executorInfo().executorHost());
    runs.executorAdded(added.executorId(), added.executorInfo().totalCores() / cpus);
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    runs.executorRemoved(
        removed.executorId(),
        "%s, %s"
            .formatted(
                hosts.getOrDefault(removed.executorId(), "an unknown machine"),
                first(removed.reason())));
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    String group = start.properties().getProperty(GROUP);
    if (group != null) {
      long run = Long.parseLong(group);
      runsOfJobs.put(start.jobId(), run);
      start.stageIds().foreach(stage -> runsOfStages.put((Integer) stage, run));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    Long run = runsOfStages.get(end.stageId());
    if (run != null && end.reason() instanceof TaskFailedReason reason) {
      runs.lost(run, "executor on %s: %s".formatted(end.taskInfo().host(), words(reason)));
    }
  }

  private static String words(TaskFailedReason reason) {
    if (reason instanceof ExecutorLostFailure lost) {
      return first(lost.reason().isDefined() ? lost.reason().get() : "lost");
    }
    if (reason instanceof ExceptionFailure failure) {
      return first(failure.description());
    }
    return first(reason.toErrorString());
  }

  private static String first(String text) {
    String line = text.lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  @Override
  public void onJobEnd(SparkListenerJobEnd end) {
    Long run = runsOfJobs.remove(end.jobId());
    if (run != null) {
      runsOfStages.values().removeIf(run::equals);
      runs.jobEnded(run);
    }
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    runs.applicationEnded();
  }
}
