package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The norms of one update's gradient, kept block by block while rules work on it: its sum of
 * squares, by what rules have scaled it, and what it was before they wrote to it. All views of a
 * gradient share them.
 */
final class GradientNorms {

  /**
   * Norms below this come out of float products with a relative error that can be seen, since most
   * elements may then be subnormal: a vector of 2³¹ equal elements of 10⁻³⁷ has a norm of 5·10⁻³³.
   */
  private static final double SMALLEST_NORM_IN_FLOAT = 1e-32;

  /**
   * As long after the last scaling the next gradient is expected to be scaled, too: what is not 0
   * costs less to count while norms are measured than while elements are scaled.
   */
  private static final int UPDATES_TO_EXPECT_SCALING = 8;

  /** More p than a chain of rules is likely to have; each takes 14 kB of tables. */
  private static final int MOST_POWERS = 8;

  private static final int NOT_COUNTED = -1;

  private static final float[] NOTHING = new float[0];

  final ParameterLayout layout;
  float[] values = NOTHING;
  float[] parameters = NOTHING;
  double progress;

  /** The rule at work. */
  @Nullable ClippingRule rule;

  /** What the rule at work said about itself, and whether it changed anything. */
  double ruleNorm;

  double ruleThreshold;
  boolean ruleBound;

  /** Whether a rule asked for the update to be dropped. */
  boolean refused;

  /** Whether elements were clamped while the gradient was measured. */
  boolean clamped;

  private final List<Block> blocks;
  private final Reductions reductions = new Reductions();
  private final List<PowerSum> powers = new ArrayList<>();
  private final double[] squaresBefore;
  private final double[] squares;
  private final double[] factors;
  private final boolean[] edited;
  private final boolean[] stale;
  private final double[] dots;
  private final int[] changed;
  private final int[] nonZeros;
  private int updatesSinceScaling = UPDATES_TO_EXPECT_SCALING;
  private final boolean[] takenClamped;
  private @Nullable MeasuredClamp clamp;
  private boolean isAnyOutside;
  private float largestBeforeClamp;
  private float[] original = NOTHING;
  private boolean touched;

  GradientNorms(ParameterLayout layout) {
    this.layout = layout;
    this.blocks = layout.blocks();
    int n = blocks.size();
    this.squaresBefore = new double[n];
    this.squares = new double[n];
    this.factors = new double[n];
    this.edited = new boolean[n];
    this.stale = new boolean[n];
    this.dots = new double[n];
    this.changed = new int[n];
    this.nonZeros = new int[n];
    this.takenClamped = new boolean[n];
  }

  /** Begins with a gradient; returns whether all its elements are finite. */
  boolean open(float[] values, float[] parameters, double progress) {
    begin(values, parameters, progress);
    boolean counting = updatesSinceScaling < UPDATES_TO_EXPECT_SCALING;
    updatesSinceScaling = counting ? updatesSinceScaling + 1 : updatesSinceScaling;
    boolean finite = true;
    for (int b = 0; b < squares.length; b++) {
      double blockSquares = counting ? measureAndCount(b) : measure(b);
      nonZeros[b] = counting ? reductions.nonZeros() : NOT_COUNTED;
      squares[b] = blockSquares;
      squaresBefore[b] = blockSquares;
      finite &= Double.isFinite(blockSquares);
    }
    return finite;
  }

  /**
   * Begins with a gradient whose only rule moves elements to an interval, and does so while they
   * are still in a cache; returns whether all of them are finite. Those of a long gradient that is
   * not finite may have been moved, too.
   *
   * @param view the blocks that the rule sees, in order
   */
  boolean open(
      float[] values, float[] parameters, double progress, ValueClipper clipper, int[] view) {
    float low = clipper.low(progress);
    float high = clipper.high(progress);
    if (!(ValueClipper.limit(low, high) >= MeasuredClamp.SMALLEST_LIMIT)) {
      return open(values, parameters, progress);
    }
    begin(values, parameters, progress);
    MeasuredClamp clamping = clamp == null ? new MeasuredClamp(layout) : clamp;
    clamp = clamping;
    clamped = true;
    clamping.open();
    boolean finite = true;
    int next = 0;
    for (int b = 0; b < squares.length; b++) {
      Block block = blocks.get(b);
      boolean seen = next < view.length && view[next] == b;
      next += seen ? 1 : 0;
      if (finite && seen && clamping.clamp(values, block.offset(), block.end(), low, high)) {
        largestBeforeClamp = Math.max(largestBeforeClamp, clamping.largest());
        squaresBefore[b] = clamping.squaresBefore();
        squares[b] = clamping.squaresAfter();
        dots[b] = clamping.changed() > 0 || clamping.isDotKnown() ? clamping.dot() : Double.NaN;
        changed[b] = clamping.changed();
        isAnyOutside |= changed[b] > 0;
      } else {
        squares[b] = measure(b);
        squaresBefore[b] = squares[b];
        finite &= Double.isFinite(squares[b]);
      }
    }
    if (!finite) {
      clamping.restore(values);
    }
    return finite;
  }

