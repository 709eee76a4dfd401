/**
 * Training: the loop, episodes and what was clipped in them, run folders, checkpoints, evaluation.
 */
@NullMarked
package io.rein4j.train;

import org.jspecify.annotations.NullMarked;
