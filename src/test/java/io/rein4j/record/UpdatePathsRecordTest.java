package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.catalog.Catalog;
import io.rein4j.report.RunReport;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of a run whose critic has an update path of its own. */
class UpdatePathsRecordTest {

  @TempDir private static Path temporary;

  private static RunFolder run;

  @BeforeAll
  static void train() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.CRITIC);
    run = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, run);
  }

  @Test
  void updates_ofEveryRow_addUpOverThePaths() throws IOException {
    CsvTable table = CsvTable.read(run.updates());

    for (String count : List.of("updates", "skipped_updates", "clipped_updates")) {
      long[] all = table.longs(count);
      long[] actor = table.longs(count + "/path:actor");
      long[] critic = table.longs(count + "/path:critic");
      for (int row = 0; row < table.rows(); row++) {
        assertThat(actor[row] + critic[row]).as("%s of row %s", count, row).isEqualTo(all[row]);
      }
      assertThat(Arrays.stream(critic).sum()).as(count).isPositive();
    }
    assertThat(Arrays.stream(table.longs("updates/path:actor"))).containsOnly(1L);
    assertThat(table.longs("skipped_updates/path:actor")).containsOnly(0L);
    double[] thresholds = table.doubles("threshold_mean");
    for (int row = 0; row < table.rows(); row++) {
      // Where the critic's only update was skipped, there is but the actor's threshold.
      boolean skipped = table.longs("skipped_updates/path:critic")[row] == 1;
      assertThat(Double.toString(thresholds[row])).isEqualTo(skipped ? "0.5" : "NaN");
    }
    assertThat(table.doubles("threshold_mean/path:actor")).containsOnly(0.5);
  }

  @Test
  void episodes_haveTheColumnsOfOnePath() throws IOException {
    assertThat(CsvTable.read(run.episodes()).columns())
        .contains("grad_norm_pre_mean/critic")
        .noneMatch(column -> column.contains("path:"));
  }

  @Test
  void metrics_tellThePathsApart() throws IOException {
    List<String> lines = Files.readAllLines(run.metrics());
    JsonNode last =
        new JsonMapper()
            .readTree(
                lines.stream()
                    .filter(line -> line.contains("\"training\""))
                    .reduce((first, second) -> second)
                    .orElseThrow());

    assertThat(last.path("gradient/updates").asLong())
        .isEqualTo(
            last.path("gradient/updates/path:actor").asLong()
                + last.path("gradient/updates/path:critic").asLong());
    assertThat(last.path("gradient/rule/0/threshold_mean/path:actor").asDouble()).isEqualTo(0.5);
    assertThat(last.has("gradient/rule/0/bound_fraction/path:critic")).isTrue();
    assertThat(last.has("gradient/rule/0/bound_fraction")).isFalse();
    assertThat(last.path("learning_rate/path:critic").asDouble()).isEqualTo(0.05);
    assertThat(last.path("gradient/tail_index").isNull()).isTrue();
    assertThat(last.has("gradient/tail_index/path:critic")).isTrue();
  }

  @Test
  void summary_hasTheQuantilesOfEachPathsNorms() throws IOException {
    JsonNode gradient = new JsonMapper().readTree(Files.readString(run.summary())).path("gradient");

    JsonNode actor = gradient.path("grad_norm_pre_quantiles/path:actor");
    JsonNode critic = gradient.path("grad_norm_pre_quantiles/path:critic");
    assertThat(actor.path("0.9").asDouble())
        .isEqualTo(gradient.path("grad_norm_pre_p90/path:actor").asDouble());
    assertThat(critic.path("0.5").asDouble())
        .isEqualTo(gradient.path("grad_norm_pre_p50/path:critic").asDouble());
    assertThat(gradient.path("grad_norm_pre_quantiles").path("1").asDouble())
        .isEqualTo(Math.max(actor.path("1").asDouble(), critic.path("1").asDouble()));
  }

  @Test
  void page_showsEveryPathOnItsOwn() throws IOException {
    RunReport.of(Catalog.standard(), run).writePage();

    assertThat(Files.readString(run.report()))
        .contains("clipping: global-norm 0.5; of the critic: z-clip 1.5")
        .contains("Clipping by update path", "clipped updates, actor")
        .contains("Update path 'actor': Clipping changed ")
        .containsPattern(
            "Update path 'critic': Clipping changed [0-9.]+% of [0-9,]+ applied updates, and [0-9]+ more (was|were) dropped\\.")
        .contains("removed by clipping, critic", "tail index, critic")
        .contains("Gradient norm before and after clipping, update path 'actor'")
        .contains("Gradient norm before and after clipping, update path 'critic'")
        .contains("What any threshold would have clipped, update path 'actor'")
        .contains("What any threshold would have clipped, update path 'critic'")
        .contains("so their norms are shown one by one")
        .doesNotContain("tail index of the norms", "Once the run has finished");
  }

  @Test
  void page_beforeTheEnd_tellsOfEveryPathToo() throws IOException {
    Path root = temporary.resolve("unfinished");
    Files.createDirectories(root.resolve("checkpoints"));
    for (Path file : List.of(run.config(), run.updates(), run.episodes(), run.metrics())) {
      Files.copy(file, root.resolve(run.root().relativize(file)));
    }
    RunFolder unfinished = RunFolder.open(root);

    RunReport.of(Catalog.standard(), unfinished).writePage();

    assertThat(Files.readString(unfinished.report()))
        .contains("Update path 'critic': Clipping changed ")
        .contains("Gradient norm before and after clipping, update path 'critic'")
        .contains(
            "Once the run has finished, this page shows what any threshold would have clipped.");
  }
}
