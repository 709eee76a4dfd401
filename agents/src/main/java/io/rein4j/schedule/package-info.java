/** Values that change over training: constant, linear, cosine and exponential schedules. */
@NullMarked
package io.rein4j.schedule;

import org.jspecify.annotations.NullMarked;
