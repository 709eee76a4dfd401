package io.rein4j.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {

  private static final List<String> COLUMNS = List.of("episode", "return", "terminated", "note");

  @TempDir Path folder;

  @Test
  void rows_allKindsOfCell_areTheseBytes() throws IOException {
    Path path = folder.resolve("episodes.csv");
    Locale before = Locale.getDefault();
    try (CsvWriter csv = CsvWriter.open(path, COLUMNS)) {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      csv.cell(1).cell(500.0).cell(true).cell("plain").endRow();
      csv.cell(Long.MIN_VALUE).cell(Double.NaN).cell(false).cell("").endRow();
      csv.cell(3).cell(1e-5).cell(false).cell("a \"b\", ü\nc").endRow();
      csv.cell(4).cell(Double.NEGATIVE_INFINITY).cell(false).cell("–").endRow();
    } finally {
      Locale.setDefault(before);
    }
    assertThat(Files.readString(path))
        .isEqualTo(
            """
            episode,return,terminated,note
            1,500.0,true,plain
            -9223372036854775808,,false,
            3,1.0E-5,false,"a ""b"", ü
            c"
            4,-Infinity,false,–
            """);
  }

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    Path path = folder.resolve("episodes.csv");
    try (CsvWriter csv = CsvWriter.open(path, COLUMNS)) {
      csv.cell(1).cell(1.0 / 3).cell(true).cell("\"").endRow();
      csv.cell(2).cell(Double.NaN).cell(false).cell("a\r\nb,\"\"").endRow();
      csv.cell(3).cell(Double.POSITIVE_INFINITY).cell(false).cell("").endRow();
    }
    CsvTable table = CsvTable.read(path);
    assertThat(table.columns()).isEqualTo(COLUMNS);
    assertThat(table.rows()).isEqualTo(3);
    assertThat(table.longs("episode")).containsExactly(1, 2, 3);
    assertThat(table.doubles("return"))
        .containsExactly(1.0 / 3, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(table.texts("terminated")).containsExactly("true", "false", "false");
    assertThat(table.texts("note")).containsExactly("\"", "a\r\nb,\"\"", "");
  }

  @Test
  void read_unfinishedLastRow_isLeftOut() throws IOException {
    Path path = Files.writeString(folder.resolve("x.csv"), "a,b\n1,2\n3,");
    assertThat(CsvTable.read(path).longs("a")).containsExactly(1);
    Files.writeString(path, "a,b\r\n1,2\r\n3,\"4\n");
    assertThat(CsvTable.read(path).longs("b")).containsExactly(2);
  }

  @Test
  void open_fileThatWasCutBack_endsWithTheBytesOfAnUndisturbedRun() throws IOException {
    Path path = folder.resolve("a.csv");
    Path undisturbed = folder.resolve("b.csv");
    long stored;
    try (CsvWriter csv = CsvWriter.open(path, COLUMNS)) {
      csv.cell(1).cell(0.5).cell(true).cell("x").endRow();
      stored = Files.size(path);
      csv.cell(2).cell(-7).cell(true).cell("lost").endRow();
    }
    CutFiles.cut(path, stored);
    try (CsvWriter csv = CsvWriter.open(path, COLUMNS)) {
      csv.cell(2).cell(0.25).cell(true).cell("y").endRow();
    }
    try (CsvWriter csv = CsvWriter.open(undisturbed, COLUMNS)) {
      csv.cell(1).cell(0.5).cell(true).cell("x").endRow();
      csv.cell(2).cell(0.25).cell(true).cell("y").endRow();
    }
    assertThat(path).hasSameBinaryContentAs(undisturbed);
  }

  @Test
  void open_emptyFile_writesTheHeader() throws IOException {
    Path path = Files.createFile(folder.resolve("a.csv"));
    CsvWriter.open(path, List.of("a", "b")).close();
    assertThat(path).hasContent("a,b\n");
  }

  @Test
  void open_otherColumns_refusesAndLeavesTheFile() throws IOException {
    Path path = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2\n");
    assertThatThrownBy(() -> CsvWriter.open(path, List.of("a", "c")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot continue writing " + path + ": its columns should be [a, c], but are [a, b].");
    assertThat(path).hasContent("a,b\n1,2\n");
  }

  @Test
  void endRow_tooFewOrTooManyCells_writesNothing() throws IOException {
    Path path = folder.resolve("a.csv");
    try (CsvWriter csv = CsvWriter.open(path, List.of("a", "b"))) {
      csv.cell(1);
      assertThatThrownBy(csv::endRow)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("A row of " + path + " needs 2 cells, but has 1.");
      csv.cell(2);
      assertThatThrownBy(() -> csv.cell(3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("A row of " + path + " has 2 cells, but is given one more.");
      assertThat(path).hasContent("a,b\n");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void open_fullDevice_saysSo() {
    assertThatThrownBy(() -> CsvWriter.open(Path.of("/dev/full"), List.of("a")))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot write /dev/full: No space left on device.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "|%s has no header row.",
        "a,a;|%s has two columns named 'a'.",
        "a,b;1,2;3;|%s, line 3: expected 2 cells, found 1.",
        "a,b;\"1;1\",2;3,4,5;|%s, line 4: expected 2 cells, found 3.",
        "a;1\"2\";|%s, line 2: a quote inside a cell that does not start with one.",
        "a;\"1\"2;|%s, line 2: text after a cell's closing quote."
      })
  void read_noTable_saysWhere(String text, String message) throws IOException {
    Path path = folder.resolve("a.csv");
    Files.writeString(path, text == null ? "" : text.replace(';', '\n'));
    assertThatThrownBy(() -> CsvTable.read(path))
        .isInstanceOf(IOException.class)
        .hasMessage(message.formatted(path));
  }

  @Test
  void read_missingFileOrOtherEncoding_saysSo() throws IOException {
    Path path = folder.resolve("a.csv");
    assertThatThrownBy(() -> CsvTable.read(path)).hasMessage("There is no file '" + path + "'.");
    Files.write(path, new byte[] {'a', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> CsvTable.read(path)).hasMessage(path + " is not UTF-8 text.");
  }

  @Test
  void columns_wrongNameOrContent_saysWhere() throws IOException {
    Path path = Files.writeString(folder.resolve("a.csv"), "a,b\n1,2.5\nx,\n");
    CsvTable table = CsvTable.read(path);
    assertThatThrownBy(() -> table.texts("c"))
        .hasMessage(path + " has no column 'c'; it has [a, b].");
    assertThatThrownBy(() -> table.doubles("a"))
        .hasMessage(path + ", row 2 below the header, column 'a': expected a number, found 'x'.");
    assertThatThrownBy(() -> table.longs("b"))
        .hasMessage(
            path + ", row 1 below the header, column 'b': expected a whole number, found '2.5'.");
  }
}
