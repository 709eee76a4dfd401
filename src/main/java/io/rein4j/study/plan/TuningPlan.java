package io.rein4j.study.plan;

import io.rein4j.train.RunConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a study chooses between its levels before it reports on those that are left.
 *
 * @param seeds the tuning seeds, none of which the study reports on
 * @param proposing how the points of the study's space are proposed; null if all levels are known
 *     from the beginning
 * @param rounds what is dropped when; none if there are no more levels than finalists
 * @param runs all runs that there can be, cell by cell, in order of the seeds
 * @param configs what can be recommended, by level
 * @param values what a level changes, by level and path, as plain values
 */
public record TuningPlan(
    List<Long> seeds,
    @Nullable Proposing proposing,
    List<Round> rounds,
    List<PlannedRun> runs,
    Map<String, RunConfig> configs,
    Map<String, Map<String, Object>> values) {

  /** So many levels are reported on, besides the baseline. */
  public static final int MOST_FINALISTS = 3;

  /**
   * The end of a round.
   *
   * @param seeds how many tuning seeds every level that is left has then
   * @param kept how many levels stay, those of the highest means
   */
  public record Round(int seeds, int kept) {}

  public TuningPlan {
    seeds = List.copyOf(seeds);
    rounds = List.copyOf(rounds);
    runs = List.copyOf(runs);
    configs = Collections.unmodifiableMap(new LinkedHashMap<>(configs));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** {@return in how many looks the runs of the first round are asked for} */
  public int waves() {
    return proposing == null ? 1 : proposing.waves().size();
  }

  /**
   * {@return the levels whose runs of the first round are asked for together}
   *
   * @param wave the index of the look
   * @param levels all levels that are known
   */
  public List<String> wave(int wave, List<String> levels) {
    if (proposing == null) {
      return levels;
    }
    List<String> points = proposing.waves().get(wave);
    return levels.stream()
        .filter(level -> points.contains(level) || (wave == 0 && level.equals(Space.BASE)))
        .toList();
  }

  /** {@return whether all levels are known} */
  public boolean isComplete() {
    return proposing == null || proposing.isKnown(waves() - 1);
  }

  /**
   * {@return the rounds of successive halving: in each, half of the levels are dropped, and those
   * that stay get twice as many seeds in the next}
   *
   * @param levels how many levels begin
   * @param seeds how many seeds those have that stay to the end
   */
  public static List<Round> halving(int levels, int seeds) {
    List<Integer> kept = new ArrayList<>();
    for (int left = levels; left > MOST_FINALISTS; ) {
      left = Math.max(MOST_FINALISTS, (left + 1) / 2);
      kept.add(left);
    }
    List<Round> rounds = new ArrayList<>();
    for (int round = 0; round < kept.size(); round++) {
      int of = (int) Math.ceil(Math.scalb((double) seeds, round + 1 - kept.size()));
      if (!rounds.isEmpty() && rounds.get(rounds.size() - 1).seeds() == of) {
        // So few seeds cannot be halved as often as the levels.
        rounds.remove(rounds.size() - 1);
      }
      rounds.add(new Round(of, kept.get(round)));
    }
    return rounds;
  }
}
