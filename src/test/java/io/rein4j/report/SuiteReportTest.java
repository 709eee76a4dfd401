package io.rein4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.analysis.EnvironmentSpeed;
import io.rein4j.study.analysis.SuiteResults;
import io.rein4j.study.analysis.SuiteRow;
import io.rein4j.study.plan.Cell;
import io.rein4j.study.plan.PublishedReturn;
import io.rein4j.study.statistics.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteReportTest {

  @TempDir private Path folder;

  @Test
  void page_ofASuite_hasATableOfItsOwnForEachEnvironment() throws IOException {
    SuiteResults results =
        new SuiteResults(
            "classic",
            List.of(1L, 2L),
            100,
            List.of(
                row("ppo", "CartPole-v1", 480, new PublishedReturn(500, "the <zoo>")),
                row("dqn", "Acrobot-v1", -90, null),
                row("dqn", "gym:ALE/Pong-v5", -20, null),
                row("dqn", "gym:ale:Pong-v5", -21, null)),
            List.of(new EnvironmentSpeed("CartPole-v1", 7_296_639)),
            List.of());
    Path page = folder.resolve("report.html");
    Report report = SuiteReport.of(results, "name: classic\n", List.of());
    report.writePage(page);
    report.writeFigures(folder);

    assertThat(Files.readString(page))
        .contains("id=\"returns-cartpole-v1\"", "id=\"returns-acrobot-v1\"")
        .contains("480 [470, 495]", "-90 [-100, -75]", "the &lt;zoo&gt;", "7,296,639", ">∞<");
    for (String name :
        List.of("returns-cartpole-v1", "returns-gym-ale-pong-v5", "returns-gym-ale-pong-v5-2")) {
      assertThat(folder.resolve(name + ".svg")).isNotEmptyFile();
    }
  }

  private static SuiteRow row(
      String config, String environment, double mean, @Nullable PublishedReturn reference) {
    return new SuiteRow(
        new Cell(config, environment, ""),
        50_000,
        2,
        0,
        0,
        mean,
        new Estimate(mean, mean - 10, mean + 15),
        475,
        1,
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        26_000,
        700,
        0.8,
        Map.of("", 0.8),
        130e6,
        reference);
  }
}
