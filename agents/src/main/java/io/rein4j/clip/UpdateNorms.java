package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The norms of one update of the parameters, kept block by block while rules work on it. All views
 * of an update share them.
 */
final class UpdateNorms {

  private static final int NONE = -1;
  private static final float[] NOTHING = {};

  final ParameterLayout layout;
  final Reductions reductions = new Reductions();

  /** The parameters before the optimizer's step. */
  final float[] before;

  float[] values = NOTHING;
  float[] gradient = NOTHING;
  @Nullable SecondMoments moments;
  double progress;

  /** What the rule at work said about itself, and whether it changed anything. */
  double ruleNorm;

  double ruleThreshold;
  boolean ruleBound;

  private final List<Block> blocks;
  private final float[] differences;
  private final double[] squaresPre;
  private final double[] squares;
  private final double[] squaresBefore;
  private final boolean[] edited;
  private final boolean[] stale;
  private final int[] changed;

  private int nonFinite = NONE;

  /** The parameters as the optimizer left them, where rules have written to them. */
  private float[] optimized = NOTHING;

  UpdateNorms(ParameterLayout layout) {
    this.layout = layout;
    this.blocks = layout.blocks();
    this.before = new float[layout.arrayLength()];
    this.differences = new float[layout.arrayLength()];
    int n = blocks.size();
    this.squaresPre = new double[n];
    this.squares = new double[n];
    this.squaresBefore = new double[n];
    this.edited = new boolean[n];
    this.stale = new boolean[n];
    this.changed = new int[n];
  }

  /** Keeps the parameters before the optimizer's step. */
  void keep(float[] parameters) {
    System.arraycopy(parameters, layout.offset(), before, layout.offset(), layout.size());
  }

  /**
   * Begins with what the optimizer's step led to; returns whether it can be measured, which it
   * cannot where parameters are not finite, or so large that their differences are not.
   */
  boolean open(float[] values, float[] gradient, @Nullable SecondMoments moments, double progress) {
    this.values = values;
    this.gradient = gradient;
    this.moments = moments;
    this.progress = progress;
    Arrays.fill(edited, false);
    Arrays.fill(stale, false);
    Arrays.fill(changed, 0);
    boolean measured = true;
    for (int b = 0; b < squares.length; b++) {
      squaresPre[b] = measure(b);
      squares[b] = squaresPre[b];
      squaresBefore[b] = reductions.squaresOfSecond();
      if (!(Double.isFinite(squaresPre[b]) && Double.isFinite(squaresBefore[b]))) {
        measured = false;
        if (nonFinite == NONE && !isFinite(blocks.get(b))) {
          nonFinite = b;
        }
      }
    }
    return measured;
  }

  private boolean isFinite(Block block) {
    for (int i = block.offset(); i < block.end(); i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  /** Forgets the last update. */
  void forget() {
    nonFinite = NONE;
  }

  /** Returns the name of the first block of the last update that is not finite, or null. */
  @Nullable String nonFiniteBlock() {
    return nonFinite == NONE ? null : blocks.get(nonFinite).name();
  }

  void openRule() {
    ruleNorm = Double.NaN;
    ruleThreshold = Double.NaN;
    ruleBound = false;
  }

  /** Returns whether what the rule at work wrote is finite. */
  boolean closeRule() {
    boolean finite = true;
    for (int b = 0; b < squares.length; b++) {
      finite &= Double.isFinite(squares(b));
    }
    return finite;
  }

  private double squares(int block) {
    if (stale[block]) {
      squares[block] = measure(block);
      stale[block] = false;
    }
    return squares[block];
  }

  private double measure(int b) {
    Block block = blocks.get(b);
    return reductions.sumOfSquaredDifferences(
        values, before, differences, block.offset(), block.end());
  }

  double norm(int[] view) {
    double sum = 0;
    for (int b : view) {
      sum += squares(b);
    }
    return Math.sqrt(sum);
  }

  double normBefore(int[] view) {
    double sum = 0;
    for (int b : view) {
      sum += squaresBefore[b];
    }
    return Math.sqrt(sum);
  }

  double normAfter(int[] view) {
    double sum = 0;
    for (int b : view) {
      Block block = blocks.get(b);
      sum += reductions.sumOfSquares(values, block.offset(), block.end());
    }
    return Math.sqrt(sum);
  }

  void scale(int[] view, double factor) {
    if (!(factor >= 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "An update can be scaled by a factor from 0 to 1, but not by %s.".formatted(factor));
    }
    if ((float) factor == 1 || norm(view) == 0) {
      return;
    }
    edit(view);
    for (int b : view) {
      Block block = blocks.get(b);
      shorten(values, before, (float) factor, block.offset(), block.end());
    }
  }

  float[] edit(int[] view) {
    ruleBound = true;
    if (optimized.length == 0) {
      optimized = new float[layout.arrayLength()];
    }
    for (int b : view) {
      if (!edited[b]) {
        Block block = blocks.get(b);
        System.arraycopy(values, block.offset(), optimized, block.offset(), block.length());
        edited[b] = true;
      }
      stale[b] = true;
    }
    return values;
  }

  /** Counts, after the last rule, what they changed. */
  void close() {
    for (int b = 0; b < squares.length; b++) {
      if (edited[b]) {
        Block block = blocks.get(b);
        changed[b] = reductions.differences(optimized, values, block.offset(), block.end(), false);
      }
    }
  }

  /** Fills in the figures of some blocks; after {@link #close}. */
  void report(int[] view, ParameterUpdateReport.Scope scope) {
    double pre = 0;
    long changedElements = 0;
    for (int b : view) {
      pre += squaresPre[b];
      changedElements += changed[b];
    }
    scope.set(changedElements, Math.sqrt(pre), norm(view), normBefore(view));
  }

  // C2 makes vectors of this loop only because all arrays have the same index.
  private static void shorten(float[] values, float[] before, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = before[i] + factor * (values[i] - before[i]);
    }
  }
}
