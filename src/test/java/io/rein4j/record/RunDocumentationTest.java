package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.train.RecordedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunDocumentationTest {

  private static final Path README = Path.of("..", "runs", "README.md");

  /** What stands before it is written by hand. */
  private static final String BEGIN = "<!-- The rest is generated: -Drein4j.update=true -->\n";

  @Test
  void readme_asCommitted_isThatOfTheColumns() throws IOException {
    String text = Files.readString(README);
    assertThat(text).contains(BEGIN);
    String expected =
        text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
            + "\n"
            + RunDocumentation.markdown();
    if (Boolean.getBoolean("rein4j.update")) {
      Files.writeString(README, expected);
    }
    assertThat(README)
        .as("runs/README.md; mvn test -Drein4j.update=true writes it anew")
        .hasContent(expected);
  }

  @Test
  void columns_ofEveryFile_areDescribedOnceByASentence() {
    Scopes scopes = new Scopes(List.of("q"), List.of("actor"), true);
    for (List<? extends Column<?>> file :
        List.of(
            EpisodeRow.columns(scopes),
            UpdatesRow.columns(scopes),
            EvaluationRow.COLUMNS,
            EvaluationFigures.COLUMNS,
            Summary.COLUMNS,
            RunProvenance.columns(),
            RunResources.COLUMNS)) {
      Set<String> keys = new HashSet<>();
      for (Column<?> column : file) {
        assertThat(keys.add(column.key())).as(column.key()).isTrue();
        assertThat(column.description()).as(column.key()).matches("[A-Z][^|]*\\.");
        assertThat(column.heading()).as(column.key()).isNotBlank();
      }
    }
    assertThat(
            Stream.of(RunFile.EPISODES, RunFile.UPDATES, RunFile.METRICS)
                .map(RunFile::name)
                .toList())
        .isEqualTo(RecordedFile.NAMES);
  }
}
