package io.rein4j.env.gym;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How an environment that lives in Python is reached, and what is done to it there.
 *
 * @param python the Python to run it in, for ids that begin with gym:; if empty, the one that the
 *     variable REIN4J_PYTHON names, else python3 if it has Gymnasium, else one that Rein4J sets up
 * @param processes how many Python processes share the environments, ≥ 1, for ids that begin with
 *     gym:
 * @param protocol what is spoken with a server: auto for many steps in one message where the server
 *     can, original for gym-http-api alone
 * @param timeout seconds that one answer may take, and for which a server that cannot be reached is
 *     tried again
 * @param restarts how many times in a row an environment that was lost, because its process died or
 *     its server forgot it, is made again, ≥ 0
 * @param maxEpisodeSteps the step after which the environment's own time limit ends an episode, ≥
 *     1: tells truncation from an end state on servers that do not, and replaces the limit
 *     elsewhere
 * @param actionLow the smallest value of every element of an action, where a server cannot tell
 * @param actionHigh the largest value of every element of an action, where a server cannot tell
 * @param frameSkip how many times each action is repeated in Python, ≥ 1; the observation is then
 *     the maximum of the last two
 * @param grayscale whether images become grey in Python
 * @param resize the side in pixels of the square that images are scaled to in Python, ≥ 1
 */
public record GymSettings(
    @Nullable String python,
    int processes,
    GymProtocol protocol,
    double timeout,
    int restarts,
    @Nullable Integer maxEpisodeSteps,
    @Nullable Double actionLow,
    @Nullable Double actionHigh,
    int frameSkip,
    boolean grayscale,
    @Nullable Integer resize) {

  /** One process, 60 seconds, three restarts in a row, and observations as they are. */
  public static final GymSettings DEFAULTS =
      new GymSettings(null, 1, GymProtocol.AUTO, 60, 3, null, null, null, 1, false, null);

  private static final double LONGEST_TIMEOUT = 86_400;

  public GymSettings {
    require(processes >= 1, "The number of 'processes' must be ≥ 1, but is %s.", processes);
    require(
        timeout > 0 && timeout <= LONGEST_TIMEOUT,
        "A 'timeout' is more than 0 and at most 86400 seconds, but is %s.",
        timeout);
    require(restarts >= 0, "The number of 'restarts' must be ≥ 0, but is %s.", restarts);
    require(
        maxEpisodeSteps == null || maxEpisodeSteps >= 1,
        "The 'max-episode-steps' must be ≥ 1, but are %s.",
        maxEpisodeSteps);
    require(
        (actionLow == null) == (actionHigh == null)
            && (actionLow == null || actionHigh == null || actionLow < actionHigh),
        "The bounds 'action-low' and 'action-high' come together, the lower one below, but are %s.",
        actionLow + " and " + actionHigh);
    require(frameSkip >= 1, "A 'frame-skip' must be ≥ 1, but is %s.", frameSkip);
    require(
        resize == null || resize >= 1, "The side to 'resize' to must be ≥ 1, but is %s.", resize);
  }

  private static void require(boolean holds, String sentence, @Nullable Object found) {
    if (!holds) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, sentence, found));
    }
  }

  Duration answerTime() {
    return Duration.ofMillis((long) Math.ceil(timeout * 1e3));
  }

  boolean preprocesses() {
    return frameSkip > 1 || grayscale || resize != null;
  }
}
