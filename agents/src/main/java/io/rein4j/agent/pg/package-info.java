/** Policy-gradient agents: PPO (Schulman et al. 2017), and the rollouts they learn from. */
@NullMarked
package io.rein4j.agent.pg;

import org.jspecify.annotations.NullMarked;
