/** The command line: parses arguments, wires the other rooms, prints, and says how it ended. */
@NullMarked
package io.rein4j.cli;

import org.jspecify.annotations.NullMarked;
