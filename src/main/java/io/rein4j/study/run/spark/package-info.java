/**
 * Trains the runs of a study on an Apache Spark cluster, by a process that is Spark's driver and
 * shares no class path with this one.
 */
@Incubating
@NullMarked
package io.rein4j.study.run.spark;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
