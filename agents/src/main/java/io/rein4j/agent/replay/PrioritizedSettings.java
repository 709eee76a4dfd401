package io.rein4j.agent.replay;

import io.rein4j.schedule.Linear;
import io.rein4j.schedule.Schedule;
import io.rein4j.schedule.Schedules;
import io.rein4j.settings.Setting;

/**
 * The settings of proportional prioritised replay (Schaul et al. 2016): transition i is drawn with
 * probability pᵢ^α / Σ p^α, where pᵢ is its last error plus ε, and weighs (N·P(i))^−β in the loss,
 * divided by the largest such weight in the memory.
 *
 * @param alpha α: how much priorities matter, in [0, 1]; 0 draws uniformly
 * @param beta β over training: how far importance weights make up for the uneven draws, in [0, 1];
 *     1 does so completely
 * @param epsilon added to every error, so that no transition is forgotten; > 0
 */
public record PrioritizedSettings(double alpha, Schedule beta, double epsilon) {

  /** Those of the paper's proportional variant, with OpenAI Baselines' ε. */
  public static final PrioritizedSettings DEFAULTS =
      new PrioritizedSettings(0.6, new Linear(0.4, 1, 1), 1e-6);

  public PrioritizedSettings {
    new Setting("alpha").share(alpha);
    Schedules.require(new Setting("beta"), beta, Setting::share);
    new Setting("epsilon").positive(epsilon);
    // Priorities are summed over the whole memory, which must not overflow.
    new Setting("epsilon").withinFloats(epsilon);
  }
}
