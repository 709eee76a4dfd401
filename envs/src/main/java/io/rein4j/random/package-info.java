/**
 * Random numbers: NumPy's {@code SeedSequence} and {@code PCG64} in Java, and the named streams of
 * a run.
 *
 * <p>Nothing else in Rein4J makes random numbers. A stream's seed depends on the run's seed and the
 * stream's name, never on the order in which streams are created.
 */
@NullMarked
package io.rein4j.random;

import org.jspecify.annotations.NullMarked;
