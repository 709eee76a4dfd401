package io.rein4j.agent.dqn;

/** The settings of how a distribution of returns is learned, in place of its expectation alone. */
public sealed interface ReturnDistribution permits QuantileDistribution, CategoricalDistribution {}
