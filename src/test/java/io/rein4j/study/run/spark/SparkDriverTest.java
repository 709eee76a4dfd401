package io.rein4j.study.run.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkDriverTest {

  @TempDir private Path folder;

  @Test
  void start_moreMemoryThanThereIs_diesByWhatTheJvmPrints() throws Exception {
    SparkHome home = new SparkHome(folder, folder.resolve("rein4j-spark-0.1.0.jar"));
    SparkSettings settings = SparkSettings.of(Map.of("spark.driver.memory", "9000t"), folder);
    try (SparkDriver driver = SparkDriver.start(home, SparkMaster.of("local[1]"), settings)) {
      Line death = Objects.requireNonNull(driver.poll(60_000));
      assertThat(death.word()).isEqualTo("broken");
      assertThat(death.value(0)).contains("Spark's driver died", "exit code 1", "enough space for");
      assertThat(Files.readString(driver.log())).contains("enough space for");
      driver.forget();
    }
  }

  @Test
  void command_flagsAndClassPathOfTheDriver_areThoseOfItsJvm() throws Exception {
    SparkHome home = new SparkHome(folder, folder.resolve("rein4j-spark-0.1.0.jar"));
    SparkSettings settings =
        SparkSettings.of(
            Map.of(
                "spark.driver.extraJavaOptions", "-Dmine='1 2'",
                "spark.driver.extraClassPath", "/opt/mine.jar"),
            folder);
    List<String> command = SparkDriver.command(home, SparkMaster.of("local[1]"), settings);

    int main = command.indexOf("org.apache.spark.deploy.SparkSubmit");
    assertThat(command.subList(0, main)).contains("-Dmine=1 2");
    assertThat(command.get(main - 1)).startsWith("/opt/mine.jar" + File.pathSeparator);
  }
}
