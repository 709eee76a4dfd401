package io.rein4j.agent.offpolicy;

import io.rein4j.settings.Kind;

/**
 * The settings of noise that is added to actions while an agent learns, where each element of an
 * action lies in [−1, 1].
 */
@Kind("action noise")
public sealed interface ActionNoise permits NormalNoise, OrnsteinUhlenbeckNoise {}
