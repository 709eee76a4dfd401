package io.rein4j.study.run;

import io.rein4j.study.plan.PlannedRun;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The access of a driver that has a study alone: all runs are its own. */
final class SoleAccess implements RunAccess {

  private final StudyFolder folder;

  SoleAccess(StudyFolder folder) {
    this.folder = folder;
  }

  @Override
  public void begin() {}

  @Override
  public Optional<Path> open(PlannedRun run) throws IOException {
    folder.prepare(run);
    return Optional.of(folder.run(run));
  }

  @Override
  public boolean triesAgain() {
    return true;
  }

  @Override
  public Optional<Claim> claim(PlannedRun run) {
    return Optional.of(new Claim(folder.run(run), false, Optional.empty()));
  }

  @Override
  public Path folder(PlannedRun run) {
    return folder.run(run);
  }

  @Override
  public boolean isOurs(PlannedRun run) {
    return true;
  }

  @Override
  public void reached(PlannedRun run, long step) {}

  @Override
  public List<Sighting> look() {
    return List.of();
  }

  @Override
  public Path publish(PlannedRun run) {
    return folder.run(run);
  }

  @Override
  public void release(PlannedRun run) {}

  @Override
  public void discard(PlannedRun run) throws IOException {
    if (Files.exists(folder.run(run))) {
      RunFolder.open(folder.run(run)).discardWhileInUse();
    }
  }

  @Override
  public void close() {}
}
