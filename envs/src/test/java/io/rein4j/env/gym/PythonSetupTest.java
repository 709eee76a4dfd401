package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of Python is kept in the cache, and what is believed of a program that is named. */
class PythonSetupTest {

  private static final Duration TIME = Duration.ofSeconds(10);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "print('hello')\n"})
  void serverProgram_fileThatIsNotWhatItsNameSays_isWrittenAgain(String changed)
      throws IOException {
    Path file = PythonSetup.serverProgram(folder);
    byte[] program = Files.readAllBytes(file);
    Files.writeString(file, changed);
    assertThat(PythonSetup.serverProgram(folder)).isEqualTo(file);
    assertThat(Files.readAllBytes(file)).isEqualTo(program);
    program[100] ^= 1;
    Files.write(file, program);
    PythonSetup.serverProgram(folder);
    program[100] ^= 1;
    assertThat(Files.readAllBytes(file)).isEqualTo(program);
  }

  @Test
  void interpreter_pathOrName_isRelativeToTheFileOrLookedUp() {
    assertThat(Interpreter.of("python3.12", folder).command()).isEqualTo("python3.12");
    assertThat(Interpreter.of("venv/bin/python", folder).command())
        .isEqualTo(folder.resolve("venv/bin/python").toString());
    assertThat(Interpreter.of("./python", folder).command())
        .isEqualTo(folder.resolve("python").toString());
    assertThat(Interpreter.of(folder.resolve("p").toString(), Path.of("/other")).command())
        .isEqualTo(folder.resolve("p").toString());
    assertThatThrownBy(() -> new Interpreter(" ")).isInstanceOf(IllegalArgumentException.class);
  }

  private String script(String content) throws IOException {
    Path script = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + content + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script.toString();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void evaluate_lineBeforeTheAnswer_isNotTheAnswer() throws IOException {
    String python = script("printf 'activating\\n\\nrein4j:\\n3.11.2 (main)\\n'");
    assertThat(PythonProgram.evaluate(python, "import sys", "sys.version", TIME))
        .isEqualTo("3.11.2 (main)\n");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void versions_pythonThatPrintsMore_areThoseItAnswers() throws IOException {
    String python =
        script(
            "printf 'activating\\n\\nrein4j:\\n{\"python\": \"3.11.2\", \"numpy\": \"2.3.5\"}\\nbye\\n'");
    assertThat(PythonVersions.of(python, "CartPole-v1"))
        .containsExactly(Map.entry("python", "3.11.2"), Map.entry("numpy", "2.3.5"));
    assertThat(PythonVersions.of(script("echo '{\"python\": \"3\"}'"), "A")).isEmpty();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void evaluate_programsThatAreNoPython_areToldInAFewWords() throws IOException {
    String chatty = script("head -c 10000000 /dev/zero");
    assertThatThrownBy(() -> PythonProgram.evaluate(chatty, "import sys", "1", TIME))
        .isInstanceOf(GymException.class)
        .hasMessageStartingWith(
            chatty + " is no Python: asked for an expression, it printed '\\x00")
        .message()
        .hasSizeLessThan(5000);
    String failing =
        script("head -c 10000000 /dev/zero >&2; printf 'first\\n\\033[31mlast\\n' >&2; exit 3");
    assertThatThrownBy(() -> PythonProgram.evaluate(failing, "import sys", "1", TIME))
        .isInstanceOf(GymException.class)
        .hasMessage(failing + " ended with exit code 3: \\x1b[31mlast");
    String silent = script("exit 4");
    assertThatThrownBy(() -> PythonProgram.evaluate(silent, "import sys", "1", TIME))
        .isInstanceOf(GymException.class)
        .hasMessage(silent + " ended with exit code 4: it did not say why.");
  }
}
