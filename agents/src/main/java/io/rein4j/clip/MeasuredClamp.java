package io.rein4j.clip;

import io.rein4j.math.VectorMath;
import java.util.Arrays;

/**
 * The clamping of blocks to an interval around 0, together with the norms and counts of what it
 * does: one read of a block, and one write of the stretches in which something is outside.
 *
 * <p>Its sums have the bits of those of {@link Reductions}, in blocks of at most {@value
 * #LONGEST_IN_ORDER} elements; in longer ones products are summed in the order of squares, so that
 * the scalar product of what did not change is the sum of its squares. No bit depends on what the
 * last gradient was like: a run that goes on after a checkpoint does not know. Stretches whose
 * float products might overflow or vanish are summed in double.
 */
final class MeasuredClamp {

  /** Ends nearer to 0 are not for this class: squares of clamped elements might vanish. */
  static final float SMALLEST_LIMIT = 1e-15f;

  private static final int LONGEST_IN_ORDER = 1 << 17;

  /** The squares of larger elements might overflow, a few thousand of them together. */
  private static final float LARGEST_IN_FLOAT = 0x1p58f;

  private static final int LANES = Reductions.LANES;

  /** Measured at a time, and what products are summed over in float. */
  private static final int STRETCH = Reductions.ROUNDS * Reductions.PAIRS;

  private static final int PART = Reductions.ROUNDS * LANES;

  /** Where two chunks of elements lie, the same chunks clamped, and lanes beside those of sums. */
  private static final int A = Reductions.SECTION;

  private static final int B = 2 * Reductions.SECTION;
  private static final int CLAMPED_A = 3 * Reductions.SECTION;
  private static final int CLAMPED_B = 4 * Reductions.SECTION;
  private static final int LARGEST = 5 * Reductions.SECTION;
  private static final int DOTS = 6 * Reductions.SECTION;
  private static final int COUNTS = 7 * Reductions.SECTION;

  /**
   * Where the lanes of a stretch are kept: sums of squares, largest ones, and products of parts.
   */
  private static final int KEPT_SQUARES = 8 * Reductions.SECTION;

  private static final int KEPT_LARGEST = 9 * Reductions.SECTION;
  private static final int KEPT_DOTS = 10 * Reductions.SECTION;
  private static final int NEXT_DOTS = 11 * Reductions.SECTION;

  private static final int PARTS = STRETCH / PART;
  private static final int CHUNKS = STRETCH / LANES;

  /** With more lanes in which something is outside, a stretch is clamped as a whole. */
  private static final int MOST_LANES_OUTSIDE = LANES / CHUNKS;

  /**
   * Where the elements of the lanes in which something is outside are brought side by side, chunk
   * by chunk, the same clamped, by how much they differ, and their sums.
   */
  private static final int LISTED = (10 + PARTS) * Reductions.SECTION;

  private static final int LISTED_CLAMPED = LISTED + Reductions.SECTION;
  private static final int LISTED_CHANGES = LISTED + 2 * Reductions.SECTION;
  private static final int LISTED_SUMS = LISTED + 3 * Reductions.SECTION;

  /** Where each chunk of these lies. */
  private static final int L0 = LISTED;

  private static final int L1 = LISTED + MOST_LANES_OUTSIDE;
  private static final int L2 = LISTED + 2 * MOST_LANES_OUTSIDE;
  private static final int L3 = LISTED + 3 * MOST_LANES_OUTSIDE;
  private static final int L4 = LISTED + 4 * MOST_LANES_OUTSIDE;
  private static final int L5 = LISTED + 5 * MOST_LANES_OUTSIDE;
  private static final int L6 = LISTED + 6 * MOST_LANES_OUTSIDE;
  private static final int L7 = LISTED + 7 * MOST_LANES_OUTSIDE;
  private static final int C0 = LISTED_CLAMPED;
  private static final int C1 = LISTED_CLAMPED + MOST_LANES_OUTSIDE;
  private static final int C2 = LISTED_CLAMPED + 2 * MOST_LANES_OUTSIDE;
  private static final int C3 = LISTED_CLAMPED + 3 * MOST_LANES_OUTSIDE;
  private static final int C4 = LISTED_CLAMPED + 4 * MOST_LANES_OUTSIDE;
  private static final int C5 = LISTED_CLAMPED + 5 * MOST_LANES_OUTSIDE;
  private static final int C6 = LISTED_CLAMPED + 6 * MOST_LANES_OUTSIDE;
  private static final int C7 = LISTED_CLAMPED + 7 * MOST_LANES_OUTSIDE;
  private static final int D0 = LISTED_CHANGES;
  private static final int D1 = LISTED_CHANGES + MOST_LANES_OUTSIDE;
  private static final int D2 = LISTED_CHANGES + 2 * MOST_LANES_OUTSIDE;
  private static final int D3 = LISTED_CHANGES + 3 * MOST_LANES_OUTSIDE;
  private static final int D4 = LISTED_CHANGES + 4 * MOST_LANES_OUTSIDE;
  private static final int D5 = LISTED_CHANGES + 5 * MOST_LANES_OUTSIDE;
  private static final int D6 = LISTED_CHANGES + 6 * MOST_LANES_OUTSIDE;
  private static final int D7 = LISTED_CHANGES + 7 * MOST_LANES_OUTSIDE;

