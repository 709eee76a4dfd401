package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.record.CsvTable;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies of the clipping that a critic has of its own. */
@Tag("processes")
class PathsStudyTest {

  private static final String WARNING =
      "The runs do not have the same update paths: one in `joint`; 'actor' and 'critic' in `own`,"
          + " `off`. Each path clips a gradient of its own, so norms and shares of clipped updates are"
          + " shown for each path. They cannot be compared between runs with different paths; those of"
          + " a group of parameters can.";

  @TempDir private Path temporary;

  private Path compare(String study, String... said) throws IOException {
    Path out = temporary.resolve("out");
    Program program =
        Program.run("compare", SmallStudies.write(temporary, study), "--workers", 1, "--out", out);
    assertThat(program.exit()).as(program.err()).isZero();
    for (String sentence : said) {
      assertThat(program.out()).contains(sentence);
    }
    return out.resolve("paths");
  }

  @Test
  void compare_levelsWithAndWithoutAPathOfTheCritic_holdsNoJointNormAgainstThePaths()
      throws IOException {
    Path out =
        compare(
            """
            name: paths
            base: small-ppo.yaml
            set: {training.steps: 512, checkpoint.every: 9_999}
            vary:
              agent.critic-clipping:
                joint: null
                own: {rules: [{type: global-norm, threshold: 1e-3}]}
                off: {rules: []}
            seeds: 2
            compare: agent.critic-clipping
            baseline: joint
            analysis: {replicates: 200}
            """,
            "Warning: " + WARNING,
            "on the update path 'actor' and 100% of its gradients on the update path 'critic'.",
            "on the update path 'actor' and 0% of its gradients on the update path 'critic'.");

    assertThat(Files.readString(out.resolve("report.html")))
        .contains(WARNING.replaceAll("`(.*?)`", "<code>$1</code>"))
        .contains(">update path</th>", "describe different gradients and cannot be compared")
        .containsPattern("<td>joint</td>\\s*<td>-</td>")
        .containsPattern("<td>own</td>\\s*<td>critic</td>\\s*<td class=\"number\">100.0%</td>")
        .containsPattern("actor \\d+\\.\\d%, critic 100\\.0%");
    assertRowsOfAllRuns(out);
    CsvTable cells = CsvTable.read(out.resolve("cells.csv"));
    assertThat(cells.texts("level")).containsExactly("joint", "own", "off");
    double[] norms = cells.doubles("grad_norm_pre_mean");
    assertThat(norms[0]).isPositive();
    for (String figure :
        new String[] {"grad_norm_pre_mean", "removed_norm_share", "clip_coefficient_mean"}) {
      assertThat(cells.doubles(figure)[1]).as(figure).isNaN();
      assertThat(cells.doubles(figure + "/path:critic")[0]).as(figure).isNaN();
      assertThat(cells.doubles(figure + "/path:critic")[1]).as(figure).isFinite();
    }
    assertThat(cells.doubles("clipped_fraction/path:critic")).containsExactly(Double.NaN, 1, 0);
    double[] updates = cells.doubles("updates");
    assertThat(updates[1]).isEqualTo(2 * updates[0]);
    assertThat(cells.doubles("updates/path:actor")[1]).isEqualTo(updates[0]);
    CsvTable scores = CsvTable.read(out.resolve("scores.csv"));
    assertThat(scores.doubles("clipped_fraction/path:critic"))
        .containsExactly(Double.NaN, Double.NaN, 1, 1, 0, 0);
    JsonNode own = JsonFiles.read(out.resolve("results.json")).path("cells").get(1);
    assertThat(own.path("grad_norm_pre_mean").isNull()).isTrue();
    assertThat(own.path("grad_norm_pre_mean/path:critic").asDouble())
        .isEqualTo(cells.doubles("grad_norm_pre_mean/path:critic")[1]);
  }

  @Test
  void compare_levelsWithTheSamePaths_saysNothingOfThem() throws IOException {
    Path out =
        compare(
            """
            name: paths
            base: small-ppo.yaml
            set: {training.steps: 256, checkpoint.every: 9_999, agent.critic-clipping: {rules: []}}
            vary: {agent.clipping.rules.0.threshold: [0.5, 5.0]}
            seeds: 2
            analysis: {replicates: 200}
            """);

    assertThat(Files.readString(out.resolve("report.html")))
        .doesNotContain("do not have the same update paths")
        .contains(">update path</th>");
  }

  /** A level without paths of its own has empty cells where the others have theirs. */
  private static void assertRowsOfAllRuns(Path study) throws IOException {
    Program report = Program.run("report", study, "--format", "csv");
    assertThat(report.err()).isEmpty();
    assertThat(report.out()).startsWith("Tables: " + study.resolve("tables"));
    CsvTable updates = CsvTable.read(study.resolve("tables").resolve("updates.csv"));
    assertThat(updates.columns()).startsWith("level", "environment", "condition", "seed", "row");
    assertThat(updates.texts("level")).contains("joint", "own", "off");
    assertThat(updates.texts("seed")).contains("1", "2");
    for (int row = 0; row < updates.rows(); row++) {
      assertThat(updates.texts("updates/path:critic").get(row).isEmpty())
          .isEqualTo(updates.texts("level").get(row).equals("joint"));
    }
    assertThat(study.resolve("tables").resolve("schema.json")).isNotEmptyFile();
  }
}
