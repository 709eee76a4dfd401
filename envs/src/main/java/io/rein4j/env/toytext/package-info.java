/**
 * Gymnasium 1.3.0's toy text tasks in Java, seed for seed: the same draws in the same order, so the
 * same actions from the same seed give the same episodes, bit for bit.
 */
@Incubating
@NullMarked
package io.rein4j.env.toytext;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
