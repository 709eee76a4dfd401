package io.rein4j.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {

  @TempDir Path folder;

  @Test
  void lines_allKindsOfValue_areTheseBytes() throws IOException {
    Path path = folder.resolve("metrics.jsonl");
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("step", 1_000_000_000_000L);
    fields.put("loss", 1e-5);
    fields.put("nan", Double.NaN);
    fields.put("infinite", Float.NEGATIVE_INFINITY);
    fields.put("text", "a\n\"ü\"");
    fields.put("none", null);
    fields.put("list", Arrays.asList(1, 2.0, true, null));
    fields.put("map", Map.of("x", 0.1f));
    Locale before = Locale.getDefault();
    try (JsonLinesWriter lines = JsonLinesWriter.open(path)) {
      Locale.setDefault(Locale.GERMANY);
      lines.write(fields);
      lines.write(Map.of());
    } finally {
      Locale.setDefault(before);
    }
    assertThat(Files.readString(path))
        .isEqualTo(
            """
            {"step":1000000000000,"loss":1.0E-5,"nan":null,"infinite":null,"text":"a\\n\\"ü\\"",\
            "none":null,"list":[1,2.0,true,null],"map":{"x":0.10000000149011612}}
            {}
            """);
  }

  @Test
  void records_whatWasWritten_areTheSameWithoutAnUnfinishedLine() throws IOException {
    Path path = folder.resolve("metrics.jsonl");
    try (JsonLinesWriter lines = JsonLinesWriter.open(path)) {
      lines.write(Map.of("step", 1, "loss", 1.0 / 3));
      lines.write(Map.of("step", 2, "loss", Double.NaN));
    }
    Files.writeString(path, Files.readString(path) + "{\"step\":3");
    List<Double> losses = new ArrayList<>();
    new JsonRecords<>(path, null, fields -> fields.number("loss"))
        .read(Files.readAllBytes(path), losses::add);
    assertThat(losses).containsExactly(1.0 / 3, Double.NaN);
  }

  @Test
  void open_fileThatWasCutBack_goesOn() throws IOException {
    Path path = folder.resolve("metrics.jsonl");
    long stored;
    try (JsonLinesWriter lines = JsonLinesWriter.open(path)) {
      lines.write(Map.of("step", 1));
      stored = Files.size(path);
      lines.write(Map.of("step", 2));
    }
    CutFiles.cut(path, stored);
    try (JsonLinesWriter lines = JsonLinesWriter.open(path)) {
      lines.write(Map.of("step", 3));
    }
    assertThat(path).hasContent("{\"step\":1}\n{\"step\":3}\n");
  }

  @Test
  void write_valueThatIsNoJson_saysWhatItIsAndWritesNothing() throws IOException {
    Path path = folder.resolve("metrics.jsonl");
    try (JsonLinesWriter lines = JsonLinesWriter.open(path)) {
      assertThatThrownBy(() -> lines.write(Map.of("path", folder)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(folder.getClass().getName());
      lines.write(Map.of("step", 1));
    }
    assertThat(path).hasContent("{\"step\":1}\n");
  }

  @Test
  void file_object_isIndentedAndReadBack() throws IOException {
    Path path = folder.resolve("summary.json");
    JsonFiles.write(path, Map.of("return", 500.0));
    assertThat(Files.readString(path)).isEqualTo("{\n  \"return\" : 500.0\n}\n");
    assertThat(JsonFiles.read(path).get("return").doubleValue()).isEqualTo(500);
  }

  @Test
  void read_noObject_saysWhere() throws IOException {
    Path path = folder.resolve("summary.json");
    assertThatThrownBy(() -> JsonFiles.read(path)).hasMessage("There is no file '" + path + "'.");
    Files.writeString(path, "[1]\n");
    assertThatThrownBy(() -> JsonFiles.read(path))
        .hasMessage(path + ", line 1: expected a JSON object.");
    Files.writeString(path, "{\n\"a\": 1,\n\"a\": 2\n}\n");
    assertThatThrownBy(() -> JsonFiles.read(path))
        .hasMessage(path + ", line 3: expected a JSON object: Duplicate field 'a'.");
    Files.writeString(path, "");
    assertThatThrownBy(() -> JsonFiles.read(path))
        .hasMessage(path + ", line 1: expected a JSON object.");
    JsonRecords<JsonFields> records = new JsonRecords<>(path, null, fields -> fields);
    assertThatThrownBy(() -> records.read("{}\n{} {}\n".getBytes(UTF_8), row -> {}))
        .hasMessageStartingWith(path + ", line 2: expected a JSON object: ");
  }
}
