package io.rein4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {

  @TempDir Path folder;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void hold_link_isRefusedAndMakesNothingWhereItLeads() throws IOException {
    Path elsewhere = folder.resolve("elsewhere.txt");
    Path link = Files.createSymbolicLink(folder.resolve("run.lock"), elsewhere);
    assertThatThrownBy(
            () ->
                new LockFile(link)
                    .holdIfFree(
                        () -> {
                          throw new IOException("The task was run.");
                        }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a file of its own, which processes lock, but is a link to");
    assertThat(elsewhere).doesNotExist();
  }
}
