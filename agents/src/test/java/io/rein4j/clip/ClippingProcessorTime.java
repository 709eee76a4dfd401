package io.rein4j.clip;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Param;

/**
 * What {@link ClippingStageBenchmark} and {@link ClippingRulesBenchmark} measure, as the thread's
 * processor time, which others on the machine prolong less than the time on the wall. Writes it to
 * the file that is given, as far as {@code clip_grad_norm.py} reads JMH's.
 */
final class ClippingProcessorTime {

  private static final int ROUNDS = 31;
  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final long ROUND_NANOS = 20_000_000L;

  private final List<String> results = new ArrayList<>();

  private ClippingProcessorTime() {}

  public static void main(String[] arguments) throws IOException, NoSuchFieldException {
    ClippingProcessorTime times = new ClippingProcessorTime();
    for (String layout : values(ClippingStageBenchmark.class, "layout")) {
      for (String threshold : values(ClippingStageBenchmark.class, "threshold")) {
        ClippingStageBenchmark benchmark = new ClippingStageBenchmark();
        benchmark.layout = layout;
        benchmark.threshold = threshold;
        benchmark.make();
        times.add(
            "ClippingStageBenchmark.stageAndStatistics",
            "\"layout\": \"%s\", \"threshold\": \"%s\"".formatted(layout, threshold),
            benchmark::stageAndStatistics);
      }
    }
    for (String rule : values(ClippingRulesBenchmark.class, "rule")) {
      ClippingRulesBenchmark benchmark = new ClippingRulesBenchmark();
      benchmark.rule = rule;
      benchmark.make();
      times.add(
          "ClippingRulesBenchmark.stage", "\"rule\": \"%s\"".formatted(rule), benchmark::stage);
    }
    Files.writeString(Path.of(arguments[0]), times.results.toString());
  }

  private static String[] values(Class<?> benchmark, String parameter) throws NoSuchFieldException {
    Param given = benchmark.getDeclaredField(parameter).getAnnotation(Param.class);
    return Objects.requireNonNull(given).value();
  }

  private void add(String benchmark, String parameters, Supplier<?> call) {
    int calls = 0;
    for (long begin = now(); now() - begin < WARM_UP_NANOS; calls++) {
      Objects.requireNonNull(call.get());
    }
    int perRound = (int) Math.max(2, calls * ROUND_NANOS / WARM_UP_NANOS);
    StringJoiner times = new StringJoiner(", ");
    for (int round = 0; round < ROUNDS; round++) {
      long begin = now();
      for (int i = 0; i < perRound; i++) {
        Objects.requireNonNull(call.get());
      }
      times.add(String.format(Locale.ROOT, "%.4f", (now() - begin) / 1e3 / perRound));
    }
    results.add(
        "{\"benchmark\": \"%s\", \"params\": {%s}, \"primaryMetric\": {\"rawData\": [[%s]]}}"
            .formatted(benchmark, parameters, times));
  }

  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
