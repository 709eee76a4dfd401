/**
 * What a study or a suite is going to do: its file, its design, its runs with their configs, and
 * what came of a run, which further runs may depend on.
 */
@Incubating
@NullMarked
package io.rein4j.study.plan;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
