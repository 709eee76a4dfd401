package io.rein4j.study.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.random.Pcg64;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * SciPy, arch, statsmodels, and the definitions of rliable and of the reliability metrics, on
 * random scores. The bootstraps are compared replicate by replicate: both sides draw from NumPy's
 * PCG64.
 */
class StatisticsGoldenTest {

  private static final JsonNode GOLDEN = golden();

  @ParameterizedTest
  @MethodSource("aggregates")
  void aggregates_randomScores_areRliables(JsonNode golden) {
    double[] scores = doubles(golden.get("scores"));
    int tasks = golden.get("tasks").asInt();
    List<Statistic> statistics =
        List.of(
            Averages.interquartileMean(scores),
            Averages.mean(scores),
            Averages.medianOfMeans(scores, tasks),
            Averages.optimalityGap(scores));
    List<Estimate> estimates =
        new Bootstrap(200)
            .estimates(
                Resampling.ofTasks(tasks, scores.length / tasks),
                statistics,
                new Pcg64(golden.get("seed").asLong()));
    List<String> names = List.of("iqm", "mean", "median", "optimality_gap");
    for (int i = 0; i < names.size(); i++) {
      assertEstimate(estimates.get(i), golden.get(names.get(i)));
    }
  }

  @ParameterizedTest
  @MethodSource("improvements")
  void improvement_randomScores_isMannWhitneysU(JsonNode golden) {
    double[] x = doubles(golden.get("x"));
    double[] y = doubles(golden.get("y"));
    int tasks = golden.get("tasks").asInt();
    int[] strata = new int[2 * tasks];
    for (int task = 0; task < tasks; task++) {
      strata[task] = x.length / tasks;
      strata[tasks + task] = y.length / tasks;
    }
    Estimate estimate =
        new Bootstrap(100)
            .estimate(
                Resampling.stratified(strata),
                Improvements.of(x, y, tasks),
                new Pcg64(golden.get("seed").asLong()));
    assertEstimate(estimate, golden.get("probability"));
  }

  @ParameterizedTest
  @MethodSource("arch")
  void interval_oneTask_isArchs(JsonNode golden) {
    double[] scores = doubles(golden.get("scores"));
    Estimate estimate =
        new Bootstrap(1000)
            .estimate(
                Resampling.stratified(scores.length),
                Averages.interquartileMean(scores),
                new Pcg64(golden.get("seed").asLong()));
    assertThat(estimate.low()).isEqualTo(golden.at("/interval/0").asDouble(), within(1e-12));
    assertThat(estimate.high()).isEqualTo(golden.at("/interval/1").asDouble(), within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("spreads")
  void spreads_randomScores_areNumPys(JsonNode golden) {
    double[] scores = doubles(golden.get("scores"));
    int size = scores.length;
    assertByKey(golden.get("quantiles"), share -> Quantiles.quantile(scores, share));
    assertByKey(golden.get("lower_cvar"), share -> Spreads.lowerCvar(scores, share).ofSample(size));
    double range = golden.get("iqr").asDouble();
    assertThat(Spreads.interquartileRange(scores).ofSample(size)).isEqualTo(range, within(1e-12));
    assertThat(Quantiles.interquartileRange(scores)).isEqualTo(range, within(1e-12));
    assertThat(Averages.median(scores).ofSample(size))
        .isEqualTo(golden.get("median").asDouble(), within(1e-12));
    for (JsonNode point : golden.get("profile")) {
      assertThat(Spreads.shareAbove(scores, point.get(0).asDouble()).ofSample(size))
          .isEqualTo(point.get(1).asDouble(), within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("curves")
  void reliability_curve_isThatOfTheMetrics(JsonNode golden) {
    double[] scores = doubles(golden.get("scores"));
    double[] changes = Reliability.changes(doubles(golden.get("times")), scores);
    double[] drawdown = Reliability.drawdown(scores);
    assertThat(changes).containsExactly(doubles(golden.get("changes")), within(1e-12));
    assertThat(drawdown).containsExactly(doubles(golden.get("drawdown")), within(1e-12));
    assertByKey(golden.get("changes_lower_cvar"), share -> Reliability.lowerCvar(changes, share));
    assertThat(Quantiles.interquartileRange(changes))
        .isEqualTo(golden.get("changes_iqr").asDouble(), within(1e-12));
  }

  static List<JsonNode> aggregates() {
    return cases("aggregates");
  }

  static List<JsonNode> improvements() {
    return cases("improvements");
  }

  static List<JsonNode> arch() {
    return cases("arch");
  }

  static List<JsonNode> spreads() {
    return cases("spreads");
  }

  static List<JsonNode> curves() {
    return cases("curves");
  }

  private static List<JsonNode> cases(String name) {
    return StreamSupport.stream(GOLDEN.get(name).spliterator(), false).toList();
  }

  private static void assertEstimate(Estimate estimate, JsonNode golden) {
    assertThat(new double[] {estimate.value(), estimate.low(), estimate.high()})
        .containsExactly(doubles(golden), within(1e-12));
  }

  private static void assertByKey(JsonNode golden, ToDoubleFunction<Double> found) {
    for (Map.Entry<String, JsonNode> entry : golden.properties()) {
      assertThat(found.applyAsDouble(Double.valueOf(entry.getKey())))
          .as(entry.getKey())
          .isEqualTo(entry.getValue().asDouble(), within(1e-12));
    }
  }

  private static double[] doubles(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static JsonNode golden() {
    try (InputStream in = StatisticsGoldenTest.class.getResourceAsStream("statistics.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
