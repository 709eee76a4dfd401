package io.rein4j.train;

import io.rein4j.state.State;
import java.io.IOException;
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

  private static final EvaluationRecord BLANK = new EvaluationRecord(0, List.of(), List.of());

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

  /** Writes or reads a result, or that there is none. */
  static @Nullable EvaluationRecord of(@Nullable EvaluationRecord present, State state)
      throws IOException {
    if (!state.of(present != null)) {
      return null;
    }
    EvaluationRecord some = present == null ? BLANK : present;
    EvaluationRecord evaluation =
        new EvaluationRecord(
            state.of(some.step),
            state.renewed(some.returns, 0.0, (value, within) -> within.of(value)),
            state.renewed(some.lengths, 0L, (length, within) -> within.of(length)));
    if (evaluation.returns.size() != evaluation.lengths.size()) {
      throw new IOException(
          "The state holds an evaluation of %s returns and %s lengths."
              .formatted(evaluation.returns.size(), evaluation.lengths.size()));
    }
    return evaluation;
  }
}
