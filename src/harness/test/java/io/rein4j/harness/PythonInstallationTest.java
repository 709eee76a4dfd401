package io.rein4j.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class PythonInstallationTest {

  @TempDir Path folder;

  @Test
  void named_noSuchFile_saysWhatToCheck() {
    String missing = folder.resolve("python").toString();
    assertThatThrownBy(() -> PythonInstallation.named(missing))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "The Python that -Drein4j.python or REIN4J_PYTHON names does not start: ")
        .hasMessageContaining(missing);
  }

  @Test
  void virtualEnvironment_noPython_saysWhatToInstall() {
    Python missing = new Python(folder.resolve("python3").toString());
    assertThatThrownBy(() -> PythonInstallation.virtualEnvironment(folder, missing, ""))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Install Python 3.11 or newer with its venv module, or name another interpreter by "
                + "-Drein4j.python=PATH or REIN4J_PYTHON: ");
  }

  @Test
  @RequiresPython
  void virtualEnvironment_packageThatCannotBeInstalled_saysWhichAndLeavesNothingComplete(
      Python python) throws IOException {
    String requirements = "rein4j @ file:///no/such/package\n";
    assertThatThrownBy(() -> PythonInstallation.virtualEnvironment(folder, python, requirements))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Python's packages could not be installed with pip: install rein4j @ "
                + "file:///no/such/package yourself and name another interpreter by ");
    List<Path> made;
    try (Stream<Path> files = Files.walk(folder)) {
      made = files.toList();
    }
    assertThat(made).noneMatch(file -> file.endsWith("complete"));
    for (Path file : made) {
      if (Files.isSymbolicLink(file)) {
        Files.delete(file);
      }
    }
  }

  @Test
  @RequiresPython
  void locate_secondCall_isTheFirstOnesUntouched(Python first) throws IOException {
    Path environment = Path.of(first.run("import sys; print(sys.prefix)").strip());
    Path configuration = environment.resolve("pyvenv.cfg");
    assumeThat(configuration).exists();
    FileTime made = Files.getLastModifiedTime(configuration);
    assertThat(PythonInstallation.locate()).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(configuration)).isEqualTo(made);
  }

  @Test
  @RequiresPython
  void missing_modules_areNamed(Python python) {
    assertThat(PythonExtension.missing(python, List.of("json", "no_such_module", "nor_this")))
        .isEqualTo("Install no_such_module, nor_this for " + python.executable() + ".");
    assertThat(PythonExtension.missing(python, List.of("json", "sys"))).isEmpty();
  }

  @Test
  void unmet_requiredOrNot_failsOrIsAborted() {
    assertThatThrownBy(() -> Requirement.PYTHON.unmet("browser,python", "Install it."))
        .isInstanceOf(AssertionError.class)
        .hasMessage("Install it.");
    assertThatThrownBy(() -> Requirement.PYTHON.unmet("browser", "Install it."))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage("Install it.");
    assertThatThrownBy(() -> Requirement.PYTHON.unmet("", "Install it."))
        .isInstanceOf(TestAbortedException.class);
  }
}
