package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.record.CsvTable;
import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rein4j bench} with worker processes, on a suite of a few hundred steps. */
@Tag("processes")
class BenchCommandTest {

  private static final String SUITE =
      """
      name: tiny
      seeds: 2
      evaluation-episodes: 4
      set: {training.steps: 512, checkpoint.every: 9_999, evaluation.every: 256}
      entries:
        - config: small-ppo.yaml
          threshold: 1
          reference: {mean: 500, source: a page}
        - config: small-dqn.yaml
          set: {training.steps: 300}
      analysis: {replicates: 200}
      """;

  @TempDir Path temporary;

  @Test
  void bench_smallSuite_writesBothTablesAndReportsOnlyWholeOnes() throws IOException {
    SmallStudies.write(temporary, "");
    Path file = Files.writeString(temporary.resolve("suite.yaml"), SUITE);
    Path out = temporary.resolve("out");
    Program program = Program.run("bench", file, "--workers", 2, "--out", out);
    assertThat(program.err()).isEmpty();
    assertThat(program.exit()).as(program.out()).isZero();
    CsvTable table = CsvTable.read(out.resolve("tiny").resolve("suite.csv"));
    assertThat(table.texts("config")).containsExactly("small-ppo", "small-dqn");
    assertThat(table.longs("runs")).containsExactly(2, 2);
    assertThat(table.longs("failed")).containsExactly(0, 0);
    assertThat(table.longs("reached")).containsExactly(2, 0);
    assertThat(table.doubles("threshold")).containsExactly(1, 475);
    assertThat(table.texts("steps_to_threshold")).containsExactly("256.0", "Infinity");
    assertThat(table.doubles("reference_return")).containsExactly(500, Double.NaN);
    for (String column : new String[] {"return_mean", "return_iqm_low", "clipped_fraction"}) {
      assertThat(Arrays.stream(table.doubles(column)).min().orElseThrow()).as(column).isPositive();
    }
    CsvTable timing = CsvTable.read(out.resolve("tiny").resolve("timing.csv"));
    assertThat(timing.texts("config")).isEqualTo(table.texts("config"));
    assertThat(timing.texts("seconds_to_threshold").get(1)).isEqualTo("Infinity");
    for (String column :
        new String[] {
          "steps_per_second",
          "updates_per_second",
          "environment_steps_per_second",
          "peak_memory_bytes"
        }) {
      assertThat(Arrays.stream(timing.doubles(column)).min().orElseThrow()).as(column).isPositive();
    }
    String markdown = Files.readString(out.resolve("tiny").resolve("suite.md"));
    assertThat(markdown)
        .contains("| small-ppo | CartPole-v1 | 512 |", "| 500.0 |", "References: a page")
        .contains("| CartPole-v1 |");
    assertThat(program.out()).contains(markdown);

    Path suite = out.resolve("tiny");
    List<String> tables = List.of("suite.csv", "suite.md", "timing.csv");
    List<byte[]> written = new ArrayList<>();
    for (String name : tables) {
      written.add(Files.readAllBytes(suite.resolve(name)));
    }
    // What environments were measured at by the first of several processes is what all say.
    Program joined = Program.run("bench", file, "--join", "--out", out);
    assertThat(joined.exit()).as(joined.err()).isZero();
    assertThat(joined.out()).contains(markdown);
    for (int i = 0; i < tables.size(); i++) {
      assertThat(suite.resolve(tables.get(i))).hasBinaryContent(written.get(i));
    }
    Files.delete(suite.resolve("suite.csv"));
    Files.writeString(suite.resolve("suite.md"), "edited");
    assertThat(Program.run("report", suite).exit()).isZero();
    for (int i = 0; i < tables.size(); i++) {
      assertThat(suite.resolve(tables.get(i))).hasBinaryContent(written.get(i));
    }
    byte[] page = Files.readAllBytes(suite.resolve("report.html"));
    List<String> rows = Files.readAllLines(suite.resolve("timing.csv"));
    Files.write(suite.resolve("timing.csv"), rows.subList(0, rows.size() - 1));
    Program report = Program.run("report", suite);
    assertThat(report.exit()).isEqualTo(2);
    assertThat(report.err())
        .contains("timing.csv' does not hold one row for each of the suite's 2 configs");
    assertThat(suite.resolve("report.html")).hasBinaryContent(page);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          small-dqn.yaml | small-ppo.yaml | the suite has two entries named 'small-ppo'
          seeds: 2       | seeds: 0       | 'seeds' must be 1 or more, but are none.
          small-dqn.yaml | gone.yaml      | gone.yaml' to start from.
          threshold: 1   | treshold: 1    | there is no key 'treshold' in entries.0; did you mean 'threshold'?
          name: tiny     | name: ""       | a suite's 'name' is letters
          episodes: 4    | episodes: 0    | 'evaluation-episodes' must be ≥ 1, but is 0.
          """)
  void bench_wrongSuite_isRefused(String right, String wrong, String sentence) throws IOException {
    SmallStudies.write(temporary, "");
    Path file = Files.writeString(temporary.resolve("suite.yaml"), SUITE.replace(right, wrong));
    Path out = temporary.resolve("out");
    Program program = Program.run("bench", file, "--out", out);
    assertThat(program.exit()).as(program.err()).isEqualTo(2);
    assertThat(program.err()).contains(sentence);
    assertThat(out).doesNotExist();
  }
}
