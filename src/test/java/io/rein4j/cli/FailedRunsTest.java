package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that fail are tried once more, told, and not dropped. */
@Tag("processes")
class FailedRunsTest {

  private static final String STUDY =
      """
      name: failing
      base: small-ppo.yaml
      set: {training.steps: 768, checkpoint.every: 9_999, agent.clipping: {rules: [], non-finite: fail}}
      vary: {agent.optimizer.learning-rate: [1e-3, 1e38]}
      seeds: 2
      analysis: {replicates: 200}
      """;

  @TempDir Path temporary;

  @Test
  void compare_runsThatFail_areTriedOnceMoreAndReported() throws IOException {
    Path file = SmallStudies.write(temporary, STUDY);
    Path out = temporary.resolve("out");
    Program first = Program.run("compare", file, "--workers", 2, "--out", out);
    assertThat(first.exit()).as(first.err()).isEqualTo(1);
    assertThat(first.err()).isEmpty();
    assertThat(count(first.out(), "A run failed and is retried once: 1e38, CartPole-v1"))
        .as(first.out())
        .isEqualTo(2);
    assertThat(count(first.out(), "A run failed for good: 1e38, CartPole-v1")).isEqualTo(2);
    assertThat(first.out()).contains("2 of 4 runs done, 2 failed");

    Path runs = out.resolve("failing").resolve("runs");
    Path failed = runs.resolve("CartPole-v1_1e38-1");
    String sentence = JsonFiles.read(failed.resolve("failure.json")).path("failure").asText();
    assertThat(sentence).contains("gradient");
    assertThat(first.out()).contains("Failed: " + failed + ": " + sentence);
    assertThat(failed.resolve("summary.json")).doesNotExist();
    CsvTable scores = CsvTable.read(out.resolve("failing").resolve("scores.csv"));
    assertThat(scores.texts("crashed")).containsExactly("false", "false", "true", "true");
    assertThat(scores.texts("error").get(2)).isEqualTo(sentence);
    Path done = runs.resolve("CartPole-v1_1e-3-1").resolve("summary.json");
    Object before = Files.getLastModifiedTime(done);

    Program again = Program.run("compare", file, "--workers", 1, "--out", out);
    assertThat(again.exit()).isEqualTo(1);
    assertThat(again.out()).doesNotContain("is retried once");
    assertThat(count(again.out(), "A run failed for good")).isEqualTo(2);
    assertThat(Files.getLastModifiedTime(done)).isEqualTo(before);
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