  private final float[] work = new float[LISTED + 4 * Reductions.SECTION];
  private final int[] candidateLanes = new int[MOST_LANES_OUTSIDE];
  private final int[] lanesOutside = new int[MOST_LANES_OUTSIDE + CHUNKS];

  /** The scalar products of a block's parts, NaN where not known. */
  private final double[] dots = new double[LONGEST_IN_ORDER / PART];

  private final float[] originals;
  private final int[] savedFrom;
  private final int[] savedTo;
  private int saved;

  private float low;
  private float high;
  private float stretchLargest;
  private float largest;
  private double squaresBefore;
  private double squaresAfter;
  private double dot;
  private int changed;
  private boolean inOrder;

  /** Whether in some stretch of the last gradient, and in none many, elements were outside. */
  private boolean expectsFewOutside;

  private boolean isAnyOutside;
  private boolean areManyOutside;
  private boolean isDotKnown;

  /** Makes a clamp of arrays of a layout; it can take back what it does to those that are short. */
  MeasuredClamp(ParameterLayout layout) {
    boolean restores = layout.arrayLength() <= LONGEST_IN_ORDER;
    originals = new float[restores ? layout.arrayLength() : 0];
    int most = layout.blocks().size() + originals.length / STRETCH;
    savedFrom = new int[most];
    savedTo = new int[most];
  }

  /** Begins with another array. */
  void open() {
    saved = 0;
    expectsFewOutside = isAnyOutside && !areManyOutside;
    isAnyOutside = false;
    areManyOutside = false;
  }

  /** Takes back what was done since it was opened, if the array is short. */
  void restore(float[] values) {
    for (int s = 0; s < saved; s++) {
      System.arraycopy(originals, savedFrom[s], values, savedFrom[s], savedTo[s] - savedFrom[s]);
    }
    saved = 0;
  }

  /**
   * Clamps the block {@code values[from..to)} to an interval, up to the first stretch that is not
   * finite.
   *
   * @param low at most −{@link #SMALLEST_LIMIT}
   * @param high at least {@link #SMALLEST_LIMIT}
   * @return whether all elements are finite; without figures otherwise
   */
  boolean clamp(float[] values, int from, int to, float low, float high) {
    this.low = low;
    this.high = high;
    largest = 0;
    squaresBefore = 0;
    squaresAfter = 0;
    dot = 0;
    changed = 0;
    isDotKnown = false;
    boolean finite =
        Reductions.isTooShort(from, to)
            ? clampShort(values, from, to)
            : clampLong(values, from, to);
    if (finite && changed == 0) {
      squaresAfter = squaresBefore;
    }
    return finite;
  }

  /** Returns the largest magnitude before. */
  float largest() {
    return largest;
  }

  double squaresBefore() {
    return squaresBefore;
  }

  double squaresAfter() {
    return squaresAfter;
  }

  /** Returns the scalar product of before and after. */
  double dot() {
    return dot;
  }

  /** Returns whether the scalar product is known even if nothing changed. */
  boolean isDotKnown() {
    return isDotKnown;
  }

  /** Returns the number of elements that changed. */
  int changed() {
    return changed;
  }

