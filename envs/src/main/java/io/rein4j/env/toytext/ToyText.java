package io.rein4j.env.toytext;

import io.rein4j.catalog.Catalog;
import io.rein4j.catalog.Rein4jModule;
import io.rein4j.env.Env;
import io.rein4j.env.EnvOption;
import io.rein4j.env.EnvOptions;
import io.rein4j.env.EnvSpec;
import io.rein4j.env.TaskEnv;
import java.util.List;

/** The toy text tasks, with Gymnasium's ids, limits and thresholds. */
public final class ToyText implements Rein4jModule {

  /**
   * The specs. Random scores are means over 1,000 episodes, reset with seeds 0 to 999, of actions
   * sampled from the generator seeded 0. Reference scores are the highest mean returns that there
   * are, within the step limit, to three decimals: {@code optimal_scores.py} in the test resources
   * computes them from Gymnasium's own transitions. Gymnasium's lake on a random map, which no seed
   * determines, is left out.
   */
  private static final List<EnvSpec> SPECS =
      List.of(
          frozenLake("FrozenLake-v1", "4x4")
              .withMaxEpisodeSteps(100)
              .withRewardThreshold(0.70)
              .withScores(0.012, 0.744),
          frozenLake("FrozenLake8x8-v1", "8x8")
              .withMaxEpisodeSteps(200)
              .withRewardThreshold(0.85)
              .withScores(0.001, 0.913),
          cliffWalking("CliffWalking-v1", false).withScores(-67710.033, -13),
          cliffWalking("CliffWalkingSlippery-v1", true).withScores(-60421.302, -64.709),
          EnvSpec.of("Taxi-v4", ToyText::taxi)
              .withMaxEpisodeSteps(200)
              .withRewardThreshold(8)
              .withScores(-775.988, 7.93)
              .withOptions(
                  new EnvOption("is-rainy", false, "Whether moves can go sideways."),
                  new EnvOption(
                      "rainy-probability", 0.8, "Probability of going straight in the rain."),
                  new EnvOption(
                      "fickle-passenger", false, "Whether the passenger can change its mind."),
                  new EnvOption(
                      "fickle-probability",
                      0.3,
                      "Probability that a fickle passenger does, once an episode."),
                  new EnvOption(
                      "action-mask",
                      false,
                      "Whether agents are kept from moves against walls, and from picking up and"
                          + " dropping off where there is nothing to.")),
          EnvSpec.of("Blackjack-v1", ToyText::blackjack)
              .withScores(-0.399, -0.043)
              .withOptions(
                  new EnvOption(
                      "natural",
                      false,
                      "Whether winning with an ace and a ten is worth 1.5; not if 'sab' is true."),
                  new EnvOption(
                      "sab",
                      true,
                      "Whether Sutton and Barto's rules hold: an ace and a ten win against all"
                          + " but the same.")));

  @Override
  public void register(Catalog catalog) {
    SPECS.forEach(spec -> catalog.add(EnvSpec.class, spec));
  }

  private static EnvSpec frozenLake(String id, String map) {
    return EnvSpec.of(id, ToyText::frozenLake)
        .withOptions(
            new EnvOption("map-name", map, "The map: 4x4 or 8x8; 'desc' goes before it."),
            new EnvOption(
                "desc",
                "",
                "A map of one's own: rows of S (start), F (frozen), H (hole) and G (goal),"
                    + " separated by slashes."),
            new EnvOption("is-slippery", true, "Whether moves can go sideways."),
            new EnvOption(
                "success-rate", 1.0 / 3, "Probability of going straight on slippery ice."),
            new EnvOption("goal-reward", 1.0, "What reaching the goal is worth."),
            new EnvOption("hole-reward", 0.0, "What falling into a hole is worth."),
            new EnvOption("frozen-reward", 0.0, "What any other step is worth."));
  }

  private static Env frozenLake(EnvOptions options) {
    FrozenLake lake =
        new FrozenLake(
            options.flag("is-slippery"),
            options.number("success-rate"),
            options.number("goal-reward"),
            options.number("hole-reward"),
            options.number("frozen-reward"));
    String map = options.text("desc");
    List<String> rows =
        map.isEmpty() ? FrozenLake.named(options.text("map-name")) : FrozenLake.written(map);
    return tabular(lake.table(rows), new FrozenLakePicture(rows));
  }

  private static EnvSpec cliffWalking(String id, boolean slippery) {
    return EnvSpec.of(
            id,
            options ->
                tabular(CliffWalking.table(options.flag("is-slippery")), new CliffWalkingPicture()))
        .withOptions(new EnvOption("is-slippery", slippery, "Whether moves can go sideways."));
  }

  private static Env taxi(EnvOptions options) {
    Taxi rules = new Taxi(options.flag("is-rainy"), options.number("rainy-probability"));
    TabularTask taxi =
        new TabularTask(
            rules.table(), new TaxiPicture(), options.flag("action-mask") ? rules.mask() : null);
    return new TaskEnv(
        options.flag("fickle-passenger")
            ? new FicklePassenger(taxi, options.number("fickle-probability"))
            : taxi);
  }

  private static Env blackjack(EnvOptions options) {
    return new TaskEnv(new Blackjack(options.flag("natural"), options.flag("sab")));
  }

  private static Env tabular(TransitionTable table, TabularPicture picture) {
    return new TaskEnv(new TabularTask(table, picture));
  }
}
