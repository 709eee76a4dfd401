/**
 * The bridge to RL4J: environments both ways, the clipping stage inside RL4J's learners with
 * statistics for each of their episodes, and RL4J's own algorithms as agents of a run.
 *
 * <p>RL4J's {@code StepReply} knows no truncation: an episode that a time limit cut is done, and
 * RL4J's learners take it for terminated.
 */
@NullMarked
package io.rein4j.rl4j;

import org.jspecify.annotations.NullMarked;
