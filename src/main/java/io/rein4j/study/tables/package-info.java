/** The results of studies and suites as tables, for programs and for people. */
@Incubating
@NullMarked
package io.rein4j.study.tables;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
