package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.run.WorkerMessage;
import io.rein4j.study.run.WorkerMessage.Kind;
import io.rein4j.study.run.WorkerRequest;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What this module spells for itself is what the program calls it: they share no class path, other
 * than in these tests.
 */
class SharedNamesTest {

  @TempDir private Path folder;

  @Test
  void parse_linesOfTheProgramsWorker_areWhatItSays() {
    for (Kind kind : Kind.values()) {
      assertThat(TrainingProcess.parse(new WorkerMessage(kind, "so it is").line()))
          .contains(new TrainingProcess.Said(kind.name().toLowerCase(Locale.ROOT), "so it is"));
    }
    assertThat(TrainingProcess.parse("what a library prints")).isEmpty();
    assertThat(TrainingProcess.STOP).isEqualTo(WorkerRequest.STOP);
  }

  @Test
  void stage_filesOfARun_sendsTheRecordBeforeWhatTellsOfIt() throws IOException {
    RunFolder run = RunFolder.at(folder);

    assertThat(stage(run.summary())).isEqualTo(2);
    assertThat(stage(run.checkpoint(7))).isEqualTo(1);
    assertThat(stage(run.bestCheckpoint())).isEqualTo(1);
    assertThat(stage(run.notices())).isZero();
    Files.createDirectories(run.checkpoint(7).getParent());
    Files.writeString(run.config(), "");
    Files.writeString(run.summary(), "");
    Files.writeString(run.checkpoint(7), "");
    run.exclusivelyOnceFree(() -> {});
    assertThat(FolderMirror.names(folder))
        .containsExactlyInAnyOrder(
            name(run.config()), name(run.summary()), name(run.checkpoint(7)));
    assertThat(FolderMirror.CONFIG).isEqualTo(name(run.config()));
  }

  private String name(Path file) {
    return folder.relativize(file).toString();
  }

  private int stage(Path file) {
    return FolderMirror.stage(name(file));
  }
}
