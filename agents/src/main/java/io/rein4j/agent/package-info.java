/**
 * Agents: acting, learning, and the one path on which a gradient becomes a parameter change.
 *
 * <p>An agent adds its settings to the catalog and sends every gradient through an {@link
 * io.rein4j.agent.UpdatePath}.
 */
@NullMarked
package io.rein4j.agent;

import org.jspecify.annotations.NullMarked;
