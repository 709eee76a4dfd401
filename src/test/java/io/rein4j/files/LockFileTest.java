package io.rein4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @Test
  void hold_heldByThisProcess_isToldAndDoesNothing() throws IOException {
    LockFile lock = new LockFile(folder.resolve("run.lock"));
    List<String> done = new ArrayList<>();

    boolean held =
        lock.holdIfFree(
            () -> {
              assertThat(lock.holdIfFree(() -> done.add("if free"))).isFalse();
              assertThat(lock.holdTogetherIfFree(() -> done.add("together"))).isFalse();
              assertThatThrownBy(() -> lock.holdOnceFree(() -> done.add("once free")))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessage(
                      "This very process holds '%s' already; nothing was done.", lock.path());
            });

    assertThat(held).isTrue();
    assertThat(done).isEmpty();
    lock.holdOnceFree(() -> done.add("once free"));
    assertThat(lock.holdTogetherIfFree(() -> done.add("together"))).isTrue();
    assertThat(done).containsExactly("once free", "together");
  }
}
