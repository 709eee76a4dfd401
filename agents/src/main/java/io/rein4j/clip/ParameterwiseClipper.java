package io.rein4j.clip;

import io.rein4j.clip.ParameterLayout.Block;
import io.rein4j.schedule.Schedule;
import java.util.List;

/** The clipper that holds the gradient of each parameter to a share of the parameter's norm. */
final class ParameterwiseClipper implements Clipper {

  private final Schedule threshold;
  private final double epsilon;
  private final boolean[] excluded;
  private final Reductions reductions = new Reductions();

  ParameterwiseClipper(Schedule threshold, double epsilon, boolean[] excluded) {
    this.threshold = threshold;
    this.epsilon = epsilon;
    this.excluded = excluded;
  }

  @Override
  public void clip(Gradient gradient) {
    double ratio = threshold.at(gradient.progress());
    float[] parameters = gradient.parameters();
    List<Gradient> parts = gradient.perParameter();
    double largest = 0;
    for (int b = 0; b < parts.size(); b++) {
      if (!excluded[b]) {
        Gradient part = parts.get(b);
        Block block = part.blocks().get(0);
        double squares = reductions.sumOfSquares(parameters, block.offset(), block.end());
        double weight = Math.max(Math.sqrt(squares), epsilon);
        double norm = part.norm();
        largest = Math.max(largest, norm / weight);
        part.limit(norm, ratio * weight);
      }
    }
    gradient.report(largest, ratio);
  }
}
