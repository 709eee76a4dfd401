package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.report.RunReport;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunFolder;
import io.rein4j.train.SmallRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the folder of a run tells of the updates that one of its rules dropped. */
class DroppedUpdatesRunTest {

  @TempDir private Path temporary;

  @Test
  void run_ofARuleThatDropsUpdates_tellsHowManyAndWhichRule() throws IOException {
    RunConfig config =
        SmallRuns.config(
            temporary,
            SmallRuns.PPO.replace(
                "{rules: [{type: global-norm, threshold: 0.5}]}",
                "{max-skips-in-a-row: 1000, rules: [{type: value, threshold: 100},"
                    + " {type: auto-clip, percentile: 90, on-exceed: skip}]}"));
    RunFolder folder = SmallRuns.folder(temporary, config);
    Summary summary = Summary.of(SmallRuns.train(config, folder));
    ClippingFigures clipping = summary.clipping();

    assertThat(clipping.skippedUpdates()).isPositive();
    assertThat(clipping.rules().get(0).droppedUpdates()).isZero();
    assertThat(clipping.rules().get(1).droppedUpdates()).isEqualTo(clipping.skippedUpdates());
    assertThat(clipping.rules().get(1).boundFraction())
        .isEqualTo((double) clipping.skippedUpdates() / clipping.updates());
    assertThat(clipping.whole().gradNormPreMax())
        .isGreaterThan(clipping.rules().get(1).thresholdMean());
    assertThat(RunData.of(folder).summary()).contains(summary);
    assertThat(Files.readString(folder.metrics()))
        .contains("\"gradient/rule/1/dropped_updates\":")
        .doesNotContain("rule/0/dropped_updates");
    RunReport.of(Catalog.standard(), folder).writePage();
    assertThat(Files.readString(folder.report()))
        .contains("What each rule did", "or which it dropped");
  }

  @Test
  void run_withoutDroppedUpdates_hasNoColumnOfThem() throws IOException {
    RunConfig config = SmallRuns.config(temporary, SmallRuns.PPO);
    RunFolder folder = SmallRuns.folder(temporary, config);
    SmallRuns.train(config, folder);

    assertThat(Files.readString(folder.metrics())).doesNotContain("dropped_updates");
  }
}
