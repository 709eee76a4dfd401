package io.rein4j.documents;

import io.rein4j.train.EvaluationRecord;
import io.rein4j.train.RunFolder;
import io.rein4j.train.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The run listener of the documents' plugin. */
final class Scoreboard implements RunListener {

  private final Path file;

  Scoreboard(RunFolder folder) {
    this.file = folder.root().resolve("scores.txt");
  }

  @Override
  public void evaluated(EvaluationRecord evaluation) throws IOException {
    String line = evaluation.step() + " " + evaluation.meanReturn() + "\n";
    Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
