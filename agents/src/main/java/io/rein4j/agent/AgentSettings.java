package io.rein4j.agent;

/** The settings of an agent, as a config's section {@code agent} gives them. */
public interface AgentSettings {}
