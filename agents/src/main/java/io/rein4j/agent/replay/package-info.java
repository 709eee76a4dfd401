/**
 * Experience replay: memories of what environments showed and what actions led to, and how batches
 * are drawn from them. No network is known here.
 */
@NullMarked
package io.rein4j.agent.replay;

import org.jspecify.annotations.NullMarked;
