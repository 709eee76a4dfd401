package io.rein4j.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void write_newFile_holdsTheContentAndNothingElseIsLeft() throws IOException {
    Path path = folder.resolve("config.yaml");
    AtomicFiles.write(path, out -> out.write("seed: 1\n".getBytes(US_ASCII)));
    assertThat(path).hasContent("seed: 1\n");
    assertThat(folder).isDirectoryContaining(path::equals);
    assertThat(folder.toFile().list()).containsExactly("config.yaml");
  }

  @Test
  void write_whileWriting_readersFindTheOldContent() throws IOException {
    Path path = Files.writeString(folder.resolve("config.yaml"), "old");
    AtomicFiles.write(
        path,
        out -> {
          out.write("new".getBytes(US_ASCII));
          out.flush();
          assertThat(path).hasContent("old");
        });
    assertThat(path).hasContent("new");
  }

  @Test
  void write_contentThatClosesTheStream_isWrittenAllTheSame() throws IOException {
    Path path = folder.resolve("config.yaml");
    AtomicFiles.write(
        path,
        out -> {
          out.write("seed: 1\n".getBytes(US_ASCII));
          out.close();
        });
    assertThat(path).hasContent("seed: 1\n");
  }

  @Test
  void write_contentFailsHalfway_keepsTheOldContentAndNothingElse() throws IOException {
    Path path = Files.writeString(folder.resolve("config.yaml"), "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    path,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("The agent has no state");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot write " + path + ": The agent has no state.");
    assertThat(path).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("config.yaml");
  }

  @Test
  void write_contentThrows_passesTheExceptionOnAndLeavesNothing() {
    IllegalStateException bug = new IllegalStateException("bug");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    folder.resolve("config.yaml"),
                    out -> {
                      throw bug;
                    }))
        .isSameAs(bug);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void write_ontoADirectory_saysSoAndLeavesNothing() throws IOException {
    Path path = folder.resolve("config.yaml");
    Files.createDirectories(path.resolve("inner"));
    assertThatThrownBy(() -> AtomicFiles.write(path, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Cannot write " + path + ": ");
    assertThat(folder.toFile().list()).containsExactly("config.yaml");
  }

  @Test
  void write_missingDirectory_saysSo() {
    Path path = folder.resolve("none/config.yaml");
    assertThatThrownBy(() -> AtomicFiles.write(path, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot write " + path + ": No such file or directory.");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void write_directoryWithoutWritePermission_saysSo() {
    assertThat(folder.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(folder)).as("a user whom permissions bind").isFalse();
    Path path = folder.resolve("config.yaml");
    assertThatThrownBy(() -> AtomicFiles.write(path, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot write " + path + ": Permission denied.");
  }

  @Test
  void sweep_leftoversOfAKilledProcess_removesThemOnly() throws IOException {
    Files.writeString(folder.resolve(".step-100.ckpt.tmp"), "half");
    Files.writeString(folder.resolve("step-100.tmp"), "somebody's");
    Files.writeString(folder.resolve("step-50.ckpt"), "whole");
    AtomicFiles.sweep(folder);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("step-100.tmp", "step-50.ckpt");
  }
}
