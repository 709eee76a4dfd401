package io.rein4j.study.plan;

/**
 * What a run took of the machine, which is something else whenever it is trained. NaN is "unknown".
 *
 * @param seconds wall-clock time of training
 * @param environmentStepsPerSecond environment steps a second of training
 * @param peakMemoryBytes the largest memory of the worker while it trained the run, or of its heap
 *     where the system does not tell
 */
public record RunCosts(double seconds, double environmentStepsPerSecond, double peakMemoryBytes) {

  /** The costs of a run of which nothing is known. */
  public static final RunCosts UNKNOWN = new RunCosts(Double.NaN, Double.NaN, Double.NaN);
}
