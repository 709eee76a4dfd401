package io.rein4j.study.statistics;

import io.rein4j.random.Pcg64;
import java.util.ArrayList;
import java.util.List;

/**
 * Equally likely ways to permute the labels of settings within every seed, block by block of seeds.
 * The first one leaves every label where it is.
 *
 * <p>All of them are there if they are no more than the permutations asked for. Otherwise, if those
 * of the first blocks are, each of these is continued as often as the permutations allow, by draws;
 * and otherwise all are drawn but the first, which comes on top.
 */
final class Relabellings {

  private final int labels;
  private final int[] ends;
  private final Pcg64 random;
  private final int patterns;
  private final int enumerated;
  private final int listedSeeds;
  private final short[][] orders;
  private final List<short[]> blocks = new ArrayList<>();

  /**
   * Makes the relabellings of some labels.
   *
   * @param labels the number of labels
   * @param ends the number of seeds up to the end of each block
   * @param permutations how many are drawn
   * @param random what they are drawn from
   */
  Relabellings(int labels, int[] ends, int permutations, Pcg64 random) {
    this.labels = labels;
    this.ends = ends.clone();
    this.random = random;
    int listed = 0;
    int listedBlocks = 0;
    for (int end : ends) {
      if (count(labels, end, permutations) > permutations) {
        break;
      }
      listed = end;
      listedBlocks++;
    }
    listedSeeds = listed;
    enumerated = (int) count(labels, listed, permutations);
    orders = listed == 0 ? new short[0][] : orders(labels);
    if (listedBlocks == ends.length) {
      patterns = enumerated;
    } else {
      patterns = listed == 0 ? permutations + 1 : permutations / enumerated * enumerated;
    }
  }

  /** Whether all relabellings of some labels in the seeds of the first block are few enough. */
  static boolean canBeListed(int labels, int[] ends, int permutations) {
    return count(labels, ends[0], permutations) <= permutations;
  }

  int labels() {
    return labels;
  }

  int patterns() {
    return patterns;
  }

  /**
   * The relabellings of a block, as {@code [pattern][seed][label]} in one array: which setting's
   * score stands at a label.
   */
  short[] block(int block) {
    while (blocks.size() <= block) {
      blocks.add(next());
    }
    return blocks.get(block);
  }

  private short[] next() {
    int first = blocks.isEmpty() ? 0 : ends[blocks.size() - 1];
    int end = ends[blocks.size()];
    short[] block = new short[Math.multiplyExact(patterns, (end - first) * labels)];
    int[] order = new int[labels];
    int place = 0;
    for (int pattern = 0; pattern < patterns; pattern++) {
      int code = pattern % enumerated;
      for (int seed = 0; seed < first && seed < listedSeeds; seed++) {
        code /= orders.length;
      }
      for (int seed = first; seed < end; seed++) {
        if (seed < listedSeeds) {
          System.arraycopy(orders[code % orders.length], 0, block, place, labels);
          code /= orders.length;
          place += labels;
          continue;
        }
        for (int label = 0; label < labels; label++) {
          order[label] = label;
        }
        if (pattern > 0) {
          random.shuffle(order, labels);
        }
        for (int label = 0; label < labels; label++) {
          block[place++] = (short) order[label];
        }
      }
    }
    return block;
  }

  /** The number of relabellings of some seeds, or anything above the limit. */
  private static double count(int labels, int seeds, int limit) {
    double each = 1;
    for (int label = 2; label <= labels; label++) {
      each *= label;
    }
    double count = 1;
    for (int seed = 0; seed < seeds && count <= limit; seed++) {
      count *= each;
    }
    return count;
  }

  /** All orders of the labels in lexicographic order, so that the first is the identity. */
  private static short[][] orders(int labels) {
    List<short[]> orders = new ArrayList<>();
    extend(new short[labels], 0, new boolean[labels], orders);
    return orders.toArray(short[][]::new);
  }

  private static void extend(short[] order, int length, boolean[] taken, List<short[]> orders) {
    if (length == order.length) {
      orders.add(order.clone());
      return;
    }
    for (short label = 0; label < order.length; label++) {
      if (!taken[label]) {
        taken[label] = true;
        order[length] = label;
        extend(order, length + 1, taken, orders);
        taken[label] = false;
      }
    }
  }
}
