package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The definitions of max-T, of multtest and of AdaStop in NumPy, statsmodels and SciPy, on random
 * scores. Permutations that are drawn are the same ones: both sides draw from NumPy's PCG64.
 */
class DecisionsGoldenTest {

  private static final JsonNode GOLDEN = golden();

  @ParameterizedTest
  @MethodSource("decisions")
  void decisions_randomScores_areThoseOfTheDefinition(JsonNode golden) {
    DecisionRule rule =
        new DecisionRule(
            ints(golden.get("looks")),
            golden.get("level").asDouble(),
            golden.get("margin").asDouble(),
            golden.get("permutations").asInt(),
            true,
            true);
    List<Contrast> family =
        list(golden.get("family")).stream()
            .map(node -> new Contrast(node.get("level").asInt(), ints(node.get("tasks"))))
            .toList();
    boolean[][][] failing = failing(golden.get("failing"));
    long seed = golden.get("seed").asLong();
    List<Decided> decided =
        Decisions.of(
            new Measurements(scores(golden.get("scores")), failing, 0),
            family,
            rule,
            () -> new Pcg64(seed));
    assertThat(decided).hasSameSizeAs(golden.get("decided"));
    for (int i = 0; i < decided.size(); i++) {
      assertDecided(decided.get(i), golden.get("decided").get(i), rule);
    }
  }

  @ParameterizedTest
  @MethodSource("multtest")
  void adjustedP_oneGroupOfSignFlips_isMulttests(JsonNode golden) {
    double[][][] scores = scores(golden.get("scores"));
    int tasks = scores[0].length;
    int seeds = scores[0][0].length;
    List<Contrast> family =
        IntStream.range(0, tasks).mapToObj(task -> new Contrast(1, List.of(task))).toList();
    List<Decided> decided =
        Decisions.of(
            new Measurements(scores, new boolean[2][tasks][seeds], 0),
            family,
            new DecisionRule(List.of(seeds), 0.05, 0.05, 1 << seeds, true, false),
            () -> new Pcg64(1));
    assertThat(decided.stream().mapToDouble(Decided::adjustedP).toArray())
        .containsExactly(doubles(golden.get("adjusted_p")), within(1e-12));
  }

