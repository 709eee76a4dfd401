package io.rein4j.cli;

import io.rein4j.config.ConfigException;
import io.rein4j.config.Problems;
import io.rein4j.config.YamlValue;
import io.rein4j.study.run.StudyFolder;
import io.rein4j.train.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** What a file or folder is of, so that one for another command is not read key by key. */
enum ConfigKind {
  /** A run. */
  RUN("run", "a config", "the config of a run", "train"),
  /** A study. */
  STUDY("study", "a study", "a study", "compare"),
  /** A suite. */
  SUITE("suite", "a suite", "a suite", "bench");

  private final String noun;
  private final String wanted;
  private final String found;
  private final String command;

  ConfigKind(String noun, String wanted, String found, String command) {
    this.noun = noun;
    this.wanted = wanted;
    this.found = found;
    this.command = command;
  }

  /** {@return keys at the top level that the other kinds do not have} */
  private Set<String> ownKeys() {
    return switch (this) {
      case RUN -> Set.of("env", "agent", "training", "evaluation", "checkpoint");
      case STUDY ->
          Set.of(
              "base", "vary", "environments", "compare", "choose", "space", "baseline", "scores");
      case SUITE -> Set.of("entries", "evaluation-episodes");
    };
  }

  /**
   * Makes sure that a file is not of another kind, and no folder. What else may be wrong with it is
   * for its reader to say.
   *
   * @param file the file
   * @param spec the command that was given it
   * @throws IllegalArgumentException if it is; the sentence names the command for it
   */
  void require(Path file, CommandSpec spec) {
    String program = spec.root().name();
    String argument = ShellWords.quoted(file.toString());
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(folder(file, program, argument));
    }
    Collection<String> keys = keys(file);
    if (countIn(keys) > 0) {
      return;
    }
    Stream.of(values())
        .filter(other -> other.countIn(keys) > 0)
        .max(Comparator.comparingLong(other -> other.countIn(keys)))
        .ifPresent(
            other -> {
              throw new IllegalArgumentException(
                  "'%s' is %s, not %s. This command %s it: %s %s %s"
                      .formatted(
                          file,
                          other.found,
                          wanted,
                          other == RUN ? "trains" : "runs",
                          program,
                          other.command,
                          argument));
            });
  }

  private String folder(Path folder, String program, String argument) {
    for (ConfigKind kind : values()) {
      if (kind.isOf(folder)) {
        boolean resumes = kind == RUN && this == RUN;
        return "'%s' is the folder of a %s, but %s is a file. This command %s: %s %s %s"
            .formatted(
                folder,
                kind.noun,
                wanted,
                resumes ? "continues the run" : "writes its page again",
                program,
                resumes ? "train --resume" : "report",
                argument);
      }
    }
    return "'%s' is a folder, but %s is a file.".formatted(folder, wanted);
  }

  private boolean isOf(Path folder) {
    return switch (this) {
      case RUN -> Files.exists(RunFolder.at(folder).config());
      case STUDY -> StudyFolder.isOf(StudyFolder.Kind.STUDY, folder);
      case SUITE -> StudyFolder.isOf(StudyFolder.Kind.SUITE, folder);
    };
  }

  private long countIn(Collection<String> keys) {
    return keys.stream().filter(ownKeys()::contains).count();
  }

  private static Collection<String> keys(Path file) {
    try {
      return YamlValue.ofFile(file, new Problems()).entries().keySet();
    } catch (ConfigException e) {
      return List.of();
    }
  }
}
