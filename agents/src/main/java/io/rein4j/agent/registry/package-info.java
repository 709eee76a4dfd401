/** The table of agents: what a config's {@code agent.type} chooses from. */
@NullMarked
package io.rein4j.agent.registry;

import org.jspecify.annotations.NullMarked;