  /**
   * AdaStop's published example, whose runs are not paired: each pair of agents permutes the runs
   * of both in a block.
   */
  @ParameterizedTest
  @ValueSource(strings = {"two_sided", "published"})
  void stepDown_unpairedBlocks_isAdaStop(String statistic) {
    JsonNode golden = GOLDEN.get("adastop");
    double[][][] scores = scores(golden.get("scores"));
    StepDown tests =
        new StepDown(new UnpairedPairs(scores, statistic.equals("two_sided")), scores.length, 0.05);
    int[] open = IntStream.range(0, UnpairedPairs.PAIRS.length).toArray();
    for (int look = 0; look < scores.length && open.length > 0; look++) {
      StepDown.Tested[] tested = tests.test(open, look, 0);
      List<Integer> left = new ArrayList<>();
      for (int i = 0; i < open.length; i++) {
        JsonNode expected = golden.get(statistic).get(open[i]);
        String decision = expected.get("decision").asText();
        boolean now = expected.get("look").asInt() == look;
        assertThat(tested[i].rejected()).isEqualTo(now && !decision.equals("continue"));
        if (now) {
          assertThat(tested[i].adjustedP())
              .isEqualTo(expected.get("adjusted_p").asDouble(), within(1e-12));
        }
        if (!tested[i].rejected()) {
          left.add(open[i]);
        }
      }
      open = left.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  @Test
  void equivalence_randomDifferences_isStatsmodels() {
    for (JsonNode golden : GOLDEN.get("tost")) {
      PairedMean mean = new PairedMean(doubles(golden.get("differences")));
      double margin = golden.get("margin").asDouble();
      double p = golden.get("p").asDouble();
      if (p < 0.49) {
        assertThat(mean.isWithin(margin, PairedMean.quantile(p * (1 + 1e-9), mean.size())))
            .isTrue();
        assertThat(mean.isWithin(margin, PairedMean.quantile(p * (1 - 1e-9), mean.size())))
            .isFalse();
      } else {
        assertThat(mean.isWithin(margin, PairedMean.quantile(0.48, mean.size()))).isFalse();
      }
    }
  }

  @Test
  void student_shares_areSciPys() {
    for (JsonNode golden : GOLDEN.get("student")) {
      double expected = golden.get(2).asDouble();
      double share = golden.get(1).asDouble();
      double degrees = golden.get(0).asDouble();
      assertThat(StudentT.exceededBy(share, degrees))
          .as("%s of %s", share, degrees)
          .isEqualTo(expected, within(1e-8 * expected));
      assertThat(StudentT.above(expected, degrees)).isEqualTo(share, within(1e-8 * share));
    }
  }

  @Test
  void proportions_counts_areSciPys() {
    for (JsonNode golden : GOLDEN.get("clopper_pearson")) {
      int successes = golden.get(0).asInt();
      int runs = golden.get(1).asInt();
      double level = golden.get(2).asDouble();
      Estimate interval = Proportions.interval(successes, runs, level);
      assertThat(interval.value()).isEqualTo((double) successes / runs);
      assertThat(interval.low()).isEqualTo(golden.get(3).asDouble(), within(1e-10));
      assertThat(interval.high()).isEqualTo(golden.get(4).asDouble(), within(1e-10));
      assertThat(Proportions.upperBound(successes, runs, level))
          .isEqualTo(golden.get(5).asDouble(), within(1e-10));
    }
  }

  @Test
  void mcNemar_counts_isStatsmodels() {
    for (JsonNode golden : GOLDEN.get("mc_nemar")) {
      assertThat(Proportions.mcNemar(golden.get(0).asInt(), golden.get(1).asInt()))
          .isEqualTo(golden.get(2).asDouble(), within(1e-11));
    }
  }

  @Test
  void tolerance_runs_isThatOfTheSmallestOrderStatistic() {
    for (JsonNode golden : GOLDEN.get("tolerance")) {
      double share = Tolerance.share(golden.get(0).asInt(), golden.get(1).asDouble());
      assertThat(share).isEqualTo(golden.get(2).asDouble(), within(1e-12));
    }
  }

  static List<JsonNode> decisions() {
    return list(GOLDEN.get("decisions"));
  }

  static List<JsonNode> multtest() {
    return list(GOLDEN.get("multtest"));
  }

  private static void assertDecided(Decided decided, JsonNode golden, DecisionRule rule) {
    assertThat(decided.decision().name()).isEqualTo(golden.get("decision").asText());
    assertThat(decided.look()).isEqualTo(golden.get("look").asInt());
    assertThat(decided.seeds()).isEqualTo(golden.get("seeds").asInt());
    assertThat(decided.mean()).isEqualTo(golden.get("mean").asDouble(), within(1e-12));
    assertThat(decided.adjustedP()).isEqualTo(golden.get("adjusted_p").asDouble(), within(1e-12));
    assertThat(decided.p()).isEqualTo(golden.get("p").asDouble(), within(1e-12));
    JsonNode interval = golden.get("interval");
    if (interval.isNull()) {
      assertThat(decided.low()).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(decided.high()).isEqualTo(Double.POSITIVE_INFINITY);
    } else {
      assertThat(decided.low()).isEqualTo(interval.get(0).asDouble(), within(1e-9));
      assertThat(decided.high()).isEqualTo(interval.get(1).asDouble(), within(1e-9));
    }
    assertThat(decided.withinMargin())
        .isEqualTo(golden.get("tost").asDouble() < rule.level() / rule.looks().size());
    assertThat(new double[] {decided.equivalenceLow(), decided.equivalenceHigh()})
        .containsExactly(doubles(golden.get("student")), within(1e-9));
    assertThat(List.of(decided.failing(), decided.baselineFailing()))
        .isEqualTo(ints(golden.get("failing")));
    JsonNode bound = golden.get("failure_bound");
    assertThat(decided.failureBound())
        .isEqualTo(bound.isNull() ? Double.NaN : bound.asDouble(), within(1e-10));
  }

  /** Pairs of four agents with five runs a look. */
  private static final class UnpairedPairs implements PermutedBlocks {

    static final int[][] PAIRS = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};

    private static final int PERMUTATIONS = 10_000;

    private final double[][][] statistics;

    UnpairedPairs(double[][][] scores, boolean twoSided) {
      List<int[]> halves = new ArrayList<>();
      choose(new int[5], 0, 0, halves);
      int patterns = PERMUTATIONS / halves.size() * halves.size();
      int[][] chosen = new int[scores.length][patterns];
      Pcg64 random = new Pcg64(42);
      for (int look = 0; look < scores.length; look++) {
        for (int pattern = 0; pattern < patterns; pattern++) {
          if (look == 0) {
            chosen[look][pattern] = pattern % halves.size();
          } else if (pattern > 0) {
            chosen[look][pattern] = random.nextInt(halves.size());
          }
        }
      }
      statistics = new double[PAIRS.length][scores.length][patterns];
      for (int pair = 0; pair < PAIRS.length; pair++) {
        double[] sums = new double[patterns];
        for (int look = 0; look < scores.length; look++) {
          double[] block = Arrays.copyOf(scores[look][PAIRS[pair][0]], 10);
          System.arraycopy(scores[look][PAIRS[pair][1]], 0, block, 5, 5);
          for (int pattern = 0; pattern < patterns; pattern++) {
            double sum = -Arrays.stream(block).sum();
            for (int run : halves.get(chosen[look][pattern])) {
              sum += 2 * block[run];
            }
            sums[pattern] += sum;
            statistics[pair][look][pattern] =
                twoSided || pattern == 0 ? Math.abs(sums[pattern]) : sums[pattern];
          }
        }
      }
    }

    @Override
    public double[][][] statistics(int[] open, int looks) {
      return Arrays.stream(open).mapToObj(pair -> statistics[pair]).toArray(double[][][]::new);
    }

    private static void choose(int[] half, int length, int from, List<int[]> halves) {
      if (length == half.length) {
        halves.add(half.clone());
        return;
      }
      for (int run = from; run < 10; run++) {
        half[length] = run;
        choose(half, length + 1, run + 1, halves);
      }
    }
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<Integer> ints(JsonNode array) {
    return list(array).stream().map(JsonNode::asInt).toList();
  }

  private static double[] doubles(JsonNode array) {
    return list(array).stream()
        .mapToDouble(node -> node.isNull() ? Double.NaN : node.asDouble())
        .toArray();
  }

  private static double[][][] scores(JsonNode array) {
    return list(array).stream()
        .map(rows -> list(rows).stream().map(DecisionsGoldenTest::doubles).toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  private static boolean[][][] failing(JsonNode array) {
    boolean[][][] failing = new boolean[array.size()][][];
    for (int level = 0; level < failing.length; level++) {
      failing[level] = new boolean[array.get(level).size()][];
      for (int task = 0; task < failing[level].length; task++) {
        JsonNode row = array.get(level).get(task);
        failing[level][task] = new boolean[row.size()];
        for (int seed = 0; seed < row.size(); seed++) {
          failing[level][task][seed] = row.get(seed).asBoolean();
        }
      }
    }
    return failing;
  }

  private static JsonNode golden() {
    try (InputStream in = DecisionsGoldenTest.class.getResourceAsStream("decisions.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
