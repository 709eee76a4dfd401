package io.rein4j.env;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The dimensions of arrays. */
final class Shapes {

  private Shapes() {}

  /**
   * {@return the number of elements}
   *
   * @param whose what has the shape, such as {@code A box}, in the error sentence
   * @throws IllegalArgumentException if a dimension is below 1
   */
  static int elements(String whose, int[] shape) {
    int elements = 1;
    for (int dimension : shape) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "%s's dimensions are 1 or larger, but its shape is %s."
                .formatted(whose, Arrays.toString(shape)));
      }
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }

  /** {@return a shape as Python writes it, such as {@code (2, 3)} or {@code (2,)}} */
  static String text(int[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }

  /** {@return integers in the brackets of their dimensions, such as {@code [[2 3] [2 2]]}} */
  static String nested(int[] integers, int[] shape) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < integers.length; i++) {
      int opened = edges(i, shape);
      text.append(i == 0 ? "" : " ").append("[".repeat(opened)).append(integers[i]);
      text.append("]".repeat(edges(i + 1, shape)));
    }
    return text.toString();
  }

  /** {@return how many dimensions begin at an element, and end before it} */
  private static int edges(int element, int[] shape) {
    int edges = 0;
    int length = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      length *= shape[i];
      edges += element % length == 0 ? 1 : 0;
    }
    return edges;
  }
}
