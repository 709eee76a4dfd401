/**
 * Studies: many runs that differ in one factor, and what can be said about the difference.
 *
 * <p>A {@code StudyDesign} and one {@code RunOutcome} a run go into {@code Analysis}, {@code
 * StudyResults} come out; the console, the page and the tables show nothing else.
 */
@NullMarked
package io.rein4j.study;

import org.jspecify.annotations.NullMarked;
