package io.rein4j.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;

/** The task of a Spark job: trains one run on the executor that it finds itself on. */
final class TrainRun implements VoidFunction<RunSpec> {

  private static final long serialVersionUID = 1;

  @Override
  public void call(RunSpec spec) throws Exception {
    TaskContext task = TaskContext.get();
    ExecutorEnd executor = ExecutorEnd.here();
    if (executor.begin(spec, task.attemptNumber()) instanceof Question.RemoteFiles files) {
      try (TrainedRun run = new TrainedRun(executor, spec, files.list(), ExecutorEnd.fetched())) {
        run.train();
      }
    }
  }
}