  private void begin(float[] values, float[] parameters, double progress) {
    this.values = values;
    this.parameters = parameters;
    this.progress = progress;
    this.touched = false;
    this.refused = false;
    this.clamped = false;
    this.isAnyOutside = false;
    this.largestBeforeClamp = 0;
    Arrays.fill(factors, 1);
    Arrays.fill(edited, false);
    Arrays.fill(stale, false);
    Arrays.fill(changed, 0);
    Arrays.fill(nonZeros, NOT_COUNTED);
    Arrays.fill(takenClamped, false);
  }

  /** Lets the rule at work have done what was done while the gradient was measured. */
  float takeClamped(int[] view) {
    MeasuredClamp clamping = clamp;
    if (isAnyOutside && clamping != null) {
      ruleBound = true;
      touched = true;
      for (int b : view) {
        takenClamped[b] = true;
        if (Double.isNaN(dots[b])) {
          Block block = blocks.get(b);
          dots[b] =
              Reductions.isTooShort(block.offset(), block.end())
                  ? reductions.dot(values, values, block.offset(), block.end())
                  : clamping.dotOfUnchanged(values, block.offset(), block.end());
        }
      }
    }
    return largestBeforeClamp;
  }

  /** Returns how many elements are NaN or infinite, and makes them 0 if wanted. */
  int nonFinite(boolean makeZero) {
    int count = 0;
    for (int b = 0; b < squares.length; b++) {
      if (!Double.isFinite(squares[b])) {
        Block block = blocks.get(b);
        for (int i = block.offset(); i < block.end(); i++) {
          if (!Float.isFinite(values[i])) {
            count++;
            if (makeZero) {
              values[i] = 0;
            }
          }
        }
        if (makeZero) {
          squares[b] = measure(b);
          squaresBefore[b] = squares[b];
          nonZeros[b] = NOT_COUNTED;
        }
      }
    }
    return count;
  }

