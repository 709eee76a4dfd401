package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.schedule.Schedule;
import io.rein4j.state.State;
import java.io.IOException;
import java.util.List;

/** The clipper that puts an estimate, which follows gradients by bounded steps, in their place. */
final class ErrorFeedbackClipper implements Clipper {

  private final Schedule threshold;
  private final double gain;

  /** The estimate, block behind block. */
  private final float[] estimate;

  private final float[] next;

  ErrorFeedbackClipper(Schedule threshold, double gain, List<Block> blocks) {
    this.threshold = threshold;
    this.gain = gain;
    this.estimate = new float[blocks.stream().mapToInt(Block::length).sum()];
    this.next = new float[estimate.length];
  }

  @Override
  public void clip(Gradient gradient) {
    double limit = threshold.at(gradient.progress());
    double distance = distance(gradient);
    // How often it binds says nothing of its threshold: it puts the estimate in every place.
    gradient.report(distance, Double.NaN);
    double factor = gain / Math.hypot(1, gain * distance / limit);
    if (move(gradient, factor)) {
      float[] values = gradient.edit();
      int from = 0;
      for (int b = 0; b < gradient.blocks().size(); b++) {
        Block block = gradient.blocks().get(b);
        System.arraycopy(next, from, values, block.offset(), block.length());
        from += block.length();
      }
    }
  }

  /** Returns how far the gradient is from the estimate. */
  private double distance(Gradient gradient) {
    float[] values = gradient.values();
    double squares = 0;
    int from = 0;
    for (int b = 0; b < gradient.blocks().size(); b++) {
      Block block = gradient.blocks().get(b);
      int shift = from - block.offset();
      for (int i = block.offset(); i < block.end(); i++) {
        double difference = (double) values[i] - estimate[i + shift];
        squares += difference * difference;
      }
      from += block.length();
    }
    return Math.sqrt(squares);
  }

  /** Computes the next estimate; returns whether it differs from the gradient anywhere. */
  private boolean move(Gradient gradient, double factor) {
    float[] values = gradient.values();
    boolean differs = false;
    int from = 0;
    for (int b = 0; b < gradient.blocks().size(); b++) {
      Block block = gradient.blocks().get(b);
      int shift = from - block.offset();
      for (int i = block.offset(); i < block.end(); i++) {
        double old = estimate[i + shift];
        float moved = withoutSubnormals((float) (old + factor * (values[i] - old)));
        next[i + shift] = moved;
        differs |= moved != values[i];
      }
      from += block.length();
    }
    return differs;
  }

  /**
   * Where a gradient stays 0, the estimate would shrink into the subnormal numbers and stay there,
   * and processors are far slower with those.
   */
  private static float withoutSubnormals(float value) {
    return Math.abs(value) < Float.MIN_NORMAL ? 0 : value;
  }

  @Override
  public void commit() {
    System.arraycopy(next, 0, estimate, 0, estimate.length);
  }

  @Override
  public void state(State state) throws IOException {
    state.of(estimate);
  }
}
