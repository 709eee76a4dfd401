package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.study.SmallStudies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and folders that are given to another command than theirs. */
class ConfigKindTest {

  @TempDir Path temporary;

  @BeforeEach
  void write() throws IOException {
    SmallStudies.write(temporary, SmallStudies.CLIPPING);
    Files.writeString(
        temporary.resolve("suite.yaml"),
        "name: tiny\nentries: [{config: small-ppo.yaml}]\nseeds: 1\n");
    Files.createDirectory(temporary.resolve("empty"));
    for (String kind : new String[] {"config", "study", "suite"}) {
      Path folder = Files.createDirectory(temporary.resolve(kind));
      Files.writeString(folder.resolve(kind + ".yaml"), "name: a\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare | small-ppo.yaml | is the config of a run, not a study. This command trains it: rein4j train FILE
          bench   | small-ppo.yaml | is the config of a run, not a suite. This command trains it: rein4j train FILE
          train   | study.yaml     | is a study, not a config. This command runs it: rein4j compare FILE
          bench   | study.yaml     | is a study, not a suite. This command runs it: rein4j compare FILE
          train   | suite.yaml     | is a suite, not a config. This command runs it: rein4j bench FILE
          compare | suite.yaml     | is a suite, not a study. This command runs it: rein4j bench FILE
          compare | study          | is the folder of a study, but a study is a file. This command writes its page again: rein4j report FILE
          bench   | suite          | is the folder of a suite, but a suite is a file. This command writes its page again: rein4j report FILE
          compare | config         | is the folder of a run, but a study is a file. This command writes its page again: rein4j report FILE
          train   | config         | is the folder of a run, but a config is a file. This command continues the run: rein4j train --resume FILE
          train   | study          | is the folder of a study, but a config is a file. This command writes its page again: rein4j report FILE
          compare | empty          | is a folder, but a study is a file.
          """)
  void call_fileOfAnotherCommand_isOneSentenceWithTheCommandForIt(
      String command, String name, String sentence) {
    Path file = temporary.resolve(name);
    Program program = Program.run(command, file);
    assertThat(program.exit()).isEqualTo(2);
    assertThat(program.out()).isEmpty();
    assertThat(program.err().lines())
        .containsExactly(
            "rein4j: '%s' %s".formatted(file, sentence.replace("FILE", file.toString())));
  }

  @Test
  void call_fileThatMayBeOfTheCommand_isReadKeyByKey() throws IOException {
    Path file =
        Files.writeString(
            temporary.resolve("x.yaml"), "nam: a\nagent: {type: ppo}\nvary: {agent.gamma: [1]}\n");
    for (String command : new String[] {"train", "compare"}) {
      assertThat(Program.run(command, file).err()).contains("there is no key 'nam'");
    }
    Path neither = Files.writeString(temporary.resolve("y.yaml"), "nam: a\n");
    assertThat(Program.run("bench", neither).err()).contains("there is no key 'nam'");
  }
}
