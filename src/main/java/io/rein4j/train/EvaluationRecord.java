package io.rein4j.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of an evaluation: the agent acting greedily, in environments and with seeds of its
 * own.
 *
 * @param step agent steps of training so far
 * @param returns each episode's return, of the environment itself, before any wrapper
 * @param lengths each episode's length, in steps of the environment itself
 */
public record EvaluationRecord(long step, List<Double> returns, List<Long> lengths) {

  public EvaluationRecord {
    returns = List.copyOf(returns);
    lengths = List.copyOf(lengths);
  }

  /** {@return the mean of the returns} */
  public double meanReturn() {
    double mean = returns.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    double scale = largest();
    return Double.isFinite(mean) || !isScale(scale)
        ? mean
        : scale * returns.stream().mapToDouble(r -> r / scale).average().orElse(Double.NaN);
  }

  /**
   * {@return the standard deviation of the returns over the episodes (n − 1), 0 for one episode}
   */
  public double returnDeviation() {
    if (returns.size() < 2) {
      return 0;
    }
    // Their mean may be rounded, and would then differ from each.
    if (Double.isFinite(returns.get(0)) && returns.stream().distinct().count() == 1) {
      return 0;
    }
    double mean = meanReturn();
    double squares = returns.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
    double scale = largest();
    if (!Double.isFinite(squares) && isScale(scale)) {
      double parts =
          returns.stream()
              .mapToDouble(r -> (r / scale - mean / scale) * (r / scale - mean / scale))
              .sum();
      return scale * Math.sqrt(parts / (returns.size() - 1));
    }
    return Math.sqrt(squares / (returns.size() - 1));
  }

  private double largest() {
    return returns.stream().mapToDouble(Math::abs).max().orElse(0);
  }

  /** Whether returns can be brought to magnitudes up to 1, whose sums do not overflow. */
  private static boolean isScale(double largest) {
    return largest > 0 && Double.isFinite(largest);
  }

  /** {@return the mean of the lengths, in steps} */
  public double meanLength() {
    return lengths.stream().mapToLong(Long::longValue).average().orElse(Double.NaN);
  }

  /** Writes a result for a checkpoint, or that there is none. */
  static void write(DataOutput out, @Nullable EvaluationRecord evaluation) throws IOException {
    out.writeBoolean(evaluation != null);
    if (evaluation != null) {
      out.writeLong(evaluation.step());
      out.writeInt(evaluation.returns().size());
      for (int i = 0; i < evaluation.returns().size(); i++) {
        out.writeDouble(evaluation.returns().get(i));
        out.writeLong(evaluation.lengths().get(i));
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static @Nullable EvaluationRecord read(DataInput in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    long step = in.readLong();
    int episodes = in.readInt();
    List<Double> returns = new ArrayList<>();
    List<Long> lengths = new ArrayList<>();
    for (int i = 0; i < episodes; i++) {
      returns.add(in.readDouble());
      lengths.add(in.readLong());
    }
    return new EvaluationRecord(step, returns, lengths);
  }
}
