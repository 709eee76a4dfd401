/** Trains the runs of a study or a suite, and reads what came of them from their folders. */
@Incubating
@NullMarked
package io.rein4j.study.run;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
