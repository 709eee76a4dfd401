package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
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
  private final @Nullable Distribution[] cached;
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
    cached = new Distribution[scores.length];
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
      Distribution known = distribution(group, taking[group], relabellings);
      cached[group] = known;
      statistics[i] = known.upTo(looks)[labelOf[open[i]]];
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

  /**
   * The statistics of a comparison on its own, by {@code [look][pattern]}: under the signs of its
   * differences, whatever the family. Pattern 0 has those that were observed.
   */
  double[][] alone(int contrast, int looks) {
    boolean[] taking = new boolean[labels];
    taking[labelOf[contrast]] = true;
    return distribution(groupOf[contrast], taking, ofTwo()).upTo(looks)[labelOf[contrast]];
  }

  /** Where one level alone is open, all patterns of signs can be listed for many more seeds. */
  private Relabellings relabellings(boolean[] open) {
    int count = 1;
    for (boolean is : open) {
      count += is ? 1 : 0;
    }
    return count > 2 || !Relabellings.canBeListed(2, ends, permutations) ? ofAll : ofTwo();
  }

  private Relabellings ofTwo() {
    if (ofTwo == null) {
      ofTwo = labels == 2 ? ofAll : new Relabellings(2, ends, permutations, random.get());
    }
    return ofTwo;
  }

  /** What is known of some labels of a group, if they are those that were last asked for. */
  private Distribution distribution(int group, boolean[] taking, Relabellings relabellings) {
    Distribution known = cached[group];
    return known != null && known.isOf(taking, relabellings)
        ? known
        : new Distribution(group, taking, relabellings);
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

  /** The statistics of the labels that are open in a group of tasks, look by look. */
  private final class Distribution {

    private final double[][] rows;
    private final boolean[] taking;
    private final Relabellings relabellings;
    private final int[] open;
    private final double[][] sums;
    private final double[][] squares;
    private final double[][][] statistics;
    private int looks;

    Distribution(int group, boolean[] taking, Relabellings relabellings) {
      this.rows = scores[group];
      this.taking = taking;
      this.relabellings = relabellings;
      open = IntStream.range(1, labels).filter(label -> taking[label]).toArray();
      sums = new double[open.length][relabellings.patterns()];
      squares = new double[open.length][relabellings.patterns()];
      statistics = new double[labels][ends.length][];
    }

    boolean isOf(boolean[] labels, Relabellings of) {
      return relabellings == of && Arrays.equals(taking, labels);
    }

    /** By {@code [label][look][pattern]}, for as many looks. */
    double[][][] upTo(int count) {
      for (; looks < count; looks++) {
        int from = looks == 0 ? 0 : ends[looks - 1];
        if (relabellings.labels() == 2) {
          flip(relabellings.block(looks), from, ends[looks]);
        } else {
          permute(relabellings.block(looks), from, ends[looks]);
        }
        for (int i = 0; i < open.length; i++) {
          double[] of = new double[relabellings.patterns()];
          for (int pattern = 0; pattern < of.length; pattern++) {
            of[pattern] = statistic(sums[i][pattern], squares[i][pattern]);
          }
          statistics[open[i]][looks] = of;
        }
      }
      return statistics;
    }

    /** Adds the seeds of a look for one label, whose differences change their signs alone. */
    private void flip(short[] block, int from, int to) {
      double[] differences = new double[to - from];
      double more = 0;
      for (int seed = 0; seed < differences.length; seed++) {
        double[] own = rows[from + seed];
        differences[seed] = own[open[0]] - own[0];
        more += differences[seed] * differences[seed];
      }
      int place = 0;
      for (int pattern = 0; pattern < sums[0].length; pattern++) {
        double sum = sums[0][pattern];
        for (double difference : differences) {
          sum += (1 - 2 * block[place]) * difference;
          place += 2;
        }
        sums[0][pattern] = sum;
        squares[0][pattern] += more;
      }
    }

    /** Adds the seeds of a look for the open labels, among which all that take part move. */
    private void permute(short[] block, int from, int to) {
      boolean[] places = taking.clone();
      places[0] = true;
      boolean allMove = open.length == labels - 1;
      int place = 0;
      for (int pattern = 0; pattern < sums[0].length; pattern++) {
        for (int seed = from; seed < to; seed++) {
          double[] own = rows[seed];
          double baseline = own[allMove ? block[place] : setting(block, place, 0, places)];
          for (int i = 0; i < open.length; i++) {
            int label = open[i];
            int setting = allMove ? block[place + label] : setting(block, place, label, places);
            double difference = own[setting] - baseline;
            sums[i][pattern] += difference;
            squares[i][pattern] += difference * difference;
          }
          place += labels;
        }
      }
    }
  }
}
