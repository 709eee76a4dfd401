package io.rein4j.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/** The way of messages between the driver and its executors, which is Spark's own. */
public final class Plugin implements SparkPlugin {

  /** Made by Spark, which finds it by its name. */
  public Plugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverEnd();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorEnd();
  }
}
