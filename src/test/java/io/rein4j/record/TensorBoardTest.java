package io.rein4j.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardTest {

  @TempDir Path folder;

  @Test
  void read_whatWasWritten_isTheSame() throws IOException {
    Path path = folder.resolve(TensorBoardWriter.fileName(1_767_225_600));
    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("rollout/ep_rew_mean", 187.3);
    scalars.put("train/loss", Double.NaN);
    scalars.put("gradient/größe", Double.POSITIVE_INFINITY);
    try (TensorBoardWriter events = TensorBoardWriter.open(path, 1_767_225_600.25)) {
      events.write(1, 1_767_225_601.5, scalars);
      events.write(3_000_000_000L, 1_767_225_602.5, Map.of("train/loss", 1e-30f));
      events.write(4, 1_767_225_603.5, Map.of("train/loss", Float.NaN));
    }
    assertThat(path).hasFileName("events.out.tfevents.1767225600.rein4j");
    assertThat(TensorBoardReader.read(path))
        .containsExactly(
            new TensorBoardScalar("rollout/ep_rew_mean", 1, 1_767_225_601.5, 187.3f),
            new TensorBoardScalar("gradient/größe", 1, 1_767_225_601.5, Float.POSITIVE_INFINITY),
            new TensorBoardScalar("train/loss", 3_000_000_000L, 1_767_225_602.5, 1e-30f));
  }

  @Test
  void open_fileThatWasCutBack_endsWithTheBytesOfAnUndisturbedRun() throws IOException {
    Path path = folder.resolve("a");
    Path undisturbed = folder.resolve("b");
    long stored;
    try (TensorBoardWriter events = TensorBoardWriter.open(path, 1)) {
      events.write(1, 2, Map.of("x", 1f));
      stored = Files.size(path);
      events.write(2, 3, Map.of("x", 9f));
    }
    CutFiles.cut(path, stored);
    try (TensorBoardWriter events = TensorBoardWriter.open(path, 1)) {
      events.write(2, 3, Map.of("x", 2f));
    }
    try (TensorBoardWriter events = TensorBoardWriter.open(undisturbed, 1)) {
      events.write(1, 2, Map.of("x", 1f));
      events.write(2, 3, Map.of("x", 2f));
    }
    assertThat(path).hasSameBinaryContentAs(undisturbed);
  }

  @Test
  void read_cutAnywhere_holdsTheWholeEvents() throws IOException {
    Path path = folder.resolve("a");
    long first;
    try (TensorBoardWriter events = TensorBoardWriter.open(path, 1)) {
      events.write(1, 2, Map.of("x", 1f));
      first = Files.size(path);
      events.write(2, 3, Map.of("x", 2f));
    }
    byte[] whole = Files.readAllBytes(path);
    for (int length = (int) first; length <= whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThat(TensorBoardReader.read(path))
          .as("%d of %d bytes", length, whole.length)
          .hasSize(length < whole.length ? 1 : 2);
    }
  }

  @Test
  void read_anyBitFlipped_saysWhere() throws IOException {
    Path path = folder.resolve("a");
    long version;
    try (TensorBoardWriter events = TensorBoardWriter.open(path, 1)) {
      version = Files.size(path);
      events.write(1, 2, Map.of("x", 1f));
    }
    byte[] whole = Files.readAllBytes(path);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(path, flipped);
      assertThatThrownBy(() -> TensorBoardReader.read(path))
          .as("bit %d", bit)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              path + " is damaged at byte " + (bit / 8 < version ? 0 : version) + ": ");
    }
  }

  /** The start of every file that TensorFlow and PyTorch write, with wall time 0. */
  @Test
  void create_wallTimeZero_startsWithTheVersion() throws IOException {
    Path path = folder.resolve("a");
    TensorBoardWriter.open(path, 0).close();
    String version = HexFormat.of().formatHex("brain.Event:2".getBytes(US_ASCII));
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(path)))
        .startsWith("1800000000000000a37f4b22" + "09" + "00".repeat(8) + "1a0d" + version)
        .hasSize(2 * (12 + 24 + 4));
  }
}
