/**
 * Gymnasium 1.3.0's classic control tasks in Java, seed for seed.
 *
 * <p>Initial states are Gymnasium's exactly, and a transition from the same state differs only by
 * the last bits of {@code sin} and {@code cos}: {@link java.lang.Math}'s are within 1 ulp and as
 * fast as the machine has them, NumPy's come from another library, and neither is rounded correctly
 * everywhere. Where the dynamics are unstable such a bit grows: an unbalanced pole multiplies it by
 * about e in 15 steps, Acrobot faster. Free-running trajectories therefore agree to 10⁻⁶ for at
 * least 200 steps of CartPole and Acrobot, and for whole episodes of the others.
 */
@NullMarked
package io.rein4j.env.classic;

import org.jspecify.annotations.NullMarked;
