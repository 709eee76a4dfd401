package io.rein4j.study.run.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rein4j.catalog.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkRunsTest {

  /** Refuses to start, as a Spark does that cannot reach its cluster. */
  private static final String REFUSING =
      """
      package org.apache.spark.deploy;

      public class SparkSubmit {
        public static void main(String[] args) throws Exception {
          System.err.print("%s");
          System.out.println("rein4j-driver refused Spark+does+not+start.");
          while (System.in.read() >= 0) {}
        }
      }
      """;

  private static final Pattern LOG = Pattern.compile("What Spark printed is in '(.+)'\\.");

  @TempDir private Path folder;

  /** Returns the sentence with which a Spark refuses that has printed something. */
  private String refusal(String printed) throws Exception {
    Path source =
        Files.writeString(folder.resolve("SparkSubmit.java"), REFUSING.formatted(printed));
    Path conf = Files.createDirectories(folder.resolve("conf"));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", conf.toString(), source.toString()))
        .isZero();
    SparkOptions options =
        new SparkOptions(
            "local[1]", Map.of(), null, 1, Duration.ofMinutes(1), null, Set.of(), null);
    IllegalArgumentException refused =
        catchThrowableOfType(
            IllegalArgumentException.class,
            () ->
                SparkRuns.start(
                        Catalog.standard(),
                        options,
                        SparkMaster.of("local[1]"),
                        new SparkHome(folder, folder.resolve("rein4j-spark-0.1.0.jar")))
                    .close());
    return String.valueOf(refused.getMessage());
  }

  @Test
  void start_sparkThatRefuses_keepsAndNamesWhatItPrinted() throws Exception {
    Matcher log = LOG.matcher(refusal("no route to host"));

    assertThat(log.find()).isTrue();
    Path kept = Path.of(log.group(1));
    assertThat(kept).content().contains("no route to host");
    Files.delete(kept);
  }

  @Test
  void start_sparkThatRefusesAndPrintsNothing_isASentence() throws Exception {
    assertThat(refusal("")).isEqualTo("Spark does not start.");
  }
}
