/**
 * Gymnasium 1.3.0's classic control tasks in Java, seed for seed.
 *
 * <p>Initial states and all random draws are Gymnasium's exactly. A transition from the same state
 * differs from it at most by the last bits of {@code sin} and {@code cos}: {@link java.lang.Math}'s
 * are within 1 ulp and as fast as the machine has them, NumPy's come from another library, and
 * neither is rounded correctly everywhere. (On x86-64 11 of the goldens' 11,002 transitions differ
 * from Gymnasium's in any bit of the state; with {@link java.lang.StrictMath} it is 139.)
 *
 * <p>Where the dynamics are unstable, such a bit grows: without balancing, a pole's lean doubles in
 * about nine steps. Free-running trajectories therefore agree to 10⁻⁶ over the first 200 steps of
 * CartPole and Acrobot at least, and over whole episodes of the others. In the goldens every
 * observation is the same float32 but in one balanced CartPole episode, which leaves 10⁻⁶ at its
 * step 471.
 */
@Incubating
@NullMarked
package io.rein4j.env.classic;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
