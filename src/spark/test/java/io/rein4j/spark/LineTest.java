package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LineTest {

  /** The two programs share no class path, so each has a copy. */
  @Test
  void code_ofBothEnds_isTheSame() throws IOException {
    String here = code(Path.of("main/java/io/rein4j/spark/Line.java"));

    assertThat(here).contains("record Line(String word, List<String> values)");
    assertThat(here).isEqualTo(code(Path.of("../main/java/io/rein4j/study/run/spark/Line.java")));
  }

  /** Returns a file without its package and its comments. */
  private static String code(Path file) throws IOException {
    return Files.readString(file)
        .replaceFirst("package [^;]+;", "")
        .replaceAll("(?s)/\\*\\*.*?\\*/", "");
  }

  @Test
  void ofOutput_whatAJvmPrints_isNoLine() {
    String warning = "OpenJDK 64-Bit Server VM warning: 100% of the code cache is used";

    assertThat(Line.ofOutput(warning)).isEmpty();
    assertThat(Line.ofOutput("finished 1")).isEmpty();
  }

  @Test
  void parse_textOfALine_givesItAgain() {
    Line line = Line.of("run", 7, "norm-0.5 on ä", "a: 1\nb: %20+", "");

    assertThat(line.text()).doesNotContain("\n");
    assertThat(Line.parse(line.text())).isEqualTo(line);
    assertThat(Line.ofOutput(line.output())).contains(line);
  }
}
