package io.rein4j.study.statistics;

import io.rein4j.record.CsvTable;
import io.rein4j.record.Numbers;
import io.rein4j.study.plan.StudyDesign;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The tables of one agent in the atlas: of every noise, each setting's mean scores and how sure
 * they are, from the compact table of its finished runs.
 */
final class AtlasTables {

  private static final double MISSED = 0.05;

  /** What the compact table tells of a run. */
  private record Run(
      String level,
      String environment,
      String condition,
      int seed,
      double score,
      boolean failing,
      double clipped,
      String origin) {}

  private final StudyDesign design;
  private final List<Run> runs;

  /**
   * Reads the runs of an agent.
   *
   * @param design its study
   * @param table the compact table; if there is none, no run has finished
   */
  AtlasTables(StudyDesign design, Path table) throws IOException {
    this.design = design;
    this.runs = Files.exists(table) ? runs(CsvTable.read(table)) : List.of();
  }

  private static List<Run> runs(CsvTable table) throws IOException {
    List<String> level = table.texts("level");
    List<String> environment = table.texts("environment");
    List<String> condition = table.texts("condition");
    List<String> seed = table.texts("seed");
    double[] score = table.doubles("final_score");
    List<String> failing = table.texts("failing");
    double[] clipped = table.doubles("clipped_fraction");
    List<String> commit = table.texts("commit");
    List<String> kernel = table.texts("kernel");
    return IntStream.range(0, table.rows())
        .mapToObj(
            row ->
                new Run(
                    level.get(row),
                    environment.get(row),
                    condition.get(row),
                    Integer.parseInt(seed.get(row)),
                    score[row],
                    Boolean.parseBoolean(failing.get(row)),
                    clipped[row],
                    "%s (%s)".formatted(commit.get(row), kernel.get(row))))
        .toList();
  }

  /** {@return how many runs have finished} */
  int size() {
    return runs.size();
  }

  /** {@return how many runs there are to be} */
  int planned() {
    return design.cells().size() * design.seeds().size();
  }

  /** {@return all tables, in Markdown} */
  String markdown() {
    if (runs.isEmpty()) {
      return "No run has finished yet.\n\n";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "%s of %s runs have finished. Seeds: %s. Commit and kernel: %s.\n\n"
            .formatted(
                Numbers.grouped(size()),
                Numbers.grouped(planned()),
                environments().stream()
                    .map(name -> "%s %s".formatted(name, seeds(name).size()))
                    .collect(Collectors.joining(", ")),
                runs.stream()
                    .map(Run::origin)
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "))));
    design.conditions().forEach(condition -> append(text, condition));
    return text.toString();
  }

  private void append(StringBuilder text, String condition) {
    Map<String, Estimate> means = new TreeMap<>();
    design.levels().forEach(level -> means.put(level, overall(level, condition)));
    Function<String, Estimate> mean = level -> Objects.requireNonNull(means.get(level), level);
    String highest =
        design.levels().stream()
            .reduce((a, b) -> mean.apply(b).value() > mean.apply(a).value() ? b : a)
            .orElseThrow();
    List<String> apart =
        design.levels().stream()
            .filter(level -> mean.apply(level).high() < mean.apply(highest).low())
            .map("`%s`"::formatted)
            .toList();
    text.append(
        "**%s.** The highest mean is that of `%s`, %s; %s.\n\n"
            .formatted(
                condition,
                highest,
                text(mean.apply(highest)),
                apart.isEmpty()
                    ? "no interval lies wholly below its"
                    : "wholly below its interval: those of " + String.join(", ", apart)));
    text.append("| setting | mean |");
    environments().forEach(name -> text.append(" %s |".formatted(name)));
    text.append("\n|---|---:|").append("---:|".repeat(environments().size())).append('\n');
    for (String level : design.levels()) {
      text.append("| `%s` | %s |".formatted(level, text(mean.apply(level))));
      environments().forEach(name -> text.append(" %s |".formatted(cell(level, name, condition))));
      text.append('\n');
    }
    text.append('\n');
  }

  /** The environments that have runs, in the study's order. */
  private List<String> environments() {
    Set<String> trained = runs.stream().map(Run::environment).collect(Collectors.toSet());
    return design.environments().stream().filter(trained::contains).toList();
  }

  private Set<Integer> seeds(String environment) {
    return runs.stream()
        .filter(run -> run.environment().equals(environment))
        .map(Run::seed)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The mean over the environments, of the seeds that all of them have. */
  private Estimate overall(String level, String condition) {
    Set<Integer> shared = new TreeSet<>(seeds(environments().get(0)));
    environments().forEach(name -> shared.retainAll(seeds(name)));
    return mean(
        shared.stream()
            .mapToDouble(
                seed ->
                    runs.stream()
                        .filter(
                            run ->
                                run.seed() == seed
                                    && run.level().equals(level)
                                    && run.condition().equals(condition))
                        .mapToDouble(Run::score)
                        .average()
                        .orElseThrow())
            .toArray());
  }

  private String cell(String level, String environment, String condition) {
    List<Run> of = new ArrayList<>(runs);
    of.removeIf(
        run ->
            !run.level().equals(level)
                || !run.environment().equals(environment)
                || !run.condition().equals(condition));
    return "%s, %s of %s, %s"
        .formatted(
            text(mean(of.stream().mapToDouble(Run::score).toArray())),
            of.stream().filter(Run::failing).count(),
            of.size(),
            Numbers.percent(of.stream().mapToDouble(Run::clipped).average().orElseThrow(), 0));
  }

  /** Returns a mean with its interval by Student's t. */
  static Estimate mean(double... values) {
    double mean = DoubleStream.of(values).average().orElseThrow();
    int n = values.length;
    if (n < 2) {
      return new Estimate(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double squares = DoubleStream.of(values).map(value -> (value - mean) * (value - mean)).sum();
    double half = StudentT.exceededBy(MISSED / 2, n - 1) * Math.sqrt(squares / (n - 1) / n);
    return new Estimate(mean, mean - half, mean + half);
  }

  private static String text(Estimate estimate) {
    return "%s [%s, %s]"
        .formatted(
            Numbers.rounded(estimate.value(), 2),
            Numbers.rounded(estimate.low(), 2),
            Numbers.rounded(estimate.high(), 2));
  }
}
