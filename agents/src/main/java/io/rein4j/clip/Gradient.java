package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.settings.TypeNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The gradient on its way through the clipping stage: what rules read and change.
 *
 * <p>All elements are finite. Sums of squares are kept per block, so that {@link #norm()} reads
 * nothing a second time and {@link #scale} needs no further pass for the norm afterwards.
 */
public final class Gradient {

  /**
   * By how much a norm may exceed a threshold before it counts as larger: more than the error of
   * measuring it and of scaling to it together, so that clipping twice is clipping once, and with
   * them still less than one part in 10⁶.
   */
  private static final double PRECISION = 7e-7;

  /** Powers of fewer elements than this are taken one by one. */
  private static final int TOO_SHORT_FOR_TABLES = 1_000;

  private final GradientNorms norms;
  private final int[] view;
  private final List<Block> blocks;
  private final int size;
  private final List<Gradient> whole;
  private @Nullable List<Gradient> groups;
  private @Nullable List<Gradient> layers;
  private @Nullable List<Gradient> parts;

  /** Makes the view of some blocks, given by their indices in the layout. */
  Gradient(GradientNorms norms, int[] view) {
    this.norms = norms;
    this.view = view;
    this.blocks = Arrays.stream(view).mapToObj(norms.layout.blocks()::get).toList();
    this.size = blocks.stream().mapToInt(Block::length).sum();
    this.whole = List.of(this);
  }

  /** {@return how gradient and parameters lie in their arrays} */
  public ParameterLayout layout() {
    return norms.layout;
  }

  /** {@return the blocks that this gradient consists of; a rule changes no others} */
  public List<Block> blocks() {
    return blocks;
  }

  /** {@return the whole gradient, for reading; see {@link #edit()}} */
  public float[] values() {
    return norms.values;
  }

  /**
   * {@return the parameters that the gradient belongs to, for reading}
   *
   * @throws IllegalArgumentException if the stage was given none
   */
  public float[] parameters() {
    if (norms.parameters.length != layout().arrayLength()) {
      throw new IllegalArgumentException(
          "The clipping rule '%s' compares the gradient with the parameters (weights), but the gradient came without them."
              .formatted(norms.rule == null ? "" : TypeNames.nameOf(norms.rule)));
    }
    return norms.parameters;
  }

  /** {@return this gradient alone} */
  List<Gradient> whole() {
    return whole;
  }

  /** {@return one gradient for each layer, in order of the layers' first blocks} */
  public List<Gradient> perLayer() {
    if (layers == null) {
      layers = split(Block::layer);
    }
    return layers;
  }

  /** {@return one gradient for each group, in order of the groups' first blocks} */
  public List<Gradient> perGroup() {
    if (groups == null) {
      groups = split(Block::group);
    }
    return groups;
  }

  /** {@return one gradient for each of {@link #blocks()}, in their order} */
  public List<Gradient> perParameter() {
    if (parts == null) {
      parts = split(Block::name);
    }
    return parts;
  }

  private List<Gradient> split(Function<Block, String> key) {
    return Arrays.stream(view)
        .boxed()
        .collect(
            Collectors.groupingBy(
                b -> key.apply(layout().blocks().get(b)), LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(part -> new Gradient(norms, part.stream().mapToInt(b -> b).toArray()))
        .toList();
  }

  /** {@return the share of training that is over, in [0, 1]} */
  public double progress() {
    return norms.progress;
  }

  /** {@return the Euclidean norm, as rules so far have left it, relative error below 3e-7} */
  public double norm() {
    return norms.norm(view);
  }

  /**
   * {@return the p-norm, as rules so far have left the gradient}
   *
   * @param p any number > 0; {@link Double#POSITIVE_INFINITY} is the largest magnitude
   */
  public double norm(double p) {
    if (p == 2) {
      return norm();
    }
    float largest = 0;
    for (int b : view) {
      largest = Math.max(largest, norms.largest(b));
    }
    if (p == Double.POSITIVE_INFINITY || largest == 0) {
      return largest;
    }
    if (p == 1 || size < TOO_SHORT_FOR_TABLES) {
      return largest * Math.pow(sumOfPowers(p, largest), 1 / p);
    }
    PowerSum powers = norms.powers(p);
    return powers.unit(largest) * Math.pow(sumOfPowers(powers, largest), 1 / p);
  }

  private double sumOfPowers(double p, double unit) {
    double sum = 0;
    for (int b = 0; b < blocks.size(); b++) {
      sum += sumOfPowers(values(), blocks.get(b), p, unit);
    }
    return sum;
  }

  private double sumOfPowers(PowerSum powers, float largest) {
    double sum = 0;
    for (int b = 0; b < blocks.size(); b++) {
      sum += powers.of(values(), blocks.get(b).offset(), blocks.get(b).end(), largest);
    }
    return sum;
  }

  private static double sumOfPowers(float[] values, Block block, double p, double unit) {
    double sum = 0;
    for (int i = block.offset(); i < block.end(); i++) {
      double magnitude = Math.abs(values[i]) / unit;
      sum += p == 1 ? magnitude : Math.pow(magnitude, p);
    }
    return sum;
  }

  /**
   * Multiplies every element by a factor.
   *
   * @param factor finite and ≥ 0; one that is 1 as a float leaves every bit as it is
   */
  public void scale(double factor) {
    norms.scale(view, factor);
  }

  /**
   * Shortens the gradient to a threshold if a norm exceeds it by more than floats can tell, and
   * reports both.
   *
   * @param norm a norm of this gradient
   * @param threshold what the norm may be at most, > 0
   */
  public void limit(double norm, double threshold) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException(
          "A gradient can be limited to a norm > 0, but not to %s.".formatted(threshold));
    }
    report(norm, threshold);
    if (exceeds(norm, threshold)) {
      scale(threshold / norm);
    }
  }

  /** Returns whether a norm is larger than a threshold by more than floats can tell. */
  static boolean exceeds(double norm, double threshold) {
    return norm > threshold * (1 + PRECISION);
  }

  /**
   * Says that the update is to be dropped: no further rule sees the gradient, no rule takes it into
   * its state, and the stage's verdict is {@link Verdict#SKIPPED}, or {@link Verdict#FAILED} after
   * more drops in a row than {@link ClippingSettings#maxSkipsInARow()}.
   */
  public void refuse() {
    norms.refused = true;
  }

  /**
   * Returns the whole gradient for writing to the elements of {@link #blocks()}. The stage finds
   * out by itself what a rule changed; a rule that has nothing to change does not call this.
   *
   * @return the array that {@link #values()} returns
   */
  public float[] edit() {
    return norms.edit(view);
  }

  /** Returns whether the gradient was clamped while it was measured. */
  boolean isClamped() {
    return norms.clamped;
  }

  /** Takes over that clamping, and returns the largest magnitude before it. */
  float takeClamped() {
    return norms.takeClamped(view);
  }

  /**
   * Says what the rule measured, for statistics.
   *
   * @param norm the gradient's length as the rule understands it, NaN if it has none
   * @param threshold what the rule compares it with, NaN if nothing
   */
  public void report(double norm, double threshold) {
    norms.ruleNorm = norm;
    norms.ruleThreshold = threshold;
  }
}
