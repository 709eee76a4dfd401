package io.rein4j.env.gym;

import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import io.rein4j.settings.WithBuilder;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an environment in Python or on a server: how to reach it, and how to change it
 * there.
 *
 * @param python the Python to run it in, a path or a name such as python3.12, for ids that begin
 *     with gym:; if empty, the one that the variable REIN4J_PYTHON names, else python3 if it has
 *     Gymnasium, else one that Rein4J sets up
 * @param processes how many Python processes share the environments, ≥ 1, for ids that begin with
 *     gym:
 * @param protocol the protocol of a server: auto for many steps in one message where the server
 *     can, original for gym-http-api alone
 * @param timeout seconds that one answer may take, and a minute more where a Python process starts
 *     or an environment is made; a server that cannot be reached is retried for as long
 * @param restarts how many times in a row an environment that was lost, because its process died or
 *     its server forgot it, is made again, ≥ 0
 * @param maxEpisodeSteps the step after which the environment's own time limit ends an episode, ≥
 *     1; it distinguishes truncation from an end state on servers that do not, and replaces the
 *     limit elsewhere
 * @param actionLow the smallest value of every element of an action, if the server does not report
 *     it
 * @param actionHigh the largest value of every element of an action, if the server does not report
 *     it
 * @param frameSkip how many times each action is repeated in Python, ≥ 1; the observation is then
 *     the maximum of the last two
 * @param grayscale whether images are converted to grey in Python
 * @param resize the side in pixels of the square that images are scaled to in Python, ≥ 1
 * @param noOpStart up to how many times, drawn anew for each episode and at least once, an Atari
 *     game does nothing before the first observation, ≥ 1; counted before {@code frame-skip}
 *     repeats actions
 * @param fireOnReset whether each episode of an Atari game begins with the actions FIRE and the one
 *     behind it, for games that wait for the ball to be served
 * @param episodicLife whether a lost life ends an episode for the agent, of an Atari game that goes
 *     on; the next one begins with doing nothing once. Returns and lengths are those of whole games
 * @param actionMask whether the agent takes only actions that the environment says make sense, by
 *     its method action_masks or, if it has none, by info["action_mask"]; they are integers then
 */
@WithBuilder
public record GymSettings(
    @Nullable Interpreter python,
    int processes,
    GymProtocol protocol,
    double timeout,
    int restarts,
    @Nullable Integer maxEpisodeSteps,
    @Nullable Double actionLow,
    @Nullable Double actionHigh,
    int frameSkip,
    boolean grayscale,
    @Nullable Integer resize,
    @Nullable Integer noOpStart,
    boolean fireOnReset,
    boolean episodicLife,
    boolean actionMask) {

  /** One process, 60 seconds, three restarts in a row, and observations as they are. */
  public static final GymSettings DEFAULTS =
      new GymSettings(
          null,
          1,
          GymProtocol.AUTO,
          60,
          3,
          null,
          null,
          null,
          1,
          false,
          null,
          null,
          false,
          false,
          false);

  private static final double LONGEST_TIMEOUT = 86_400;

  /** Of images that a network reads; the square of a side beyond 46,340 has more than 31 bits. */
  private static final int LARGEST_SIDE = 10_000;

  private static final int MOST_NO_OPS = 1_000_000;

  public GymSettings {
    new Setting("processes", "The number of 'processes'").atLeast(1, processes);
    if (!(timeout > 0 && timeout <= LONGEST_TIMEOUT)) {
      throw new SettingException(
          "timeout",
          "A 'timeout' is more than 0 and at most 86400 seconds, but is " + timeout + ".");
    }
    new Setting("restarts", "The number of 'restarts'").atLeast(0, restarts);
    if (maxEpisodeSteps != null) {
      new Setting("max-episode-steps").atLeast(1, maxEpisodeSteps);
    }
    if (actionLow != null) {
      new Setting("action-low").finite(actionLow);
    }
    if (actionHigh != null) {
      new Setting("action-high").finite(actionHigh);
    }
    if ((actionLow == null) != (actionHigh == null)
        || (actionLow != null && actionHigh != null && !(actionLow < actionHigh))) {
      throw new SettingException(
          List.of("action-low", "action-high"),
          "The bounds 'action-low' and 'action-high' come together, the lower one below, but are "
              + actionLow
              + " and "
              + actionHigh
              + ".");
    }
    new Setting("frame-skip", "A 'frame-skip'").atLeast(1, frameSkip);
    if (resize != null) {
      new Setting("resize", "The side to 'resize' to").within(1, LARGEST_SIDE, resize);
    }
    if (noOpStart != null) {
      new Setting("no-op-start", "A 'no-op-start'").within(1, MOST_NO_OPS, noOpStart);
    }
  }

  /** {@return a builder that starts from {@link #DEFAULTS}} */
  public static GymSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** {@return a builder that starts from these settings} */
  public GymSettingsBuilder toBuilder() {
    return GymSettingsBuilder.from(this);
  }

  Duration answerTime() {
    return Duration.ofMillis((long) Math.ceil(timeout * 1e3));
  }

  boolean preprocesses() {
    return frameSkip > 1 || grayscale || resize != null || begins() || episodicLife;
  }

  /** Whether episodes begin with actions that are not the agent's. */
  boolean begins() {
    return noOpStart != null || fireOnReset;
  }
}
