/**
 * Actor-critics that learn continuous actions from a replay memory: SAC (Haarnoja et al. 2018) and
 * TD3 (Fujimoto et al. 2018), which is DDPG (Lillicrap et al. 2016) without its additions.
 */
@NullMarked
package io.rein4j.agent.offpolicy;

import org.jspecify.annotations.NullMarked;
