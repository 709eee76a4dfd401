package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Studies whose scores are drawn.
 *
 * <p>They draw fewer permutations than real ones: N patterns, the observed one among them, hold the
 * level as exactly, and use it up where level · N is just above a whole number.
 */
final class SimulatedDecisions {

  static final double LEVEL = 0.05;
  static final double MARGIN = 0.05;

  private static final List<Integer> LOOKS = SeedLooks.growing(8, 40);

  private final int levels;
  private final int tasks;
  private final DecisionRule rule;
  private final Scores scores;
  private final List<Contrast> family = new ArrayList<>();
  private final Pcg64 random;

  /** Draws a score. */
  interface Scores {
    double draw(int level, int task, Pcg64 random);
  }

  /**
   * Makes studies of all comparisons with level 0.
   *
   * @param name what the draws depend on
   */
  SimulatedDecisions(String name, int levels, int tasks, DecisionRule rule, Scores scores) {
    this.levels = levels;
    this.tasks = tasks;
    this.rule = rule;
    this.scores = scores;
    random = new RandomStreams(7).stream(name);
    for (int level = 1; level < levels; level++) {
      for (int task = 0; task < tasks; task++) {
        family.add(new Contrast(level, List.of(task)));
      }
    }
  }

  /** A study with as many seeds, or, if there are none, one of looks from 8 to 40 seeds. */
  static DecisionRule rule(int seeds) {
    return seeds == 0
        ? new DecisionRule(LOOKS, LEVEL, MARGIN, 300, true, true)
        : new DecisionRule(List.of(seeds), LEVEL, MARGIN, 200, true, true);
  }

  /** What the next study decides; the comparison of level 1 in task 0 comes first. */
  List<Decision> decisions() {
    return Decisions.decisions(drawn(), family, rule, permutations());
  }

  /** The same with all numbers. */
  List<Decided> decided() {
    return Decisions.of(drawn(), family, rule, permutations());
  }

  private Measurements drawn() {
    int seeds = rule.looks().get(rule.looks().size() - 1);
    double[][][] drawn = new double[levels][tasks][seeds];
    boolean[][][] failing = new boolean[levels][tasks][seeds];
    for (int level = 0; level < levels; level++) {
      for (int task = 0; task < tasks; task++) {
        for (int seed = 0; seed < seeds; seed++) {
          drawn[level][task][seed] = scores.draw(level, task, random);
          failing[level][task][seed] = drawn[level][task][seed] < 0.3;
        }
      }
    }
    return new Measurements(drawn, failing, 0);
  }

  private Supplier<Pcg64> permutations() {
    long seed = random.nextLong() >>> 1;
    return () -> new Pcg64(seed);
  }

  /** The share of studies in which a comparison from one on is called better or worse. */
  double differing(int studies, int first) {
    int differing = 0;
    for (int study = 0; study < studies; study++) {
      differing +=
          decisions().stream()
                  .skip(first)
                  .anyMatch(one -> one == Decision.BETTER || one == Decision.WORSE)
              ? 1
              : 0;
    }
    return (double) differing / studies;
  }

  /** A score of settings that do the same. */
  static double score(String kind, Pcg64 random) {
    return switch (kind) {
      case "smooth" -> 0.8 + 0.04 * random.standardNormal();
      case "failing5" -> random.nextDouble() < 0.05 ? 0 : 0.9 + 0.03 * random.standardNormal();
      case "failing20" -> random.nextDouble() < 0.2 ? 0 : 0.9 + 0.03 * random.standardNormal();
      case "student" -> 0.7 + 0.05 * random.standardT(2);
      case "ceiling" -> Math.min(1, 1 + 0.06 * random.standardNormal());
      default -> throw new IllegalArgumentException(kind);
    };
  }

  static String share(double value) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * value);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** Prints a row of a table. */
  static void row(Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object cell : cells) {
      row.append(' ').append(cell).append(" |");
    }
    System.out.println(row);
  }
}
