/**
 * Trains runs of Rein4J on an Apache Spark cluster: the driver's program, and what its tasks do on
 * the executors.
 *
 * <p>It knows the JDK and Spark, and nothing of Rein4J: a task starts a process of Rein4J's own,
 * whose class path came with it. {@code io.rein4j.study.run.spark} is the other end of {@link
 * io.rein4j.spark.Driver}'s input and output; {@code src/spark/README.md} lists their lines.
 */
@NullMarked
package io.rein4j.spark;

import org.jspecify.annotations.NullMarked;
