/**
 * Policy-gradient agents: REINFORCE (Williams 1992), A2C (Mnih et al. 2016) and PPO (Schulman et
 * al. 2017), the policies they act by, and the rollouts they learn from.
 */
@NullMarked
package io.rein4j.agent.pg;

import org.jspecify.annotations.NullMarked;
