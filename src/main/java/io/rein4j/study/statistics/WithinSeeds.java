package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The permutation distribution of comparisons with a shared baseline, where every seed has one run
 * of every setting: the labels of the baseline and of the levels that are open are permuted within
 * every seed, in the same way in all tasks. It is exact if the settings do the same, because then
 * the labels of a seed's runs could as well have been given otherwise.
 *
 * <p>The statistic is |Σd| / √Σd², with d the difference of the level from the baseline in a seed;
 * 0 where all are. It orders permutations as Student's t does.
 *
 * <p>A level may be open in some tasks and not in others. In each group of tasks only those labels
 * change places that are open there: where a permutation would put a label's score that takes no
 * part, the score goes there that this label would get, and so on. A permutation that is uniform on
 * all labels is uniform on some of them then, too.
 */
final class WithinSeeds implements PermutedBlocks {

  /** Scores within a seed that differ by no more than this share of the largest are equal. */
  private static final double ROUNDING = 1e-12;

  /** Statistics below this are what rounding leaves of 0. */
  private static final double NOTHING = 1e-10;

  private final List<Group> groups = new ArrayList<>();
  private final int[] labelOf;
  private final int[] groupOf;
  private final double[][][] scores;
  private final int labels;
  private final int[] ends;
  private final int permutations;
  private final Supplier<Pcg64> random;
  private final Relabellings ofAll;
  private final Cached[] cached;
  private final Map<Integer, Relabellings> ofSigns = new HashMap<>();
  private @Nullable Relabellings ofTwo;

  /**
   * Makes the distribution of a family.
   *
   * @param data the scores
   * @param family its comparisons
   * @param ends the number of seeds at each look
   * @param permutations how many permutations are drawn where there are more
   * @param random makes the generator that they are drawn from, always in the same state
   */
  WithinSeeds(
      Measurements data,
      List<Contrast> family,
      List<Integer> ends,
      int permutations,
      Supplier<Pcg64> random) {
    this.ends = ends.stream().mapToInt(Integer::intValue).toArray();
    this.permutations = permutations;
    this.random = random;
    int[] levels = family.stream().mapToInt(Contrast::level).distinct().sorted().toArray();
    labels = levels.length + 1;
    labelOf = new int[family.size()];
    groupOf = new int[family.size()];
    for (int i = 0; i < labelOf.length; i++) {
      Contrast contrast = family.get(i);
      labelOf[i] = 1 + Arrays.binarySearch(levels, contrast.level());
      Group group = new Group(contrast.tasks(), contrast.less());
      if (!groups.contains(group)) {
        groups.add(group);
      }
      groupOf[i] = groups.indexOf(group);
    }
    scores = new double[groups.size()][][];
    for (int group = 0; group < scores.length; group++) {
      scores[group] = scores(data, groups.get(group), levels);
    }
    ofAll = new Relabellings(labels, this.ends, permutations, random.get());
    cached = new Cached[scores.length];
  }

  @Override
  public double[][][] statistics(int[] open, int looks) {
    boolean[] anywhere = new boolean[labels];
    boolean[][] taking = new boolean[scores.length][labels];
    for (int contrast : open) {
      anywhere[labelOf[contrast]] = true;
      taking[groupOf[contrast]][labelOf[contrast]] = true;
    }
    Relabellings relabellings = relabellings(anywhere);
    double[][][] statistics = new double[open.length][][];
    for (int i = 0; i < open.length; i++) {
      int group = groupOf[open[i]];
      Cached known = cached[group];
      if (known == null || !known.isOf(taking[group], relabellings, looks)) {
        known = compute(group, taking[group], relabellings, looks);
        cached[group] = known;
      }
      statistics[i] = known.statistics[labelOf[open[i]]];
    }
    return statistics;
  }

  /** The differences of a comparison from the baseline, as observed on the first seeds. */
  double[] differences(int contrast, int seeds) {
    double[] differences = new double[seeds];
    for (int seed = 0; seed < seeds; seed++) {
      double[] row = scores[groupOf[contrast]][seed];
      differences[seed] = row[labelOf[contrast]] - row[0];
    }
    return differences;
  }

  /** The p-value of a comparison on its own: of the signs of its differences on the first seeds. */
  double p(int contrast, int seeds) {
    Relabellings signs =
        ofSigns.computeIfAbsent(
            seeds, size -> new Relabellings(2, new int[] {size}, permutations, random.get()));
    double[] differences = differences(contrast, seeds);
    short[] block = signs.block(0);
    double squares = 0;
    for (double difference : differences) {
      squares += difference * difference;
    }
    double observed = 0;
    int reached = 0;
    for (int pattern = 0; pattern < signs.patterns(); pattern++) {
      double sum = 0;
      int first = 2 * seeds * pattern;
      for (int seed = 0; seed < seeds; seed++) {
        sum += block[first + 2 * seed] == 0 ? differences[seed] : -differences[seed];
      }
      double statistic = statistic(sum, squares);
      observed = pattern == 0 ? statistic : observed;
      reached += statistic * StepDown.TIES >= observed ? 1 : 0;
    }
    return (double) reached / signs.patterns();
  }

