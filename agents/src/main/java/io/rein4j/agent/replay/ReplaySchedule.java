package io.rein4j.agent.replay;

import io.rein4j.agent.AgentContext;
import io.rein4j.api.Incubating;
import io.rein4j.settings.Setting;
import io.rein4j.settings.SettingException;
import java.util.ArrayList;
import java.util.List;

/**
 * The moments at which an agent learns from a replay memory, in environment steps over all
 * environments together.
 *
 * @param replay the memory's settings, whose warm-up comes before learning
 * @param batchSize transitions in one update, ≥ 1, and no more than the memory keeps
 * @param trainFrequency environment steps between two rounds of learning, ≥ 1
 * @param gradientSteps updates in one round of learning; -1 means as many as steps were collected
 */
@Incubating
public record ReplaySchedule(
    ReplaySettings replay, int batchSize, int trainFrequency, int gradientSteps) {

  public ReplaySchedule {
    new Setting("batch-size").atLeast(1, batchSize);
    new Setting("train-frequency").atLeast(1, trainFrequency);
    if (gradientSteps < 1 && gradientSteps != -1) {
      throw new SettingException(
          "gradient-steps",
          "'gradient-steps' must be ≥ 1, or -1 for as many as steps were collected, but is "
              + gradientSteps
              + ".");
    }
    if (batchSize > replay.capacity()) {
      throw new SettingException(
          List.of("batch-size", "replay"),
          "'batch-size' is %s, but the replay memory keeps %s transitions only: choose a smaller batch, or a larger 'capacity'."
              .formatted(batchSize, replay.capacity()));
    }
  }

  /**
   * Checks that returns of so many rewards fit into episodes.
   *
   * @param nStep rewards in a return
   * @param context what the agent acts in
   * @throws IllegalArgumentException if every episode is over before
   */
  public static void requireWithinEpisodes(int nStep, AgentContext context) {
    Integer limit = context.episodeLimit();
    if (limit != null && nStep > limit) {
      throw new IllegalArgumentException(
          ("'n-step' is %s, but episodes end after %s steps at the latest: choose at most %s, or a"
                  + " longer time limit.")
              .formatted(nStep, limit, limit));
    }
  }

  /**
   * {@return whether a multiple of an interval lies behind some steps, up to others}
   *
   * @param interval in environment steps, ≥ 1
   * @param before environment steps at first
   * @param after environment steps at last
   */
  public static boolean crosses(int interval, long before, long after) {
    return before / interval != after / interval;
  }

  /**
   * {@return whether a round of learning is due, if there is something to learn from}
   *
   * @param before environment steps before the last step of all environments
   * @param after environment steps after it
   */
  public boolean isDue(long before, long after) {
    return crosses(trainFrequency, before, after);
  }

  /**
   * {@return whether the warm-up is over}
   *
   * @param steps environment steps so far
   */
  public boolean isWarm(long steps) {
    return steps > replay.warmup();
  }

  /**
   * {@return the updates of one round of learning}
   *
   * @param collected environment steps since the last round
   */
  public long updates(long collected) {
    return gradientSteps < 0 ? collected : gradientSteps;
  }

  /**
   * {@return whether a training has any round of learning}
   *
   * @param context what the agent acts in
   */
  public boolean isEverDue(AgentContext context) {
    long environments = context.environments();
    return firstUpdate(environments) <= lastStep(context);
  }

  /**
   * {@return the steps with which a training ends at the earliest}
   *
   * @param context what the agent acts in
   */
  public long lastStep(AgentContext context) {
    return roundedUp(context.totalSteps(), context.environments());
  }

  /** Returns the environment steps after which the first updates are made at the earliest. */
  private long firstUpdate(long environments) {
    long warm = (Math.min(replay.warmup(), Long.MAX_VALUE / 4) / environments + 1) * environments;
    if (warm / trainFrequency != (warm - environments) / trainFrequency) {
      return warm;
    }
    long due = (warm / trainFrequency + 1) * trainFrequency;
    return roundedUp(due, environments);
  }

  private static long roundedUp(long steps, long environments) {
    long rest = steps % environments;
    return rest == 0 ? steps : steps - rest + Math.min(environments, Long.MAX_VALUE - steps + rest);
  }

  /**
   * {@return what keeps an agent from learning in a training, a sentence each}
   *
   * @param context what the agent acts in
   */
  public List<String> prospects(AgentContext context) {
    List<String> prospects = new ArrayList<>();
    if (!isEverDue(context)) {
      prospects.add(
          ("Nothing will be learned: learning starts after the warm-up of %s steps, and every %s"
                  + " steps ('replay.warmup', 'train-frequency'), but training has %s.")
              .formatted(replay.warmup(), trainFrequency, context.totalSteps()));
    }
    if (replay.warmup() > replay.capacity()) {
      prospects.add(
          "Of the warm-up's %s steps the replay memory keeps the last %s only ('replay.warmup', 'replay.capacity')."
              .formatted(replay.warmup(), replay.capacity()));
    }
    return prospects;
  }
}
