package io.rein4j.study.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Step-down tests of the largest statistic, at one look or at several: Westfall and Young's max-T
 * ("Resampling-Based Multiple Testing", 1993), with the error spent over looks as AdaStop does it
 * (Mathieu et al., "AdaStop: Adaptive Statistical Testing for Sound Comparisons of Deep RL Agents",
 * 2023).
 *
 * <p>A step tests the hypothesis that all comparisons still open are null by the largest of their
 * statistics. Its critical value at look k of K is the smallest with which the permutations that
 * are rejected at one of the looks so far, each at the critical value of its look, are fewer than
 * the share α · k / K. If the observed maximum is above it, its comparison is rejected, and the
 * next step tests the others. All of this is computed anew for each set of open comparisons, from
 * the first look on; what is observed is compared with the present look's critical value alone.
 *
 * <p>Comparisons that were closed without having been rejected (because they are equivalent, or
 * their runs ended) do not leave their share of the error to the others: where r are open and e
 * were closed so, α · r / (r + e) is spent. Those that stay open are the ones that look most
 * different.
 *
 * <p>Statistics that are equal to one part in 10¹⁰ count as equal, and are tested in one step.
 */
final class StepDown {

  /** The largest factor between statistics that differ by rounding alone. */
  static final double TIES = 1 + 1e-10;

  private final PermutedBlocks blocks;
  private final int looks;
  private final double level;

  /**
   * Makes the tests of a family.
   *
   * @param blocks its null distribution
   * @param looks the number of looks that the error is spent over
   * @param level the error of all of them together
   */
  StepDown(PermutedBlocks blocks, int looks, double level) {
    this.blocks = blocks;
    this.looks = looks;
    this.level = level;
  }

  /**
   * What the tests say of a comparison at a look.
   *
   * @param rejected whether its statistic is above the critical value
   * @param critical the critical value of the step that it was tested in, ties included
   * @param adjustedP below the level exactly if it is rejected
   */
  record Tested(boolean rejected, double critical, double adjustedP) {

    /** What two tests say together, of which both must reject. */
    Tested and(Tested other) {
      return new Tested(
          rejected && other.rejected,
          Math.max(critical, other.critical),
          Math.max(adjustedP, other.adjustedP));
    }
  }

  /**
   * Which of the open comparisons are rejected at a look, in their order.
   *
   * @param open the comparisons that are open
   * @param look the index of the look
   * @param closed how many were closed without having been rejected
   */
  boolean[] rejected(int[] open, int look, int closed) {
    Tested[] tested = steps(open, look, closed, false);
    boolean[] rejected = new boolean[tested.length];
    for (int i = 0; i < rejected.length; i++) {
      rejected[i] = tested[i].rejected();
    }
    return rejected;
  }

  /** The same with all numbers: after the first comparison that is not rejected steps go on. */
  Tested[] test(int[] open, int look, int closed) {
    return steps(open, look, closed, true);
  }

  /**
   * The test of one comparison by itself, with all of the error.
   *
   * @param statistics its statistics by look and pattern
   * @param look the index of the look
   */
  Tested alone(double[][] statistics, int look) {
    Maxima maxima = new Maxima(new double[][][] {statistics}, 1);
    double statistic = statistics[look][0];
    double p = maxima.p(statistic, look);
    double critical = maxima.critical(look) * TIES;
    return new Tested(statistic > critical, critical, p);
  }