  /** Where one level alone is open, all patterns of signs can be listed for many more seeds. */
  private Relabellings relabellings(boolean[] open) {
    int count = 1;
    for (boolean is : open) {
      count += is ? 1 : 0;
    }
    if (count == labels || count > 2 || !Relabellings.canBeListed(2, ends, permutations)) {
      return ofAll;
    }
    if (ofTwo == null) {
      ofTwo = new Relabellings(2, ends, permutations, random.get());
    }
    return ofTwo;
  }

  private Cached compute(int group, boolean[] taking, Relabellings relabellings, int looks) {
    int[] open = new int[labels];
    int count = 0;
    for (int label = 1; label < labels; label++) {
      if (taking[label]) {
        open[count++] = label;
      }
    }
    int patterns = relabellings.patterns();
    double[][][] statistics = new double[labels][][];
    for (int i = 0; i < count; i++) {
      statistics[open[i]] = new double[looks][patterns];
    }
    boolean[] places = taking.clone();
    places[0] = true;
    short[][] blocks = new short[looks][];
    for (int look = 0; look < looks; look++) {
      blocks[look] = relabellings.block(look);
    }
    int width = relabellings.labels();
    double[] sums = new double[count];
    double[] squares = new double[count];
    for (int pattern = 0; pattern < patterns; pattern++) {
      Arrays.fill(sums, 0);
      Arrays.fill(squares, 0);
      int seed = 0;
      for (int look = 0; look < looks; look++) {
        short[] block = blocks[look];
        int size = (ends[look] - seed) * width;
        int first = pattern * size;
        for (int row = first; row < first + size; row += width) {
          double[] own = scores[group][seed++];
          if (width == 2) {
            double difference = own[open[0]] - own[0];
            sums[0] += block[row] == 0 ? difference : -difference;
            squares[0] += difference * difference;
            continue;
          }
          double baseline = own[setting(block, row, 0, places)];
          for (int i = 0; i < count; i++) {
            double difference = own[setting(block, row, open[i], places)] - baseline;
            sums[i] += difference;
            squares[i] += difference * difference;
          }
        }
        for (int i = 0; i < count; i++) {
          statistics[open[i]][look][pattern] = statistic(sums[i], squares[i]);
        }
      }
    }
    return new Cached(taking, relabellings, looks, statistics);
  }

  private static double statistic(double sum, double squares) {
    double statistic = squares == 0 ? 0 : Math.abs(sum) / Math.sqrt(squares);
    return statistic < NOTHING ? 0 : statistic;
  }

  private static int setting(short[] block, int row, int label, boolean[] places) {
    int setting = block[row + label];
    while (!places[setting]) {
      setting = block[row + setting];
    }
    return setting;
  }

  /** By {@code [seed][label]}, for as many seeds as there are. */
  private double[][] scores(Measurements data, Group group, int[] levels) {
    double[][] rows = new double[Math.min(data.seeds(group.tasks), ends[ends.length - 1])][labels];
    for (int seed = 0; seed < rows.length; seed++) {
      double[] row = rows[seed];
      double largest = 0;
      for (int label = 0; label < labels; label++) {
        int level = label == 0 ? data.baseline() : levels[label - 1];
        double score = data.mean(level, group.tasks, seed);
        double less = data.mean(level, group.less, seed);
        row[label] = score - less;
        largest = Double.isNaN(row[label]) ? largest : Math.max(largest, Math.abs(score));
        largest = Double.isNaN(row[label]) ? largest : Math.max(largest, Math.abs(less));
      }
      equalize(row, largest);
    }
    return rows;
  }

  /** Makes scores equal that differ by rounding alone; NaN, of runs that are not, stays. */
  private static void equalize(double[] row, double largest) {
    double[] sorted = row.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] != sorted[i - 1] && sorted[i] - sorted[i - 1] <= ROUNDING * largest) {
        for (int label = 0; label < row.length; label++) {
          row[label] = row[label] == sorted[i] ? sorted[i - 1] : row[label];
        }
        sorted[i] = sorted[i - 1];
      }
    }
  }

  /** The tasks over which comparisons are made together. */
  private record Group(List<Integer> tasks, List<Integer> less) {}

  /** The statistics of a group of tasks, of the set of labels that they were last asked for. */
  private static final class Cached {

    private final boolean[] taking;
    private final Relabellings relabellings;
    private final int looks;
    private final double[][][] statistics;

    Cached(boolean[] taking, Relabellings relabellings, int looks, double[][][] statistics) {
      this.taking = taking;
      this.relabellings = relabellings;
      this.looks = looks;
      this.statistics = statistics;
    }

    boolean isOf(boolean[] labels, Relabellings of, int upTo) {
      return looks == upTo && relabellings == of && Arrays.equals(taking, labels);
    }
  }
}
