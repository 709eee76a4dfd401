/** Deep Q-networks (Mnih et al. 2015) and what they need: replay memory and exploration. */
@NullMarked
package io.rein4j.agent.dqn;

import org.jspecify.annotations.NullMarked;
