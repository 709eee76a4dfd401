/**
 * The bridge to DL4J: its networks, and those that it imports from Keras, as those of our agents;
 * and the clipping stage inside DL4J's own training, by an updater or by a listener.
 *
 * <p>An updater serves whatever applies gradients to a network whose parameters form one updater
 * block, RL4J's asynchronous learners among them; a listener serves any network trained with {@code
 * fit}. Both leave DL4J's own {@code GradientNormalization} out: it does nothing to a gradient that
 * was computed in another network.
 */
@NullMarked
package io.rein4j.dl4j;

import org.jspecify.annotations.NullMarked;
