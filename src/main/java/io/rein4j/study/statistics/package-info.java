/**
 * The statistics of a few runs: robust means, bootstrap intervals, permutation tests, and how
 * steady a learning curve is. Pure functions of arrays; whatever is drawn, is drawn from a seed.
 *
 * <p>Definitions are those of rliable (Agarwal et al., "Deep Reinforcement Learning at the Edge of
 * the Statistical Precipice", 2021) and of the reliability metrics (Chan et al., "Measuring the
 * Reliability of Reinforcement Learning Algorithms", 2020).
 */
@Incubating
@NullMarked
package io.rein4j.study.statistics;

import io.rein4j.api.Incubating;
import org.jspecify.annotations.NullMarked;
