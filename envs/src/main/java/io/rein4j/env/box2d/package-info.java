/**
 * Gymnasium 1.3.0's lunar lander in Java, on jbox2d 2.2.1.1, a translation of Box2D 2.2.
 *
 * <p>Draws, terrain, engines, wind, observation, reward and ends are Gymnasium's, from the same
 * random stream; the physics is not bit for bit that of Box2D. Beside Gymnasium's own code on Box2D
 * 2.4.1 ({@code make_goldens.py} in the test resources; Gymnasium itself asks for 2.3), with the
 * same seeds and actions, over 32 episodes: first observations differ by 5·10⁻⁴ at most; until the
 * first contact positions, velocities and angles by 10⁻³ typically and 0.02 at most; first contacts
 * come at most three steps apart. What follows a contact is chaotic: most landings return the same
 * to ±1, some end differently. The heuristic that Gymnasium ships returns, over 300 seeded
 * episodes, 237.7 here and 234.0 there (discrete), 283.1 and 283.7 (continuous), 93.1 and 91.5 (in
 * the wind); random actions −179.9 (1,000 episodes) and −188.5 (300).
 *
 * <p>The same seed and actions give the same episode, bit for bit, on every platform. jbox2d has
 * process-wide settings, of which its table of sines is switched off here, and scratch memory for
 * all worlds, so that worlds step one at a time.
 */
@Incubating
@NullMarked
package io.rein4j.env.box2d;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
