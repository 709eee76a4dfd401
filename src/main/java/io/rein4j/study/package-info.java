/**
 * Studies: many runs that differ in one factor, and what can be said about the difference. Suites:
 * many runs that measure agents and environments.
 *
 * <p>{@code Study} and {@code Suite} read the file of one, train its runs by an executor, and write
 * what came of it:
 *
 * <pre>{@code
 * Catalog catalog = Catalog.standard();
 * Study study = Study.read(catalog, Path.of("configs/studies/quick.yaml"), Path.of("runs"));
 * try (RunExecutor executor = WorkerProcesses.local(catalog, 2)) {
 *   Optional<StudyResults> results =
 *       study.run(executor, new StudyListener() {}, StudyOptions.DEFAULTS);
 * }
 * }</pre>
 */
@Incubating
@NullMarked
package io.rein4j.study;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
