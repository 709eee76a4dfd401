package io.rein4j.study.analysis;

import io.rein4j.random.Pcg64;
import io.rein4j.study.plan.Outcome;
import io.rein4j.study.statistics.Averages;
import io.rein4j.study.statistics.Quantiles;
import io.rein4j.study.statistics.SignFlips;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The A/A checks: the baseline against itself, by random halves of its seeds. */
final class ChanceChecks {

  private static final int SPLITS = 1_000;
  private static final int PERMUTATIONS = 1_000;

  private final StudyScores scores;

  ChanceChecks(StudyScores scores) {
    this.scores = scores;
  }

  List<ChanceCheck> all() {
    List<ChanceCheck> all = new ArrayList<>();
    for (Outcome outcome : scores.design().outcomes()) {
      for (String condition : scores.design().conditions()) {
        for (String environment : scores.design().environments()) {
          all.add(one(outcome, environment, condition));
        }
      }
    }
    return all;
  }

  private ChanceCheck one(Outcome outcome, String environment, String condition) {
    String baseline = scores.design().baseline();
    double[] values = scores.values(outcome, baseline, environment, condition);
    Pcg64 random = scores.random("chance", outcome, environment, condition);
    int[] order = IntStream.range(0, values.length).toArray();
    int half = values.length / 2;
    double[] differences = new double[SPLITS];
    int called = 0;
    for (int split = 0; split < SPLITS; split++) {
      random.shuffle(order, order.length);
      double[] one = IntStream.range(0, half).mapToDouble(i -> values[order[i]]).toArray();
      double[] other = IntStream.range(half, 2 * half).mapToDouble(i -> values[order[i]]).toArray();
      differences[split] =
          Math.abs(Averages.mean(one).ofSample(half) - Averages.mean(other).ofSample(half));
      double[] paired = IntStream.range(0, half).mapToDouble(i -> one[i] - other[i]).toArray();
      called +=
          half > 0 && SignFlips.p(paired, PERMUTATIONS, random) < ComparisonFamily.LEVEL ? 1 : 0;
    }
    ChanceCheck check =
        new ChanceCheck(
            outcome,
            environment,
            condition,
            half,
            SPLITS,
            Quantiles.quantile(differences, 0.5),
            Quantiles.quantile(differences, 0.95),
            (double) called / SPLITS,
            "");
    return check.withSentence(Sentences.of(check, baseline));
  }
}
