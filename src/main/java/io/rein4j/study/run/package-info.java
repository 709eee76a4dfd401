/** Trains the runs of a study or a suite, and reads what came of them from their folders. */
@NullMarked
package io.rein4j.study.run;

import org.jspecify.annotations.NullMarked;
