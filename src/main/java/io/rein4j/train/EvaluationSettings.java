package io.rein4j.train;

import io.rein4j.settings.Setting;
import org.jspecify.annotations.Nullable;

/**
 * When and how an agent is evaluated: greedily, on environments of its own.
 *
 * @param every environment steps from one evaluation to the next, ≥ 1; there is always one at the
 *     end
 * @param episodes how many episodes an evaluation plays, ≥ 1
 * @param maxEpisodeSteps steps of the environment itself, before any wrapper, after which an
 *     episode is cut off, ≥ 1; if empty, the environment's own limit, or else 1000
 */
public record EvaluationSettings(long every, int episodes, @Nullable Integer maxEpisodeSteps) {

  /** 20 episodes every 10,000 steps. */
  public static final EvaluationSettings DEFAULTS = new EvaluationSettings(10_000, 20, null);

  public EvaluationSettings {
    new Setting("every", "An evaluation's 'every'").atLeast(1, every);
    new Setting("episodes", "An evaluation's 'episodes'").atLeast(1, episodes);
    if (maxEpisodeSteps != null) {
      new Setting("max-episode-steps", "An evaluation's 'max-episode-steps'")
          .atLeast(1, maxEpisodeSteps);
    }
  }
}
