/**
 * The contract kit for authors of agents: a class to extend, whose tests are those that the agents
 * of Rein4J pass.
 */
@NullMarked
package io.rein4j.agent.contract;

import org.jspecify.annotations.NullMarked;
