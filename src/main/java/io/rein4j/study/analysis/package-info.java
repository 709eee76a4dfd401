/**
 * The statistics of studies and suites: a {@code StudyDesign} and one {@code RunOutcome} a run go
 * into {@code Analysis}, {@code StudyResults} come out; the console, the page and the tables show
 * nothing else.
 */
@Incubating
@NullMarked
package io.rein4j.study.analysis;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
