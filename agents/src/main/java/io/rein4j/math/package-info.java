/**
 * Elementary functions over arrays of floats, in loops that the JIT compiler vectorises, and
 * reductions of them.
 */
@NullMarked
package io.rein4j.math;

import org.jspecify.annotations.NullMarked;
