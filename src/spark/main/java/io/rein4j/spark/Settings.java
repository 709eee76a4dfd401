package io.rein4j.spark;

/** The names of this program's settings among Spark's. */
final class Settings {

  /** The Python that environments of Gymnasium need on every worker; absent if there are none. */
  static final String PYTHON = "spark.rein4j.python";

  /** The argument of -Xmx of the processes that train; absent for a share of the machine. */
  static final String HEAP = "spark.rein4j.heap";

  private Settings() {}
}
