/**
 * Gradient clipping: the layout of parameters, clipping rules, the clipping stage between backprop
 * and optimizer, and the statistics of what was clipped.
 *
 * <p>This package stands on the JDK and {@code io.rein4j.schedule} alone and allocates nothing per
 * update in steady state.
 */
@NullMarked
package io.rein4j.clip;

import org.jspecify.annotations.NullMarked;