  /** Returns the scalar product with itself of a block in which nothing changed, not too short. */
  double dotOfUnchanged(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i += PART) {
      sum += dotOfPart(values, i, i + Math.min(PART, to - i));
    }
    return sum;
  }

  private boolean clampShort(float[] values, int from, int to) {
    squaresBefore = VectorMath.sumOfSquares(values, from, to - from);
    if (!(squaresBefore < Double.POSITIVE_INFINITY)) {
      return false;
    }
    largest = plainLargest(values, from, to);
    if (largest > ValueClipper.limit(low, high)) {
      save(values, from, to);
      dot = clampInDouble(values, from, to);
      squaresAfter = VectorMath.sumOfSquares(values, from, to - from);
    }
    return true;
  }

  private boolean clampLong(float[] values, int from, int to) {
    inOrder = to - from <= LONGEST_IN_ORDER;
    isDotKnown = !inOrder || expectsFewOutside;
    float limit = ValueClipper.limit(low, high);
    int parts = 0;
    for (int i = from; i < to; ) {
      int end = i + Math.min(STRETCH, to - i);
      double squares = measure(values, i, end, parts);
      if (!(squares < Double.POSITIVE_INFINITY)) {
        return false;
      }
      squaresBefore += squares;
      largest = Math.max(largest, stretchLargest);
      if (stretchLargest > limit) {
        isAnyOutside = true;
        save(values, i, end);
        squaresAfter +=
            isClampedByLanes(values, i, end, limit, parts)
                ? checked(Reductions.total(work, KEPT_SQUARES), values, i, end)
                : clampStretch(values, i, end, parts);
      } else {
        squaresAfter += squares;
        dot += squares;
        if (inOrder && expectsFewOutside) {
          sumParts(values, i, end, parts);
        }
      }
      parts += (end - i + PART - 1) / PART;
      i = end;
    }
    if (inOrder && (changed > 0 || expectsFewOutside)) {
      sumDotsInOrder(values, from, to);
    }
    return true;
  }

  /** Takes the largest magnitude of a stretch, and returns its sum of squares. */
  private double measure(float[] values, int from, int to, int parts) {
    boolean multiplies = inOrder && expectsFewOutside;
    boolean isFirst = true;
    for (int i = from, part = parts; i < to; isFirst = false) {
      boolean beginsPart = (i - from) % PART == 0;
      boolean isInFirstPart = i - from < PART;
      if (inOrder && beginsPart) {
        dots[part++] = Double.NaN;
      }
      i += copy(values, i, to);
      if (isFirst) {
        squares(work);
        larger(work);
      } else {
        addSquares(work);
        keepLarger(work);
      }
      if (multiplies) {
        multiply(beginsPart, isInFirstPart);
      }
    }
    if (expectsFewOutside) {
      System.arraycopy(work, 0, work, KEPT_SQUARES, LANES);
      System.arraycopy(work, LARGEST, work, KEPT_LARGEST, LANES);
    }
    stretchLargest = Reductions.largest(work, LARGEST);
    return checked(Reductions.total(work, 0), values, from, to);
  }

  private void multiply(boolean beginsPart, boolean isInFirstPart) {
    if (isInFirstPart) {
      if (beginsPart) {
        squaresOfFirstPart(work);
      } else {
        addSquaresOfFirstPart(work);
      }
    } else if (beginsPart) {
      squaresOfSecondPart(work);
    } else {
      addSquaresOfSecondPart(work);
    }
  }

  /** Takes the scalar products of a stretch's parts with themselves, if their lanes were kept. */
  private void sumParts(float[] values, int from, int to, int parts) {
    for (int i = from, part = parts; i < to; i += PART, part++) {
      int lanes = KEPT_DOTS + (part - parts) * Reductions.SECTION;
      dots[part] = checked(Reductions.total(work, lanes), values, i, i + Math.min(PART, to - i));
    }
  }

  /** Returns a sum of squares of floats, in double if that was not enough for it. */
  private static double checked(double squares, float[] values, int from, int to) {
    return squares >= Reductions.SMALLEST_MEAN * (to - from) && squares < Double.POSITIVE_INFINITY
        ? squares
        : VectorMath.sumOfSquares(values, from, to - from);
  }

  /**
   * Clamps the elements of the lanes in which something is outside, if they are few and the lanes
   * have been kept, in which its sums are then. Returns whether it did.
   */
  private boolean isClampedByLanes(float[] values, int from, int to, float limit, int parts) {
    if (!expectsFewOutside || !(stretchLargest < LARGEST_IN_FLOAT)) {
      return false;
    }
    int count = findLanesOutside(limit);
    if (count > MOST_LANES_OUTSIDE) {
      return false;
    }
    if (!inOrder) {
      System.arraycopy(work, KEPT_SQUARES, work, KEPT_DOTS, LANES);
    }
    clampLanes(values, from, to, count);
    int part = parts;
    for (int begin = from; begin < to && (inOrder || begin == from); begin += PART, part++) {
      add(Reductions.total(work, KEPT_DOTS + (part - parts) * Reductions.SECTION), part);
    }
    return true;
  }

  /**
   * Lists the lanes in which something is outside, as far as there is room for them. The first of
   * the lanes of largest ones hold, from measuring, the largest of all lanes that far apart.
   */
  private int findLanesOutside(float limit) {
    int candidates = 0;
    for (int lane = 0; lane < MOST_LANES_OUTSIDE; lane++) {
      candidateLanes[candidates] = lane;
      candidates += work[lane + LARGEST] > limit ? 1 : 0;
    }
    int count = 0;
    for (int c = 0; c < candidates && count <= MOST_LANES_OUTSIDE; c++) {
      for (int lane = candidateLanes[c]; lane < LANES; lane += MOST_LANES_OUTSIDE) {
        lanesOutside[count] = lane;
        count += work[lane + KEPT_LARGEST] > limit ? 1 : 0;
      }
    }
    return count;
  }

  /** Clamps the elements of the listed lanes, and sums them in the order of whole stretches. */
  private void clampLanes(float[] values, int from, int to, int count) {
    gather(values, from, to, count);
    clampListed(work, low, high);
    changesOfListed(work);
    chunksOfChanges(work);
    scatter(values, from, count);
    squaresOfListed(work);
    keep(KEPT_SQUARES, count);
    if (inOrder) {
      productsOfFirstPart(work);
      keep(KEPT_DOTS, count);
      productsOfSecondPart(work);
      keep(NEXT_DOTS, count);
    } else {
      productsOfListed(work);
      keep(KEPT_DOTS, count);
    }
  }

  private void gather(float[] values, int from, int to, int count) {
    int listed = LISTED;
    for (int i = from; i < from + STRETCH; i += LANES, listed += MOST_LANES_OUTSIDE) {
      if (i + LANES <= to) {
        gather(values, i, work, listed, lanesOutside, count);
      } else {
        for (int l = 0; l < count; l++) {
          work[listed + l] = i + lanesOutside[l] < to ? values[i + lanesOutside[l]] : 0;
        }
      }
    }
  }

  private static void gather(
      float[] values, int from, float[] work, int to, int[] lanes, int count) {
    for (int l = 0; l < count; l++) {
      work[to + l] = values[from + lanes[l]];
    }
  }

  /** Writes those elements back that changed; nearly always one of a lane, which is no surprise. */
  private void scatter(float[] values, int from, int count) {
    for (int l = 0; l < count; l++) {
      int differing = (int) work[LISTED_SUMS + l];
      changed += Integer.bitCount(differing);
      for (; differing != 0; differing &= differing - 1) {
        int chunk = Integer.numberOfTrailingZeros(differing);
        values[from + chunk * LANES + lanesOutside[l]] =
            work[LISTED_CLAMPED + chunk * MOST_LANES_OUTSIDE + l];
      }
    }
  }

  /** Takes the sums of the listed lanes to their places among all lanes. */
  private void keep(int lanes, int count) {
    for (int l = 0; l < count; l++) {
      work[lanes + lanesOutside[l]] = work[LISTED_SUMS + l];
    }
  }

  /** Clamps a stretch and returns its sum of squares then. */
  private double clampStretch(float[] values, int from, int to, int parts) {
    if (!(stretchLargest < LARGEST_IN_FLOAT)) {
      for (int i = from, part = parts; i < to; i += PART, part++) {
        add(clampInDouble(values, i, Math.min(i + PART, to)), part);
      }
      return VectorMath.sumOfSquares(values, from, to - from);
    }
    Arrays.fill(work, 0, LANES, 0f);
    Arrays.fill(work, COUNTS, COUNTS + LANES, 0f);
    int part = parts;
    for (int begin = from; begin < to; begin += PART, part++) {
      int end = begin + Math.min(PART, to - begin);
      if (inOrder || begin == from) {
        Arrays.fill(work, DOTS, DOTS + LANES, 0f);
      }
      for (int i = begin; i < end; ) {
        int length = copy(values, i, end);
        clampA(work, low, high);
        clampB(work, low, high);
        addSquaresOfClamped(work);
        if (inOrder) {
          addProductsInOrder(work);
        } else {
          addProducts(work);
        }
        countA(work);
        countB(work);
        int first = Math.min(LANES, length);
        System.arraycopy(work, CLAMPED_A, values, i, first);
        System.arraycopy(work, CLAMPED_B, values, i + first, length - first);
        i += length;
      }
      if (inOrder || end == to) {
        add(Reductions.total(work, DOTS), part);
      }
    }
    int changedHere = (int) Reductions.total(work, COUNTS);
    areManyOutside |= changedHere > MOST_LANES_OUTSIDE;
    changed += changedHere;
    return checked(Reductions.total(work, 0), values, from, to);
  }

  private void add(double partDot, int part) {
    dot += partDot;
    if (inOrder) {
      dots[part] = partDot;
    }
  }

  private void sumDotsInOrder(float[] values, int from, int to) {
    dot = 0;
    for (int i = from, part = 0; i < to; i += PART, part++) {
      dot +=
          Double.isNaN(dots[part]) ? dotOfPart(values, i, i + Math.min(PART, to - i)) : dots[part];
    }
  }

  /** Returns the scalar product with itself of a part that did not change. */
  private double dotOfPart(float[] values, int from, int to) {
    for (int i = from; i < to; ) {
      boolean begins = i == from;
      i += copy(values, i, to);
      multiply(begins, true);
    }
    return checked(Reductions.total(work, KEPT_DOTS), values, from, to);
  }

  /** Clamps elements one by one, and returns the scalar product of before and after. */
  private double clampInDouble(float[] values, int from, int to) {
    double products = 0;
    for (int i = from; i < to; i++) {
      float before = values[i];
      float after = Math.max(low, Math.min(high, before));
      values[i] = after;
      products += (double) before * after;
      changed += before != after ? 1 : 0;
    }
    return products;
  }

  private void save(float[] values, int from, int to) {
    if (originals.length > 0) {
      System.arraycopy(values, from, originals, from, to - from);
      savedFrom[saved] = from;
      savedTo[saved] = to;
      saved++;
    }
  }

  private static float plainLargest(float[] values, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      float magnitude = Math.abs(values[i]);
      largest = magnitude > largest ? magnitude : largest;
    }
    return largest;
  }

  /** Copies two chunks, filled up with 0 if they are the last, and returns their length. */
  private int copy(float[] values, int from, int to) {
    int length = Math.min(Reductions.PAIRS, to - from);
    int first = Math.min(LANES, length);
    System.arraycopy(values, from, work, A, first);
    System.arraycopy(values, from + first, work, B, length - first);
    if (length < Reductions.PAIRS) {
      Arrays.fill(work, A + first, A + LANES, 0f);
      Arrays.fill(work, B + length - first, B + LANES, 0f);
    }
    return length;
  }

  private static void addSquares(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j] += work[j + A] * work[j + A] + work[j + B] * work[j + B];
    }
  }

  private static void addSquaresOfClamped(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j] +=
          work[j + CLAMPED_A] * work[j + CLAMPED_A] + work[j + CLAMPED_B] * work[j + CLAMPED_B];
    }
  }

  private static void squares(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j] = work[j + A] * work[j + A] + work[j + B] * work[j + B];
    }
  }

  private static void squaresOfFirstPart(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + KEPT_DOTS] = work[j + A] * work[j + A] + work[j + B] * work[j + B];
    }
  }

  private static void squaresOfSecondPart(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + NEXT_DOTS] = work[j + A] * work[j + A] + work[j + B] * work[j + B];
    }
  }

  private static void addSquaresOfFirstPart(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + KEPT_DOTS] =
          work[j + KEPT_DOTS] + work[j + A] * work[j + A] + work[j + B] * work[j + B];
    }
  }

  private static void addSquaresOfSecondPart(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + NEXT_DOTS] =
          work[j + NEXT_DOTS] + work[j + A] * work[j + A] + work[j + B] * work[j + B];
    }
  }

  private static void addProductsInOrder(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + DOTS] =
          work[j + DOTS] + work[j + A] * work[j + CLAMPED_A] + work[j + B] * work[j + CLAMPED_B];
    }
  }

  private static void clampListed(float[] work, float low, float high) {
    for (int j = 0; j < LANES; j++) {
      work[j + LISTED_CLAMPED] = Math.max(low, Math.min(high, work[j + LISTED]));
    }
  }

  private static void changesOfListed(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + LISTED_CHANGES] =
          Math.min(Math.abs(work[j + LISTED] - work[j + LISTED_CLAMPED]) * 0x1p127f * 0x1p23f, 1f);
    }
  }

  /** Makes a number of each lane whose binary digits tell the chunks in which it changes. */
  private static void chunksOfChanges(float[] work) {
    for (int j = 0; j < MOST_LANES_OUTSIDE; j++) {
      work[j + LISTED_SUMS] =
          work[j + D0]
              + work[j + D1] * 0x1p1f
              + work[j + D2] * 0x1p2f
              + work[j + D3] * 0x1p3f
              + work[j + D4] * 0x1p4f
              + work[j + D5] * 0x1p5f
              + work[j + D6] * 0x1p6f
              + work[j + D7] * 0x1p7f;
    }
  }

  private static void squaresOfListed(float[] work) {
    for (int j = 0; j < MOST_LANES_OUTSIDE; j++) {
      work[j + LISTED_SUMS] =
          (work[j + C0] * work[j + C0] + work[j + C1] * work[j + C1])
              + (work[j + C2] * work[j + C2] + work[j + C3] * work[j + C3])
              + (work[j + C4] * work[j + C4] + work[j + C5] * work[j + C5])
              + (work[j + C6] * work[j + C6] + work[j + C7] * work[j + C7]);
    }
  }

  private static void productsOfListed(float[] work) {
    for (int j = 0; j < MOST_LANES_OUTSIDE; j++) {
      work[j + LISTED_SUMS] =
          (work[j + L0] * work[j + C0] + work[j + L1] * work[j + C1])
              + (work[j + L2] * work[j + C2] + work[j + L3] * work[j + C3])
              + (work[j + L4] * work[j + C4] + work[j + L5] * work[j + C5])
              + (work[j + L6] * work[j + C6] + work[j + L7] * work[j + C7]);
    }
  }

  private static void productsOfFirstPart(float[] work) {
    for (int j = 0; j < MOST_LANES_OUTSIDE; j++) {
      work[j + LISTED_SUMS] =
          work[j + L0] * work[j + C0]
              + work[j + L1] * work[j + C1]
              + work[j + L2] * work[j + C2]
              + work[j + L3] * work[j + C3];
    }
  }

  private static void productsOfSecondPart(float[] work) {
    for (int j = 0; j < MOST_LANES_OUTSIDE; j++) {
      work[j + LISTED_SUMS] =
          work[j + L4] * work[j + C4]
              + work[j + L5] * work[j + C5]
              + work[j + L6] * work[j + C6]
              + work[j + L7] * work[j + C7];
    }
  }

  private static void addProducts(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + DOTS] += work[j + A] * work[j + CLAMPED_A] + work[j + B] * work[j + CLAMPED_B];
    }
  }

  private static void larger(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + LARGEST] = Math.max(Math.abs(work[j + A]), Math.abs(work[j + B]));
    }
  }

  private static void keepLarger(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + LARGEST] =
          Math.max(work[j + LARGEST], Math.max(Math.abs(work[j + A]), Math.abs(work[j + B])));
    }
  }

  private static void clampA(float[] work, float low, float high) {
    for (int j = 0; j < LANES; j++) {
      work[j + CLAMPED_A] = Math.max(low, Math.min(high, work[j + A]));
    }
  }

  private static void clampB(float[] work, float low, float high) {
    for (int j = 0; j < LANES; j++) {
      work[j + CLAMPED_B] = Math.max(low, Math.min(high, work[j + B]));
    }
  }

  // A difference is 0 exactly where nothing changed, since subtraction does not underflow to it.
  // The
  // two factors lift the smallest float to 2 and everything above it to at most infinity.
  private static void countA(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + COUNTS] +=
          Math.min(Math.abs(work[j + A] - work[j + CLAMPED_A]) * 0x1p127f * 0x1p23f, 1f);
    }
  }

  private static void countB(float[] work) {
    for (int j = 0; j < LANES; j++) {
      work[j + COUNTS] +=
          Math.min(Math.abs(work[j + B] - work[j + CLAMPED_B]) * 0x1p127f * 0x1p23f, 1f);
    }
  }
}
