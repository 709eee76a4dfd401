package io.rein4j.agent;

import io.rein4j.state.State;
import io.rein4j.state.Stateful;
import java.io.IOException;

/** The means of some named figures since they were last drained. */
public final class RunningMeans implements Stateful {

  private final String[] names;
  private final double[] sums;
  private final long[] counts;

  /**
   * Makes means without figures.
   *
   * @param names the figures' names; figures are addressed by their index here
   */
  public RunningMeans(String... names) {
    this.names = names.clone();
    this.sums = new double[names.length];
    this.counts = new long[names.length];
  }

  /**
   * Takes in one figure.
   *
   * @param index which one
   * @param value the figure
   */
  public void add(int index, double value) {
    sums[index] += value;
    counts[index]++;
  }

  /**
   * Reports every mean, NaN where there was no figure, and starts anew.
   *
   * @param sink receives the means
   */
  public void drain(MetricSink sink) {
    for (int i = 0; i < names.length; i++) {
      sink.put(names[i], counts[i] == 0 ? Double.NaN : sums[i] / counts[i]);
      sums[i] = 0;
      counts[i] = 0;
    }
  }

  @Override
  public void state(State state) throws IOException {
    state.of(sums);
    state.of(counts);
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < 0) {
        throw new IOException(
            "The state holds a mean '%s' of %s figures.".formatted(names[i], counts[i]));
      }
    }
  }
}
