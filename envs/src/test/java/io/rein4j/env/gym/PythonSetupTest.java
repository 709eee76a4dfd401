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

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void start_whatIsNoProgram_saysWhyInOurWords() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String[][] told = {
      {folder + "/none", "there is no such file"},
      {folder.toString(), "it is a folder"},
      {file.toString(), "the file may not be executed"},
      {"no-such-python", "there is no program of that name on the PATH"}
    };
    PythonSetup setup = new PythonSetup(folder.resolve("cache"), "do that", progress -> {});
    for (String[] each : told) {
      String sentence = "The Python '%s' cannot be started: %s.".formatted(each[0], each[1]);
      assertThatThrownBy(() -> Interpreter.start(new ProcessBuilder(each[0])))
          .isInstanceOf(GymException.class)
          .hasMessage(sentence);
      assertThatThrownBy(() -> setup.find(each[0], null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(sentence);
      assertThatThrownBy(() -> setup.find(null, each[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The variable REIN4J_PYTHON names the Python '%s', which cannot be started: %s."
                  .formatted((Object[]) each));
      assertThatThrownBy(() -> setup.findWith("optuna", "optuna==5.0.0\n", each[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The variable REIN4J_PYTHON names the Python '%s', which cannot be started: %s."
                  .formatted((Object[]) each));
      assertThatThrownBy(() -> setup.virtualEnvironment(each[0], ""))
          .hasMessage("Install Python 3.11 or newer with its venv module, or do that: " + sentence);
    }
    Path broken = Path.of(script("")).resolveSibling("python");
    Files.writeString(broken, "#!/no/such/shell\n");
    assertThatThrownBy(() -> Interpreter.start(new ProcessBuilder(broken.toString())))
        .hasMessage("The Python '%s' cannot be started: No such file or directory.", broken);
    assertThat(setup.find("sh", null)).isEqualTo("sh");
  }

  private String script(String content) throws IOException {
    Path script = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + content + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script.toString();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void find_namedPythonForSomethingElse_mustHaveIt() throws IOException {
    PythonSetup setup = new PythonSetup(folder.resolve("cache"), "do that", progress -> {});
    String with = script("printf '\\nrein4j:\\nTrue\\n'");
    assertThat(setup.findWith("optuna", "optuna==5.0.0\n", with)).isEqualTo(with);
    String without = script("printf '\\nrein4j:\\nFalse\\n'");
    assertThatThrownBy(() -> setup.findWith("optuna", "optuna==5.0.0\nnumpy==2.4.6\n", without))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The variable REIN4J_PYTHON names the Python '%s', which has no optuna: install"
                + " optuna==5.0.0, numpy==2.4.6 there, or unset the variable, and a Python that has"
                + " it is set up.",
            without);
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
