package io.rein4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFileTest {

  @TempDir Path folder;
  private Path file;
  private byte[] bytes;

  @BeforeEach
  void save() throws IOException {
    file = folder.resolve("some.ckpt");
    try (CheckpointDraft draft = new CheckpointDraft(file)) {
      draft.add("numbers", state -> state.of(42L));
      draft.add("empty", state -> {});
      draft.add("text", state -> state.of("Rein4J"));
      draft.commit();
    }
    bytes = Files.readAllBytes(file);
  }

  @Test
  void load_wholeFile_holdsTheSections() throws IOException {
    CheckpointFile checkpoint = CheckpointFile.load(file);
    checkpoint.read("text", state -> assertThat(state.of("")).isEqualTo("Rein4J"));
    assertThat(checkpoint.read("numbers", 0L, (number, state) -> state.of(number))).isEqualTo(42);
    checkpoint.read("empty", state -> {});
    assertThat(folder)
        .isDirectoryContaining("glob:**some.ckpt")
        .isDirectoryNotContaining("glob:**tmp");
  }

  @Test
  void load_cutOffAnywhere_isRefusedWithTheFile() throws IOException {
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertRefused("cut to " + length);
    }
  }

  @Test
  void load_anyBitFlipped_isRefusedWithTheFile() throws IOException {
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      Files.write(file, damaged);
      assertRefused("bit " + bit);
    }
  }

  @Test
  void load_bytesBehindTheEnd_isRefused() throws IOException {
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused("one byte more");
  }

  private void assertRefused(String label) {
    assertThatThrownBy(() -> CheckpointFile.load(file))
        .as(label)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("'" + file + "'")
        .hasMessageEndingWith(".");
  }

  @Test
  void load_formatBefore_saysBothFormats() throws IOException {
    bytes[Long.BYTES + Integer.BYTES - 1]--;
    Files.write(file, bytes);
    assertThatThrownBy(() -> CheckpointFile.load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "has checkpoint format 6, and this version of Rein4J reads format 7.");
  }

  /** Puts a right checksum behind what was changed. */
  private static byte[] sealed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) crc.getValue());
    return bytes;
  }

  /** Where the table of sections begins, behind head and contents. */
  private int table() {
    int place = Long.BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES + "Rein4J".length();
    assertThat(ByteBuffer.wrap(bytes).getLong(bytes.length - Integer.BYTES - Long.BYTES))
        .isEqualTo(place);
    return place;
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 7, 9, 1 << 20, Integer.MAX_VALUE, Long.MAX_VALUE})
  void load_sectionLengthThatIsWrong_isRefusedBeforeAnythingIsAllocated(long length)
      throws IOException {
    int place = table() + Integer.BYTES + Short.BYTES + "numbers".length();
    assertThat(ByteBuffer.wrap(bytes).getLong(place)).isEqualTo(Long.BYTES);
    ByteBuffer.wrap(bytes).putLong(place, length);
    Files.write(file, sealed(bytes));
    assertRefused("length " + length);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 2, 4, Integer.MAX_VALUE})
  void load_numberOfSectionsThatIsWrong_isRefused(int count) throws IOException {
    ByteBuffer.wrap(bytes).putInt(table(), count);
    Files.write(file, sealed(bytes));
    assertRefused("count " + count);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 11, 13, 1 << 20, Long.MAX_VALUE})
  void load_tableSomewhereElse_isRefused(long place) throws IOException {
    ByteBuffer.wrap(bytes).putLong(bytes.length - Integer.BYTES - Long.BYTES, place);
    Files.write(file, sealed(bytes));
    assertRefused("table at " + place);
  }

  @Test
  void load_sectionTwice_isRefused() throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("empty", "text\0");
    byte[] changed = text.getBytes(StandardCharsets.ISO_8859_1);
    int name = text.indexOf("text\0");
    changed[name - 1] = 4;
    byte[] shorter = new byte[changed.length - 1];
    System.arraycopy(changed, 0, shorter, 0, name + 4);
    System.arraycopy(changed, name + 5, shorter, name + 4, shorter.length - name - 4);
    Files.write(file, sealed(shorter));
    assertRefused("a section twice");
  }

  @Test
  @Tag("long")
  void add_moreThanAnIntCounts_isReadAgain() throws IOException {
    byte[] piece = new byte[1 << 20];
    long pieces = 2050;
    Path large = folder.resolve("large.ckpt");
    try (CheckpointDraft draft = new CheckpointDraft(large)) {
      draft.add(
          "large",
          state -> {
            for (int i = 0; i < pieces; i++) {
              piece[0] = (byte) i;
              state.of(piece, 0, piece.length);
            }
          });
      draft.add("text", state -> state.of("Rein4J"));
      draft.commit();
    }

    CheckpointFile checkpoint = CheckpointFile.load(large);
    checkpoint.read("text", state -> assertThat(state.of("")).isEqualTo("Rein4J"));
    checkpoint.read(
        "large",
        state -> {
          for (int i = 0; i < pieces; i++) {
            state.of(piece, 0, piece.length);
            assertThat(piece[0]).isEqualTo((byte) i);
          }
        });
  }

  @Test
  void close_uncommitted_leavesTheOldFileAndNothingElse() throws IOException {
    try (CheckpointDraft draft = new CheckpointDraft(file)) {
      draft.add("numbers", state -> state.of(43L));
    }
    assertThat(file).hasBinaryContent(bytes);
    assertThat(folder.toFile().list()).containsExactly("some.ckpt");
  }

  @Test
  void load_noFile_isASentence() {
    assertThatThrownBy(() -> CheckpointFile.load(folder.resolve("none.ckpt")))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot read %s: No such file or directory.", folder.resolve("none.ckpt"));
  }

  @Test
  void read_tooMuchTooLittleOrNothing_namesTheSection() throws IOException {
    CheckpointFile checkpoint = CheckpointFile.load(file);
    assertThatThrownBy(() -> checkpoint.read("numbers", state -> state.of(0)))
        .hasMessage("The checkpoint's section 'numbers' holds 4 bytes too many.");
    assertThatThrownBy(() -> checkpoint.read("empty", state -> state.of(false)))
        .isInstanceOf(IOException.class)
        .hasMessage("The checkpoint's section 'empty' ends after 0 bytes, where more belong.");
    assertThatThrownBy(() -> checkpoint.read("none", state -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("The checkpoint has no section 'none'.");
  }
}