  void openRule(ClippingRule rule) {
    this.rule = rule;
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

  double squares(int block) {
    if (stale[block]) {
      squares[block] = measure(block);
      stale[block] = false;
    }
    return squares[block];
  }

  /** Returns sums of p-th powers, made once for each p, and kept for those that were last used. */
  PowerSum powers(double p) {
    for (int i = 0; i < powers.size(); i++) {
      if (powers.get(i).p() == p) {
        powers.add(powers.remove(i));
        return powers.get(powers.size() - 1);
      }
    }
    if (powers.size() == MOST_POWERS) {
      powers.remove(0);
    }
    PowerSum made = new PowerSum(p);
    powers.add(made);
    return made;
  }

  float largest(int block) {
    return reductions.largest(values, blocks.get(block).offset(), blocks.get(block).end());
  }

  double norm(int[] view) {
    double sum = 0;
    for (int b : view) {
      sum += squares(b);
    }
    return Math.sqrt(sum);
  }

  void scale(int[] view, double factor) {
    if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "A gradient can be scaled by a finite factor ≥ 0, but not by %s.".formatted(factor));
    }
    double norm = norm(view);
    if ((float) factor == 1 || norm == 0) {
      return;
    }
    if (factor > 1 && norm * factor > Float.MAX_VALUE) {
      throw new IllegalArgumentException(
          "A gradient of norm %s scaled by %s would overflow.".formatted(norm, factor));
    }
    if (factor >= Float.MIN_NORMAL
        && factor <= Float.MAX_VALUE
        && norm * factor >= SMALLEST_NORM_IN_FLOAT) {
      scaleInFloat(view, (float) factor);
    } else {
      scaleInDouble(view, factor);
    }
  }

  private void scaleInFloat(int[] view, float factor) {
    ruleBound = true;
    touched = true;
    updatesSinceScaling = 0;
    for (int b : view) {
      if (squares[b] != 0) {
        Block block = blocks.get(b);
        // What an earlier scaling made 0 still counts as changed.
        int nonZero = nonZeros[b];
        if (nonZero == NOT_COUNTED) {
          nonZero = reductions.scale(values, block.offset(), block.end(), factor);
        } else {
          Reductions.multiply(values, block.offset(), block.end(), factor);
        }
        squares[b] *= (double) factor * factor;
        if (!edited[b]) {
          factors[b] *= factor;
          changed[b] = Math.max(changed[b], nonZero);
        }
      }
    }
  }

  private void scaleInDouble(int[] view, double factor) {
    edit(view);
    for (int b : view) {
      Block block = blocks.get(b);
      for (int i = block.offset(); i < block.end(); i++) {
        values[i] = towardsZeroIfSubnormal(values[i] * factor);
      }
    }
  }

  /**
   * Rounds to the nearest float, but towards 0 where floats are too coarse for a relative error of
   * 10⁻⁷, so that the many roundings of a subnormal gradient never add to its norm.
   */
  static float towardsZeroIfSubnormal(double exact) {
    float nearest = (float) exact;
    boolean larger = Math.abs((double) nearest) > Math.abs(exact);
    if (larger && Math.abs(exact) < Float.MIN_NORMAL) {
      return exact > 0 ? Math.nextDown(nearest) : Math.nextUp(nearest);
    }
    return nearest;
  }

  float[] edit(int[] view) {
    ruleBound = true;
    touched = true;
    if (original.length == 0) {
      original = new float[layout.arrayLength()];
    }
    for (int b : view) {
      if (!edited[b]) {
        Block block = blocks.get(b);
        System.arraycopy(values, block.offset(), original, block.offset(), block.length());
        edited[b] = true;
      }
      stale[b] = true;
      nonZeros[b] = NOT_COUNTED;
    }
    return values;
  }

  /** Sums up after the last rule: what changed, and by how much the direction did. */
  void close() {
    for (int b = 0; b < squares.length; b++) {
      if (edited[b]) {
        Block block = blocks.get(b);
        int from = block.offset();
        int to = block.end();
        dots[b] = reductions.dot(original, values, from, to) / factors[b];
        // What scaling made 0 before the block was edited is known from the count back then alone.
        changed[b] =
            Math.max(
                changed[b], reductions.differences(original, values, from, to, factors[b] != 1));
      } else if (!takenClamped[b]) {
        dots[b] = factors[b] * squaresBefore[b];
      }
    }
  }

  /** Fills in the figures of some blocks; after {@link #close}. */
  void report(int[] view, UpdateReport.Scope scope) {
    double before = 0;
    double after = 0;
    double dot = 0;
    long changedElements = 0;
    double common = Double.NaN;
    boolean uniform = true;
    for (int b : view) {
      before += squaresBefore[b];
      after += squares(b);
      dot += dots[b];
      changedElements += changed[b];
      if (squaresBefore[b] != 0) {
        uniform &= !edited[b] && !takenClamped[b] && (Double.isNaN(common) || factors[b] == common);
        common = factors[b];
      }
    }
    double normPre = Math.sqrt(before);
    double normPost = touched ? Math.sqrt(after) : normPre;
    double cosine =
        uniform || changedElements == 0
            ? 1
            : normPost == 0 ? Double.NaN : Math.max(-1, Math.min(1, dot / (normPre * normPost)));
    scope.set(changedElements, normPre, normPost, cosine);
  }

  /** Fills in the norm before the first rule of some blocks, whose update goes no further. */
  void reportBefore(int[] view, UpdateReport.Scope scope) {
    double before = 0;
    for (int b : view) {
      before += squaresBefore[b];
    }
    scope.set(0, Math.sqrt(before), Double.NaN, Double.NaN);
  }

  private double measure(int block) {
    return reductions.sumOfSquares(values, blocks.get(block).offset(), blocks.get(block).end());
  }

  private double measureAndCount(int block) {
    return reductions.sumOfSquaresAndCount(
        values, blocks.get(block).offset(), blocks.get(block).end());
  }
}
