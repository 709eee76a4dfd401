package io.rein4j.study.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.random.Pcg64;
import io.rein4j.random.RandomStreams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often the setting that a study recommends is as good as the best, where the truth is known.
 *
 * <p>A pool has simulated runs of 7 levels in 3 tasks on 100 seeds. Its levels differ by a curve
 * with a top, by something of their own in each task, and its seeds by an effect that all levels
 * share and noise that they do not.
 */
class ChoosingSimulationTest {

  private static final int LEVELS = 7;
  private static final int TASKS = 3;
  private static final int POOL = 100;

  /** How runs of a level differ. */
  private enum Noise {
    /** Normal, with a given deviation. */
    NORMAL,
    /** Normal and small, but one run in five fails and scores 0. */
    FAILING
  }

  /**
   * A setting of the simulation.
   *
   * @param deviation of a run's score, without what all levels share on a seed
   * @param width how far from the best level the scores fall by 0.1, in levels
   */
  private record Kind(Noise noise, double deviation, double width) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(Noise.NORMAL, 0.05, 1),
          new Kind(Noise.NORMAL, 0.1, 1),
          new Kind(Noise.NORMAL, 0.2, 1),
          new Kind(Noise.NORMAL, 0.3, 1),
          new Kind(Noise.NORMAL, 0.1, 3),
          new Kind(Noise.NORMAL, 0.2, 3),
          new Kind(Noise.NORMAL, 0.3, 3),
          new Kind(Noise.FAILING, 0.05, 1),
          new Kind(Noise.FAILING, 0.05, 3));

  /** The scores of a pool: by level, task and seed. */
  private static double[][][] pool(Kind kind, Pcg64 random) {
    double[][][] pool = new double[LEVELS][TASKS][POOL];
    double best = (LEVELS - 1) * random.nextDouble();
    double[][] shared = new double[TASKS][POOL];
    for (double[] task : shared) {
      Arrays.setAll(task, seed -> 0.1 * random.standardNormal());
    }
    for (int level = 0; level < LEVELS; level++) {
      double distance = (level - best) / kind.width();
      for (int task = 0; task < TASKS; task++) {
        double mean = 0.9 - 0.1 * distance * distance + 0.02 * random.standardNormal();
        double spread = kind.deviation();
        double[] seeds = shared[task];
        Arrays.setAll(
            pool[level][task],
            seed ->
                kind.noise() == Noise.FAILING && random.nextDouble() < 0.2
                    ? 0
                    : mean + seeds[seed] + spread * random.standardNormal());
      }
    }
    return pool;
  }

  private static PoolStudy.Rates simulate(Kind kind, int tuningSeeds, int seeds, int studies) {
    Pcg64 random = new RandomStreams(7).stream("choosing " + kind);
    return PoolStudy.rates(studies, newPools(kind, random), tuningSeeds, seeds, random);
  }

  /** Returns pools of which each is drawn from by 20 studies, one after the other. */
  private static IntFunction<double[][][]> newPools(Kind kind, Pcg64 random) {
    double[][][][] current = new double[1][][][];
    return study -> {
      if (study % 20 == 0) {
        current[0] = pool(kind, random);
      }
      return current[0];
    };
  }

  private static String row(Kind kind, int tuning, int seeds, PoolStudy.Rates rates) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.0f | %d | %d | %s",
        kind.noise(),
        kind.deviation(),
        kind.width(),
        tuning,
        seeds,
        rates.row());
  }

  @Test
  void choice_ofFewStudiesWithLittleNoise_isNearlyTheBest() {
    assertThat(simulate(new Kind(Noise.NORMAL, 0.1, 1), 8, 10, 40).within()).isGreaterThan(0.9);
  }

  @Test
  @Tag("simulation")
  void choice_onPoolsOfFinishedRuns_isWithinTheMarginOfTheBestInNineOfTen() {
    System.out.println("| noise | deviation | width | tuning seeds | seeds | " + PoolStudy.HEADING);
    List<PoolStudy.Rates> asByDefault = new ArrayList<>();
    for (Kind kind : KINDS) {
      asByDefault.add(printed(kind, 8, 20, 2_000));
      printed(kind, 4, 10, 500);
      printed(kind, 8, 10, 500);
    }
    assertThat(asByDefault).allMatch(rates -> rates.within() >= 0.9);
  }

  private static PoolStudy.Rates printed(Kind kind, int tuning, int seeds, int studies) {
    PoolStudy.Rates rates = simulate(kind, tuning, seeds, studies);
    System.out.println(row(kind, tuning, seeds, rates));
    return rates;
  }
}
