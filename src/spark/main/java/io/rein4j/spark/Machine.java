package io.rein4j.spark;

import java.io.Serializable;
import java.util.Optional;
import scala.util.Properties;

/**
 * What a machine is, as far as runs depend on it.
 *
 * @param host its name
 * @param os the operating system
 * @param architecture of the processor
 * @param spark the version of Spark
 * @param scalaVersion the version of Scala
 */
record Machine(String host, String os, String architecture, String spark, String scalaVersion)
    implements Serializable {

  /**
   * {@return the machine of this JVM}
   *
   * @param host what Spark calls it
   * @param spark the version of Spark
   */
  static Machine here(String host, String spark) {
    return new Machine(
        host,
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        spark,
        Properties.versionNumberString());
  }

  /** {@return the version of Spark in this JVM} */
  static String sparkHere() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  /**
   * {@return why a worker's machine cannot train what this driver sends, as a sentence; nothing if
   * it can}
   *
   * @param worker the machine of an executor
   */
  Optional<String> refuses(Machine worker) {
    if (!worker.os.equals(os) || !worker.architecture.equals(architecture)) {
      return Optional.of(
          "The worker on %s is %s on %s, but the native libraries that this program sends are for %s on %s: start it on a machine like the workers."
              .formatted(worker.host, worker.os, worker.architecture, os, architecture));
    }
    if (!worker.spark.equals(spark) || !binary(worker.scalaVersion).equals(binary(scalaVersion))) {
      return Optional.of(
          "The worker on %s runs Spark %s with Scala %s, but this program has Spark %s with Scala %s: set SPARK_HOME to a Spark like the cluster's."
              .formatted(worker.host, worker.spark, worker.scalaVersion, spark, scalaVersion));
    }
    return Optional.empty();
  }

  private static String binary(String version) {
    return version.substring(0, version.lastIndexOf('.'));
  }
}
