/**
 * Studies: many runs that differ in one factor, and what can be said about the difference. Suites:
 * many runs that measure agents and environments.
 *
 * <p>A study is planned from one file, its runs are trained by parallel worker processes, and each
 * run's folder is read into a {@code RunOutcome}. A {@code StudyDesign} and one {@code RunOutcome}
 * a run go into {@code Analysis}, {@code StudyResults} come out; the console, the page and the
 * tables show nothing else.
 */
@NullMarked
package io.rein4j.study;

import org.jspecify.annotations.NullMarked;
