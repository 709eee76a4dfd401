package io.rein4j.agent.dqn;

import io.rein4j.settings.Kind;

/** The settings of how a distribution of returns is learned, in place of its expectation alone. */
@Kind("distribution of returns")
public sealed interface ReturnDistribution
    permits QuantileDistribution, CategoricalDistribution, HlGaussDistribution {}
