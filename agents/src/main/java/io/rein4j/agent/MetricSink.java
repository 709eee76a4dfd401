package io.rein4j.agent;

/** A receiver of figures by name. */
@FunctionalInterface
public interface MetricSink {

  /**
   * Takes one figure.
   *
   * @param name snake case, a term of the field
   * @param value NaN if the figure is undefined
   */
  void put(String name, double value);
}
