package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.Arrays;

/**
 * How much it costs to use one setting in all environments instead of the best one in each: the
 * sensitivity Φ of Adkins, Bowling and White ("A Method for Evaluating Hyperparameter Sensitivity
 * in Reinforcement Learning", 2024), the mean over environments of the best setting's score less
 * the best setting's mean score over environments. Scores are comparable across environments, such
 * as from random to reference.
 *
 * <p>The plain Φ is never below 0, and grows with the noise of the scores and the number of
 * settings even where these are all the same, because the best are chosen by the scores that are
 * told of them. So it compares grids of one size only. The cross-fitted one chooses settings on one
 * half of the seeds and takes their scores from the other, both ways, averaged over random halves:
 * its mean is 0 for settings that are the same, and it may be below 0. What it estimates is the
 * cost for settings that are chosen with half of the seeds.
 *
 * <p>An interval of 95 % is Student's, with the standard error of a bootstrap that draws seeds with
 * all that ran on them; copies of a seed stay in one half. It assumes at least four seeds, and the
 * same settings on each. Of settings that are the same it holds 0 in more than 99 of 100 simulated
 * studies, so it is wider than it says.
 *
 * @param best the number of the setting with the highest mean over environments and seeds, the
 *     first of equals
 * @param plain the plain Φ of all seeds
 * @param crossFitted the cross-fitted Φ with its interval
 * @param tuned the mean over environments of the score of each one's own setting, chosen on one
 *     half of the seeds and scored on the other
 */
public record HyperparameterSensitivity(
    int best, double plain, Estimate crossFitted, Estimate tuned) {

  /** The fewest seeds of which both halves can have two. */
  public static final int LEAST_SEEDS = 4;

  private static final double TAIL = 0.025;

  /**
   * {@return the sensitivity of scores}
   *
   * @param scores {@code [environment][setting][seed]}
   * @param splits how many random halves are averaged, such as 100
   * @param replicates how often seeds are drawn again for the interval, such as 1,000
   * @param random where halves and replicates are drawn from
   */
  public static HyperparameterSensitivity of(
      double[][][] scores, int splits, int replicates, Pcg64 random) {
    int seeds = scores[0][0].length;
    if (seeds < LEAST_SEEDS) {
      throw new IllegalArgumentException(
          "Cross-fitted sensitivity needs at least %s seeds, but there are %s."
              .formatted(LEAST_SEEDS, seeds));
    }
    CrossFitting fitting = new CrossFitting(scores, splits, random);
    int[] counts = new int[seeds];
    Arrays.fill(counts, 1);
    fitting.fit(counts);
    Replicates costs = new Replicates(fitting.cost());
    Replicates tuned = new Replicates(fitting.tuned());
    for (int replicate = 0; replicate < replicates; replicate++) {
      do {
        Arrays.fill(counts, 0);
        for (int i = 0; i < seeds; i++) {
          counts[random.nextInt(seeds)]++;
        }
      } while (!fitting.fit(counts));
      costs.add(fitting.cost());
      tuned.add(fitting.tuned());
    }
    return new HyperparameterSensitivity(
        best(overall(means(scores))), plain(scores), costs.estimate(seeds), tuned.estimate(seeds));
  }

  /**
   * {@return the plain Φ}
   *
   * @param scores {@code [environment][setting][seed]}; a setting with NaN in an environment is not
   *     chosen there, nor as the one for all
   */
  public static double plain(double[][][] scores) {
    double[][] means = means(scores);
    double tuned = 0;
    for (double[] own : means) {
      tuned += own[best(own)] / means.length;
    }
    double[] overall = overall(means);
    return tuned - overall[best(overall)];
  }

  /** Means over seeds. */
  private static double[][] means(double[][][] scores) {
    return Arrays.stream(scores)
        .map(
            settings ->
                Arrays.stream(settings)
                    .mapToDouble(seeds -> Arrays.stream(seeds).sum() / seeds.length)
                    .toArray())
        .toArray(double[][]::new);
  }

  private static double[] overall(double[][] means) {
    double[] overall = new double[means[0].length];
    for (double[] own : means) {
      for (int setting = 0; setting < overall.length; setting++) {
        overall[setting] += own[setting] / means.length;
      }
    }
    return overall;
  }

  /** The first of the best; NaN is never best. */
  private static int best(double[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best] || Double.isNaN(scores[best])) {
        best = i;
      }
    }
    return best;
  }

  /** What a bootstrap makes of a value. */
  private static final class Replicates {

    private final double value;
    private int count;
    private double sum;
    private double squares;

    Replicates(double value) {
      this.value = value;
    }

    void add(double drawn) {
      count++;
      sum += drawn - value;
      squares += (drawn - value) * (drawn - value);
    }

    Estimate estimate(int seeds) {
      double variance = (squares - sum * sum / count) / (count - 1);
      // Deviations of a bootstrap are those with n, not n − 1.
      double error = Math.sqrt(Math.max(0, variance) * seeds / (seeds - 1));
      double reach = StudentT.exceededBy(TAIL, seeds - 1.0) * error;
      return new Estimate(value, value - reach, value + reach);
    }
  }

  /** Chooses settings on one half of the seeds and scores them on the other. */
  private static final class CrossFitting {

    private final double[][][] scores;
    private final int splits;
    private final Pcg64 random;
    private final double[][][] means;
    private final int[] order;
    private double cost;
    private double tuned;

    CrossFitting(double[][][] scores, int splits, Pcg64 random) {
      this.scores = scores;
      this.splits = splits;
      this.random = random;
      means = new double[2][scores.length][scores[0].length];
      order = new int[scores[0][0].length];
    }

    /**
     * Takes means over random halves, where seeds count as often as said.
     *
     * @return whether it did: there must be two seeds
     */
    boolean fit(int[] counts) {
      int present = 0;
      for (int seed = 0; seed < counts.length; seed++) {
        if (counts[seed] > 0) {
          order[present++] = seed;
        }
      }
      if (present < 2) {
        return false;
      }
      cost = 0;
      tuned = 0;
      for (int split = 0; split < splits; split++) {
        random.shuffle(order, present);
        average(means[0], counts, 0, present / 2);
        average(means[1], counts, present / 2, present);
        score(means[0], means[1]);
        score(means[1], means[0]);
      }
      return true;
    }

    /** What one setting for all environments costs, averaged over both ways of all splits. */
    double cost() {
      return cost / (2 * splits);
    }

    double tuned() {
      return tuned / (2 * splits);
    }

    private void average(double[][] into, int[] counts, int from, int to) {
      int size = 0;
      for (int i = from; i < to; i++) {
        size += counts[order[i]];
      }
      for (int environment = 0; environment < scores.length; environment++) {
        for (int setting = 0; setting < into[environment].length; setting++) {
          double[] own = scores[environment][setting];
          double sum = 0;
          for (int i = from; i < to; i++) {
            sum += counts[order[i]] * own[order[i]];
          }
          into[environment][setting] = sum / size;
        }
      }
    }

    private void score(double[][] choosing, double[][] scoring) {
      int one = best(overall(choosing));
      double differences = 0;
      double scores = 0;
      for (int environment = 0; environment < scoring.length; environment++) {
        double[] own = scoring[environment];
        double best = own[best(choosing[environment])];
        differences += best - own[one];
        scores += best;
      }
      cost += differences / scoring.length;
      tuned += scores / scoring.length;
    }
  }
}
