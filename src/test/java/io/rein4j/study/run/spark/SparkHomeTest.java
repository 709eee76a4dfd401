package io.rein4j.study.run.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkHomeTest {

  private static final String BUILD = "mvn -Pspark package -DskipTests";

  @TempDir private Path folder;

  private Path spark(Path root, String core) throws IOException {
    Files.createDirectories(root.resolve("jars"));
    Files.createFile(root.resolve("jars").resolve(core));
    return root;
  }

  private Path checkout(boolean built) throws IOException {
    Path target = folder.resolve("src/spark/target");
    Files.createDirectories(target);
    if (built) {
      Files.createFile(target.resolve("rein4j-spark-0.1.0.jar"));
      Files.createFile(target.resolve("rein4j-spark-0.1.0-sources.jar"));
    }
    return folder;
  }

  @Test
  void find_builtCheckout_isItsOwnSpark() throws IOException {
    Path home = checkout(true);
    Path own = spark(home.resolve("src/spark/target/lib"), "spark-core_2.13-4.2.0.jar");

    SparkHome found = SparkHome.find(Map.of(), home.toString(), 25);

    assertThat(found.root()).isEqualTo(own);
    assertThat(found.driver()).hasFileName("rein4j-spark-0.1.0.jar");
  }

  @Test
  void find_checkoutThatWasNotBuilt_saysWhatBuildsIt() throws IOException {
    String home = checkout(false).toString();

    assertThatThrownBy(() -> SparkHome.find(Map.of(), home, 17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(BUILD);
  }

  @Test
  void find_variable_isPreferred() throws IOException {
    String home = checkout(true).toString();
    Path other = spark(folder.resolve("other"), "spark-core_2.13-4.1.1.jar");

    assertThat(SparkHome.find(Map.of("SPARK_HOME", other.toString()), home, 21).root())
        .isEqualTo(other);
  }

  @Test
  void find_variableWithoutSpark_namesIt() throws IOException {
    String home = checkout(true).toString();

    assertThatThrownBy(() -> SparkHome.find(Map.of("SPARK_HOME", "/nowhere"), home, 17))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SPARK_HOME is '/nowhere'");
  }

  @Test
  void find_otherScala_isRefused() throws IOException {
    String home = checkout(true).toString();
    Path other = spark(folder.resolve("other"), "spark-core_2.12-3.5.1.jar");

    assertThatThrownBy(() -> SparkHome.find(Map.of("SPARK_HOME", other.toString()), home, 17))
        .hasMessageContaining("for Scala 2.13")
        .hasMessageContaining("Spark 3.5 for Scala 2.12");
  }

  @Test
  void find_sparkThatIsTooOldForThisJava_saysWhichItRunsOn() throws IOException {
    String home = checkout(true).toString();
    Path other = spark(folder.resolve("other"), "spark-core_2.13-4.1.1.jar");

    assertThatThrownBy(() -> SparkHome.find(Map.of("SPARK_HOME", other.toString()), home, 25))
        .hasMessageContaining("Spark 4.1 runs on Java 17 to 21, but this is Java 25");
  }

  @Test
  void requireJar_ofAPartOfSpark_asksForAWholeOne() throws IOException {
    Path home = checkout(true);
    spark(home.resolve("src/spark/target/lib"), "spark-core_2.13-4.2.0.jar");
    SparkHome found = SparkHome.find(Map.of(), home.toString(), 17);

    assertThatThrownBy(() -> found.requireJar("spark-yarn_", "yarn"))
        .hasMessageContaining("'--on yarn' needs a whole Spark: set SPARK_HOME");
  }
}
