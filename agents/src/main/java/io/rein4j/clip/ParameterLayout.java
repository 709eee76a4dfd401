package io.rein4j.clip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The layout of a model's parameters, and of the gradient with respect to them, in one flat {@code
 * float[]}: consecutive named blocks without gaps. They fill the array, or are a {@linkplain #part
 * part} of those that do.
 *
 * <p>A block's name is {@code group/layer/parameter}, for instance {@code actor/dense0/weight}. Its
 * layer is the name without the last part, its group the first part unless another is given. A name
 * without a slash is its own layer in the group {@code default}.
 */
public final class ParameterLayout {

  /**
   * One parameter tensor within the flat array.
   *
   * @param name unique within the layout
   * @param shape the tensor's dimensions; row-major, weights as {@code [in, out]}
   * @param offset index of its first element in the flat array
   * @param length number of its elements
   * @param layer the name of the layer it belongs to
   * @param group the name of the group it belongs to
   */
  public record Block(
      String name, List<Integer> shape, int offset, int length, String layer, String group) {

    /** The widths of distributions: of a Gaussian policy, and of noisy weights. */
    private static final Pattern WIDTH = Pattern.compile(".*(log-std|sigma)");

    /**
     * {@return whether it is of weights, as a layer uses them} These are matrices {@code [in, out]}
     * and kernels, whose last dimension is that of the outputs; what a policy's or a noisy layer's
     * deviations are made of is not among them.
     */
    public boolean isWeight() {
      return shape.size() > 1 && !isWidth();
    }

    /** Returns whether deviations are made of it. */
    boolean isWidth() {
      return WIDTH.matcher(name).matches();
    }

    /** {@return the index just behind the last element} */
    public int end() {
      return offset + length;
    }
  }

  private final List<Block> blocks;
  private final List<String> groups;
  private final int offset;
  private final int size;
  private final int arrayLength;

  private ParameterLayout(List<Block> blocks, int arrayLength) {
    this.blocks = List.copyOf(blocks);
    this.groups = List.copyOf(this.blocks.stream().map(Block::group).distinct().toList());
    this.offset = blocks.isEmpty() ? 0 : blocks.get(0).offset();
    this.size = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).end() - offset;
    this.arrayLength = arrayLength;
  }

  /** {@return a builder without blocks} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the blocks in the order in which they lie in the array} */
  public List<Block> blocks() {
    return blocks;
  }

  /** {@return the names of the groups, in order of their first block} */
  public List<String> groups() {
    return groups;
  }

  /** {@return the index of the first block's first element; 0 unless this is a part} */
  public int offset() {
    return offset;
  }

  /** {@return the number of elements of all blocks} */
  public int size() {
    return size;
  }

  /** Returns the number of elements of a group's blocks. */
  long size(String group) {
    return blocks.stream()
        .filter(block -> block.group().equals(group))
        .mapToLong(Block::length)
        .sum();
  }

  /** {@return the number of elements of the flat array, at least as many as of all blocks} */
  public int arrayLength() {
    return arrayLength;
  }

  /** Refuses an array that is not the layout's, which is named for the middle of a sentence. */
  void requireSize(String what, float[] array) {
    if (array.length != arrayLength) {
      throw new IllegalArgumentException(
          "The layout belongs to an array of %s elements, but the %s array has %s."
              .formatted(arrayLength, what, array.length));
    }
  }

  /**
   * {@return the layout of some groups' blocks, where they lie in the same array}
   *
   * @param groups names of groups, whose blocks lie side by side
   * @throws IllegalArgumentException if there are none, one does not exist, or blocks of another
   *     group lie between theirs
   */
  public ParameterLayout part(Collection<String> groups) {
    for (String group : groups) {
      if (!this.groups.contains(group)) {
        throw new IllegalArgumentException(
            "There is no group '%s' of parameters; the groups are %s."
                .formatted(group, String.join(", ", this.groups)));
      }
    }
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("A part of a layout needs at least one group.");
    }
    List<Block> part = blocks.stream().filter(block -> groups.contains(block.group())).toList();
    for (int b = 1; b < part.size(); b++) {
      if (part.get(b).offset() != part.get(b - 1).end()) {
        throw new IllegalArgumentException(
            "The parameters of the groups %s must lie side by side, but others lie between '%s' and '%s'."
                .formatted(String.join(", ", groups), part.get(b - 1).name(), part.get(b).name()));
      }
    }
    return new ParameterLayout(part, arrayLength);
  }

  /**
   * {@return the block of a name}
   *
   * @param name the block's full name
   * @throws IllegalArgumentException if there is no such block
   */
  public Block block(String name) {
    return blocks.stream()
        .filter(block -> block.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no parameter '%s'; there are: %s."
                        .formatted(name, blocks.stream().map(Block::name).toList())));
  }

  /** A builder of a layout, which collects blocks in order. */
  public static final class Builder {

    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private int size;

    private Builder() {}

    /**
     * Adds a block behind the blocks so far, in the group that its name says.
     *
     * @param name {@code group/layer/parameter}, or a single part
     * @param shape the dimensions, each > 0
     * @return this builder
     */
    public Builder add(String name, int... shape) {
      int slash = name.indexOf('/');
      return addTo(slash < 0 ? "default" : name.substring(0, slash), name, shape);
    }

    /**
     * Adds a block behind the blocks so far, in a group of its own choice.
     *
     * @param group the group's name
     * @param name {@code group/layer/parameter}, or a single part
     * @param shape the dimensions, each > 0
     * @return this builder
     */
    public Builder addTo(String group, String name, int... shape) {
      int length = 1;
      for (int dimension : shape) {
        if (dimension <= 0) {
          throw new IllegalArgumentException(
              "The shape of '%s' must have dimensions > 0, but is %s."
                  .formatted(name, Arrays.toString(shape)));
        }
        length = Math.multiplyExact(length, dimension);
      }
      int slash = name.lastIndexOf('/');
      String layer = slash < 0 ? name : name.substring(0, slash);
      List<Integer> dimensions = Arrays.stream(shape).boxed().toList();
      Block block = new Block(name, dimensions, size, length, layer, group);
      if (blocks.putIfAbsent(name, block) != null) {
        throw new IllegalArgumentException("There are two parameters named '" + name + "'.");
      }
      size = Math.addExact(size, length);
      return this;
    }

    /** {@return the layout of the blocks added so far} */
    public ParameterLayout build() {
      return new ParameterLayout(new ArrayList<>(blocks.values()), size);
    }
  }
}
