package io.rein4j.study.run.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSettingsTest {

  @TempDir private Path conf;

  private SparkSettings settings(Map<String, String> asked, String... defaults) throws IOException {
    Files.writeString(conf.resolve("spark-defaults.conf"), String.join("\n", defaults));
    return SparkSettings.of(asked, conf);
  }

  private String heap(String memory) throws IOException {
    return settings(Map.of("spark.driver.memory", memory)).heap();
  }

  @Test
  void all_nothingGiven_isWhatThisProgramTakes() throws IOException {
    assertThat(SparkSettings.of(Map.of(), conf).all())
        .containsEntry("spark.executor.memory", "512m")
        .containsEntry("spark.app.name", "Rein4J")
        .containsEntry("spark.plugins", "io.rein4j.spark.Plugin")
        .containsEntry("spark.task.maxFailures", "1");
  }

  @Test
  void all_settingsOfTheFile_areLeftToIt() throws IOException {
    SparkSettings settings =
        settings(
            Map.of("spark.app.name", "mine"),
            "spark.app.name=ours",
            "spark.executor.memory   2g",
            "spark.plugins org.example.Other");

    assertThat(settings.all())
        .containsEntry("spark.app.name", "mine")
        .containsEntry("spark.plugins", "org.example.Other,io.rein4j.spark.Plugin")
        .doesNotContainKey("spark.executor.memory");
    assertThat(settings.refused()).isEmpty();
  }

  @Test
  void refused_settingsThatRunsDependOn_areToldAndDoNotCount() throws IOException {
    SparkSettings settings =
        settings(
            Map.of("spark.task.maxFailures", "4"),
            "spark.speculation true",
            "spark.dynamicAllocation.enabled false");

    assertThat(settings.refused())
        .hasSize(2)
        .anySatisfy(text -> assertThat(text).startsWith("'spark.speculation' is 'false' here"))
        .anySatisfy(text -> assertThat(text).startsWith("'spark.task.maxFailures' is '1' here"));
    assertThat(settings.all())
        .containsEntry("spark.speculation", "false")
        .containsEntry("spark.task.maxFailures", "1");
  }

  @Test
  void heap_memoryAsSparkWritesIt_isWhatJavaTakes() throws IOException {
    assertThat(settings(Map.of()).heap()).isEqualTo("1g");
    assertThat(heap("4g")).isEqualTo("4g");
    assertThat(heap("4GB")).isEqualTo("4g");
    assertThat(heap("2048")).isEqualTo("2048m");
    assertThat(settings(Map.of(), "spark.driver.memory 3g").heap()).isEqualTo("3g");
  }

  @Test
  void heap_memoryOfAnotherForm_isRefused() {
    assertThatThrownBy(() -> heap("much"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("spark.driver.memory", "much");
  }

  @Test
  void refused_driverOnTheCluster_isToldAndDoesNotCount() throws IOException {
    SparkSettings settings =
        settings(
            Map.of("spark.submit.deployMode", "cluster"), "spark.driver.extraLibraryPath /opt/lib");

    assertThat(settings.all()).containsEntry("spark.submit.deployMode", "client");
    assertThat(settings.refused())
        .containsExactly(
            "'spark.submit.deployMode' is 'client' here and not 'cluster': the driver is a process"
                + " of this machine, where the study is.",
            "'spark.driver.extraLibraryPath' does not count: the driver finds libraries as this"
                + " program does, by the variables of the system, such as LD_LIBRARY_PATH.");
  }

  @Test
  void javaOptions_wordsAsSparkTakesThem_areTheDriversFlags() throws IOException {
    SparkSettings settings =
        settings(
            Map.of(
                "spark.driver.extraJavaOptions", "-Da=\"b c\"  -Dd='e \"f' \\ g '' -Dh=\"i\\\"\""),
            "spark.driver.defaultJavaOptions -Dfirst=1");

    assertThat(settings.javaOptions())
        .containsExactly("-Dfirst=1", "-Da=b c", "-Dd=e \"f", " g", "", "-Dh=i\"");
    assertThat(settings(Map.of()).javaOptions()).isEmpty();
  }

  @Test
  void javaOptions_quoteWithoutEndOrHeap_isRefused() {
    assertThatThrownBy(
            () -> settings(Map.of("spark.driver.extraJavaOptions", "-Da='b")).javaOptions())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("spark.driver.extraJavaOptions", "-Da='b");
    assertThatThrownBy(
            () -> settings(Map.of("spark.driver.extraJavaOptions", "-Xmx4g")).javaOptions())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("spark.driver.extraJavaOptions", "spark.driver.memory");
  }
}