  private Tested[] steps(int[] open, int look, int closed, boolean toTheEnd) {
    double[][][] observed = blocks.statistics(open, look + 1);
    int[] order =
        IntStream.range(0, open.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -observed[i][look][0]))
            .mapToInt(Integer::intValue)
            .toArray();
    Tested[] tested = new Tested[open.length];
    boolean rejecting = true;
    double critical = 0;
    double adjusted = 0;
    double before = Double.POSITIVE_INFINITY;
    double[][][] statistics = observed;
    for (int step = 0; step < order.length; step++) {
      double statistic = observed[order[step]][look][0];
      if (statistic * TIES < before && (rejecting || toTheEnd)) {
        before = statistic;
        int left = order.length - step;
        if (rejecting && step > 0) {
          statistics = blocks.statistics(parts(open, order, step), look + 1);
        } else if (step > 0) {
          statistics = Arrays.copyOfRange(statistics, statistics.length - left, statistics.length);
        } else {
          statistics = ordered(observed, order);
        }
        Maxima maxima = new Maxima(statistics, (double) left / (left + closed));
        adjusted = Math.max(adjusted, maxima.p(statistic, look));
        if (rejecting) {
          critical = maxima.critical(look) * TIES;
          rejecting = statistic > critical;
        }
      }
      tested[order[step]] = new Tested(rejecting, critical, adjusted);
    }
    return tested;
  }

  private static double[][][] ordered(double[][][] statistics, int[] order) {
    return Arrays.stream(order).mapToObj(i -> statistics[i]).toArray(double[][][]::new);
  }

  private static int[] parts(int[] open, int[] order, int first) {
    return Arrays.stream(order, first, order.length).map(i -> open[i]).toArray();
  }

  /** The largest statistics of the open comparisons under every pattern of permutations. */
  private final class Maxima {

    private final double[][][] statistics;
    private final double share;
    private final int patterns;
    private final double[] maxima;
    private final boolean[] rejected;
    private final double[] candidates;
    private int rejections;
    private int at = -1;

    Maxima(double[][][] statistics, double share) {
      this.statistics = statistics;
      this.share = share;
      patterns = statistics[0][0].length;
      maxima = new double[patterns];
      rejected = new boolean[patterns];
      candidates = new double[patterns];
    }

    /** The p-value of a statistic at a look, which must be the last that was asked for. */
    double p(double statistic, int look) {
      advance(look);
      int reached = 0;
      for (int pattern = 0; pattern < patterns; pattern++) {
        if (!rejected[pattern] && maxima[pattern] * TIES >= statistic) {
          reached++;
        }
      }
      return scaled(reached, look);
    }

    /** The critical value: rejected is what is above it and no tie. */
    double critical(int look) {
      advance(look);
      int kept = 0;
      for (int pattern = 0; pattern < patterns; pattern++) {
        if (!rejected[pattern]) {
          candidates[kept++] = maxima[pattern];
        }
      }
      int spent = 0;
      while (spent < kept - 1 && scaled(spent + 1, look) < level) {
        spent++;
      }
      return smallest(candidates, kept, kept - 1 - spent);
    }

    /** The value at a place of the first values in order, which it rearranges (Hoare's "Find"). */
    private static double smallest(double[] values, int size, int place) {
      int low = 0;
      int high = size - 1;
      while (low < high) {
        double pivot = values[(low + high) >>> 1];
        int i = low;
        int j = high;
        while (i <= j) {
          while (values[i] < pivot) {
            i++;
          }
          while (values[j] > pivot) {
            j--;
          }
          if (i <= j) {
            double value = values[i];
            values[i++] = values[j];
            values[j--] = value;
          }
        }
        if (place <= j) {
          high = j;
        } else if (place >= i) {
          low = i;
        } else {
          return values[place];
        }
      }
      return values[place];
    }

    private void advance(int look) {
      while (at < look) {
        if (at >= 0) {
          reject(critical(at));
        }
        at++;
        Arrays.fill(maxima, 0);
        for (double[][] comparison : statistics) {
          double[] values = comparison[at];
          for (int pattern = 0; pattern < patterns; pattern++) {
            maxima[pattern] = Math.max(maxima[pattern], values[pattern]);
          }
        }
      }
    }

    /** What was observed has not been rejected, and stays in the distribution. */
    private void reject(double critical) {
      for (int pattern = 1; pattern < patterns; pattern++) {
        if (!rejected[pattern] && maxima[pattern] > critical * TIES) {
          rejected[pattern] = true;
          rejections++;
        }
      }
    }

    /**
     * The error up to a look if so many more patterns are rejected, as a share of what it may be.
     */
    private double scaled(int more, int look) {
      double spent = (double) (rejections + more) / patterns;
      return Math.min(1, spent * looks / (look + 1) / share);
    }
  }
}
