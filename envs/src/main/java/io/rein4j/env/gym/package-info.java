/**
 * Environments of Gym and Gymnasium, which live in Python: behind a server that speaks the protocol
 * of gym-http-api, or in child processes of this program.
 *
 * <p>{@link io.rein4j.env.gym.GymHost} makes them, {@link io.rein4j.env.gym.GymEnv} is one of them,
 * and {@link io.rein4j.env.gym.GymHttpClient} is the protocol's client by itself. What travels is
 * written down in {@code envs/PROTOCOL.md}.
 */
@NullMarked
package io.rein4j.env.gym;

import org.jspecify.annotations.NullMarked;
