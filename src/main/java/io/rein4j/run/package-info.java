/** The training of runs from Java, without the command line and without a config file. */
@NullMarked
package io.rein4j.run;

import org.jspecify.annotations.NullMarked;
