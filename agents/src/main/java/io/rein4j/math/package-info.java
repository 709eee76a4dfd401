/** Elementary functions over arrays of floats, in loops that the JIT compiler vectorises. */
@NullMarked
package io.rein4j.math;

import org.jspecify.annotations.NullMarked;
