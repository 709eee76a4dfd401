package io.rein4j.config;

import io.rein4j.settings.SettingException;
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
    if (every < 1) {
      throw new SettingException(
          "every", "An evaluation is due 'every' 1 or more steps, not every %s.".formatted(every));
    }
    if (episodes < 1) {
      throw new SettingException(
          "episodes", "An evaluation's 'episodes' must be ≥ 1, but are %s.".formatted(episodes));
    }
    if (maxEpisodeSteps != null && maxEpisodeSteps < 1) {
      throw new SettingException(
          "max-episode-steps",
          "An evaluation's 'max-episode-steps' must be ≥ 1, but are %s."
              .formatted(maxEpisodeSteps));
    }
  }
}
