/** The results of studies and suites as tables, for programs and for people. */
@NullMarked
package io.rein4j.study.tables;

import org.jspecify.annotations.NullMarked;
