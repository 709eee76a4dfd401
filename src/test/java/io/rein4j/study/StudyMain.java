package io.rein4j.study;

import io.rein4j.catalog.Catalog;
import io.rein4j.study.analysis.Comparison;
import io.rein4j.study.analysis.StudyResults;
import io.rein4j.study.run.RunExecutor;
import io.rein4j.study.run.StudyListener;
import io.rein4j.study.run.WorkerProcesses;
import java.io.IOException;
import java.nio.file.Path;

/** A program that runs a study: its file and the folder of studies are the arguments. */
public final class StudyMain {

  private StudyMain() {}

  /** Runs it, and prints what it has shown. */
  public static void main(String[] args) throws IOException {
    Study study = Study.read(Catalog.standard(), Path.of(args[0]), Path.of(args[1]));
    StudyListener listener =
        new StudyListener() {
          @Override
          public void said(String sentence) {
            System.out.println(sentence);
          }
        };
    try (RunExecutor executor = WorkerProcesses.local(Catalog.standard(), 2)) {
      StudyResults results = study.run(executor, listener, StudyOptions.DEFAULTS).orElseThrow();
      study.writePages(results);
      results.comparisons().stream().map(Comparison::sentence).forEach(System.out::println);
    }
  }
}
