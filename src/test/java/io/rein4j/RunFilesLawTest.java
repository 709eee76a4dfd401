package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.record.RunVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The law of run folders: only {@code record} reads what is in their files, and no other room
 * spells their names, which are {@code train.RunFolder}'s, or the keys in them.
 */
class RunFilesLawTest {

  private static final Path SOURCES = Path.of("main", "java", "io", "rein4j");

  /** What reads JSON or CSV that is in no run's folder: one class for each kind of file. */
  private static final Map<String, String> READERS_OF_OTHER_FILES =
      Map.of(
          "cli/GradientReader.java", "the gradients given to 'clip'",
          "study/run/ProposedPoints.java", "proposed-points.json of a study",
          "study/run/Optuna.java", "what Optuna answers",
          "study/run/RandomReturns.java", "random-returns.json of a study",
          "study/tables/SuiteTables.java", "timing.csv of a suite");

  /** What writes tables of a study or a suite, some of whose columns are called as a run's are. */
  private static final Set<String> TABLES_OF_STUDIES =
      Set.of(
          "study/analysis/SuiteRow.java",
          "study/tables/SuiteTables.java",
          "report/SuiteReport.java");

  private static final Pattern READING =
      Pattern.compile("\\.path\\(\"|JsonFiles\\.read|RowFile\\.cells|YAMLMapper|JsonMapper\\(\\)");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  @Test
  void sources_outsideRecord_readNoFileOfARun() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources("record/", "config/")) {
      if (!READERS_OF_OTHER_FILES.containsKey(name(source))
          && READING.matcher(Files.readString(source)).find()) {
        found.add(name(source));
      }
    }
    assertThat(found).as("read JSON or CSV; RunData reads a run's folder").isEmpty();
  }

  @Test
  void sources_outsideRecord_spellNoNameAndNoKeyOfARun() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources("record/", "train/RunFolder.java")) {
      Set<String> forbidden = new LinkedHashSet<>(RunVocabulary.fileNames());
      if (source.getFileName().toString().equals("StudyFolder.java")) {
        // A study's own, which are called as a run's.
        forbidden.removeAll(Set.of("provenance.json", "report.html"));
      }
      if (!TABLES_OF_STUDIES.contains(name(source))) {
        RunVocabulary.keys().stream().filter(key -> key.contains("_")).forEach(forbidden::add);
      }
      for (String literal : literals(source)) {
        if (forbidden.contains(literal)) {
          found.add("%s: \"%s\"".formatted(name(source), literal));
        }
      }
    }
    assertThat(found).as("names and keys that are record's to spell").isEmpty();
  }

  /** A law that finds no offender is none. */
  @Test
  void law_record_wouldBreakIt() throws IOException {
    Path offender = SOURCES.resolve("record").resolve("ScopeFigures.java");
    assertThat(literals(offender)).contains("clipped_fraction");
    assertThat(RunVocabulary.keys()).contains("clipped_fraction", "training_return", "init_from");
    assertThat(literals(SOURCES.resolve("train").resolve("RunFolder.java")))
        .containsAll(
            RunVocabulary.fileNames().stream().filter(file -> !file.contains("*")).toList());
    assertThat(READING.matcher(Files.readString(SOURCES.resolve("record/Summary.java"))).find())
        .isTrue();
  }

  private static List<String> literals(Path source) throws IOException {
    return LITERAL
        .matcher(Files.readString(source).replace("'\"'", ""))
        .results()
        .map(MatchResult::group)
        .map(quoted -> quoted.substring(1, quoted.length() - 1))
        .toList();
  }

  private static String name(Path source) {
    return SOURCES.relativize(source).toString().replace('\\', '/');
  }

  private static List<Path> sources(String... but) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> Stream.of(but).noneMatch(name(file)::startsWith))
              .toList();
      assertThat(sources).hasSizeGreaterThan(100);
      return sources;
    }
  }
}
