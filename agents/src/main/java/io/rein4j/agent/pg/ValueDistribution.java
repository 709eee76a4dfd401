package io.rein4j.agent.pg;

import io.rein4j.settings.Kind;

/** The settings of how a critic's values are learned as distributions, in place of as numbers. */
@Kind("distribution of values")
public sealed interface ValueDistribution permits HlGaussValues {}
