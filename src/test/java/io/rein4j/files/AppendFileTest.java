package io.rein4j.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AppendFileTest {

  @TempDir Path folder;

  @Test
  void append_recordsOneByOne_lengthIsTheFilesLengthAtOnce() throws IOException {
    Path path = folder.resolve("records");
    try (AppendFile file = AppendFile.open(path)) {
      assertThat(file.length()).isZero();
      append(file, "one\n");
      assertThat(file.length()).isEqualTo(4).isEqualTo(Files.size(path));
      append(file, "three\n");
      assertThat(file.length()).isEqualTo(10).isEqualTo(Files.size(path));
    }
    assertThat(path).hasContent("one\nthree\n");
  }

  @Test
  void append_partOfAnArray_writesThatPart() throws IOException {
    Path path = folder.resolve("records");
    try (AppendFile file = AppendFile.open(path)) {
      file.append("abcdef".getBytes(US_ASCII), 2, 3);
      assertThat(file.length()).isEqualTo(3);
    }
    assertThat(path).hasContent("cde");
  }

  @Test
  void open_existingFile_goesOnAtItsEnd() throws IOException {
    Path path = Files.writeString(folder.resolve("records"), "one\n");
    try (AppendFile file = AppendFile.open(path)) {
      assertThat(file.length()).isEqualTo(4);
      append(file, "2\n");
    }
    assertThat(path).hasContent("one\n2\n");
  }

  @Test
  void open_missingDirectory_saysSo() {
    Path path = folder.resolve("none/records");
    assertThatThrownBy(() -> AppendFile.open(path))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot create " + path + ": No such file or directory.");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void open_directoryWithoutWritePermission_saysSo() {
    assertThat(folder.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(folder)).as("a user whom permissions bind").isFalse();
    Path path = folder.resolve("records");
    assertThatThrownBy(() -> AppendFile.open(path))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot create " + path + ": Permission denied.");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void append_fullDevice_saysSo() throws IOException {
    try (AppendFile file = AppendFile.open(Path.of("/dev/full"))) {
      assertThatThrownBy(() -> append(file, "one\n"))
          .isInstanceOf(IOException.class)
          .hasMessage("Cannot write /dev/full: No space left on device.");
      assertThat(file.length()).isZero();
    }
  }

  /** A process that may write 8 KiB fails in the middle of a record, and leaves whole ones. */
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void append_limitWithinARecord_leavesWholeRecords() throws Exception {
    Path path = folder.resolve("records");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f 8; exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                UntilItFails.class.getName(),
                path.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(log).content().contains("Cannot write " + path + ": File too large.");
    assertThat(Files.size(path)).isEqualTo(8192 - 8192 % UntilItFails.RECORD.length());
    assertThat(Files.readString(path)).endsWith("the record's end\n");
  }

  @Test
  void append_interruptedThread_keepsTheFileOpen() throws IOException {
    Path path = folder.resolve("records");
    try (AppendFile file = AppendFile.open(path)) {
      Thread.currentThread().interrupt();
      append(file, "one\n");
      append(file, "two\n");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(path).hasContent("one\ntwo\n");
  }

  static void append(AppendFile file, String record) throws IOException {
    file.append(record.getBytes(US_ASCII), 0, record.length());
  }

  /** Appends records until one cannot be written. */
  static final class UntilItFails {

    static final String RECORD = "a record of some length, to ".repeat(10) + "the record's end\n";

    private UntilItFails() {}

    public static void main(String[] args) throws IOException {
      try (AppendFile file = AppendFile.open(Path.of(args[0]))) {
        for (int i = 0; i < 1000; i++) {
          append(file, RECORD);
        }
      }
    }
  }
}
