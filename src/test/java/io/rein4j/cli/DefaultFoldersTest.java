package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultFoldersTest {

  @TempDir private Path elsewhere;

  @AfterEach
  void forgetHome() {
    System.clearProperty("rein4j.home");
  }

  @Test
  void runs_ofAProgramInTheWorkingDirectory_areNamedFromThere() {
    Path here = Path.of("").toAbsolutePath();
    System.setProperty("rein4j.home", here.toString());
    assertThat(DefaultFolders.runs()).isEqualTo(Path.of("runs"));
  }

  @Test
  void runs_ofAProgramElsewhere_areNamedInFull() {
    System.setProperty("rein4j.home", elsewhere.toString());
    assertThat(DefaultFolders.runs()).isEqualTo(elsewhere.resolve("runs"));
  }

  @Test
  void runs_withoutALauncher_areInTheWorkingDirectory() {
    assertThat(DefaultFolders.runs()).isEqualTo(Path.of("runs"));
  }
}
