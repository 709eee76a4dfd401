/** Agents: losses, memories, exploration, acting and learning. */
@NullMarked
package io.rein4j.agent;

import org.jspecify.annotations.NullMarked;
