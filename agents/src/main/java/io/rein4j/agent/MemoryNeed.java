package io.rein4j.agent;

import io.rein4j.clip.ParameterLayout;
import java.util.function.Consumer;

/**
 * Memory that a setting asks for.
 *
 * @param key the setting's path within the agent's section, such as {@code replay.capacity}
 * @param bytes of heap that are allocated for it at least, before training
 * @param longest elements of the longest array among them; Java's have fewer than 2³¹
 */
public record MemoryNeed(String key, double bytes, double longest) {

  /**
   * {@return the need of a network's parameters}
   *
   * @param key the network's path within the agent's section
   * @param declare declares all its blocks
   * @param copies arrays of as many elements, such as values and gradient
   */
  public static MemoryNeed ofParameters(
      String key, Consumer<ParameterLayout.Builder> declare, int copies) {
    double parameters;
    try {
      ParameterLayout.Builder layout = ParameterLayout.builder();
      declare.accept(layout);
      parameters = layout.build().size();
    } catch (ArithmeticException e) {
      parameters = Math.pow(2, Integer.SIZE - 1);
    }
    return new MemoryNeed(key, parameters * copies * Float.BYTES, parameters);
  }
}
