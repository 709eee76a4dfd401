package io.rein4j.env.gym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rein4j.harness.Python;
import io.rein4j.harness.PythonEnvs;
import io.rein4j.harness.RequiresPython;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A current folder whose files are called as modules of Python's. */
@RequiresPython(modules = "gymnasium")
@EnabledOnOs({OS.LINUX, OS.MAC})
class CurrentFolderTest {

  private static final Duration TIME = Duration.ofMinutes(2);
  private static final String STOPS = "raise SystemExit(4)\n";
  private static final String ENV =
      """
      import gymnasium, numpy.linalg
      gymnasium.register('Here-v0', 'gymnasium.envs.classic_control:CartPoleEnv')
      """;

  @TempDir Path temporary;
  private Path here;
  private String python;

  @BeforeEach
  void start(Python installed) throws IOException {
    here = Files.createDirectory(temporary.resolve("here")).toRealPath();
    python = script("exec '%s' \"$@\"".formatted(installed.executable()));
  }

  private String script(String start) throws IOException {
    return PythonEnvs.script(temporary.resolve("python"), "cd '%s'\n%s".formatted(here, start));
  }

  private void write(String file, String content) throws IOException {
    Path path = here.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private String make(String id) throws IOException {
    try (GymHost host = GymHost.python(ProcessSettings.of(python), notice -> {});
        GymEnv env = host.make(id, Map.of())) {
      return env.actionSpace().toString();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gymnasium.py",
        "gymnasium/__init__.py",
        "gym.py",
        "numpy/__init__.py",
        "numpy.py",
        "cloudpickle.py",
        "random.py"
      })
  void make_fileNamedAsAModuleOfPython_isNotTaken(String file) throws IOException {
    write("here_env.py", ENV);
    write(file, "");
    assertThat(make("here_env:Here-v0")).isEqualTo("Discrete(2)");
    write(file, STOPS);
    assertThat(make("here_env:Here-v0")).isEqualTo("Discrete(2)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gymnasium.py", "gymnasium", "numpy.py", "numpy"})
  void make_moduleOnThePathInsteadOfPythons_isNamed(String module, Python installed)
      throws IOException {
    python = script("PYTHONPATH=. exec '%s' \"$@\"".formatted(installed.executable()));
    for (String content : List.of("", STOPS, "import no_such_module\n")) {
      write(module.endsWith(".py") ? module : module + "/__init__.py", content);
      assertThatThrownBy(() -> make("CartPole-v1"))
          .hasMessageContaining(
              "'%s' stands in the way of Python's %s: rename it."
                  .formatted(here.resolve(module), module.replace(".py", "")));
    }
  }

  @Test
  void make_moduleThatOnlyTheEnvironmentImports_isNamedWhereItFails() throws IOException {
    write("here_env.py", "import colorsys\ncolorsys.rgb_to_hsv(0, 0, 0)\n");
    write("colorsys.py", "");
    assertThatThrownBy(() -> make("here_env:Here-v0"))
        .hasMessageContaining("module 'colorsys' has no attribute 'rgb_to_hsv'")
        .hasMessageEndingWith(
            "; '%s' stands in the way of Python's colorsys: rename it."
                .formatted(here.resolve("colorsys.py")));
    write("colorsys.py", "def rgb_to_hsv(*of): return of\nraise ValueError('mine')\n");
    assertThatThrownBy(() -> make("colorsys:Here-v0"))
        .hasMessageContaining("ValueError: mine (colorsys.py:2)")
        .message()
        .doesNotContain("stands in the way");
  }

  @Test
  void make_gymnasiumThatFails_isToldInOneSentence(Python installed) throws IOException {
    write("numpy/__init__.py", "");
    python = script("PYTHONPATH=. exec '%s' -S \"$@\"".formatted(installed.executable()));
    write("gymnasium.py", "raise ValueError('two\\nlines')\n");
    assertThatThrownBy(() -> make("CartPole-v1"))
        .hasMessageEndingWith(" cannot import Gymnasium: ValueError: two lines (gymnasium.py:1).");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gym.py", "gymnasium.py", "gymnasium/__init__.py"})
  void hasGym_fileOfThatName_isNone(String file, Python installed) throws IOException {
    write(file, "");
    assertThat(PythonSetup.hasGym(python)).isTrue();
    assertThat(PythonSetup.hasGym(script("exec '%s' -S \"$@\"".formatted(installed.executable()))))
        .isFalse();
  }

  @Test
  void versions_fileNamedAsAModuleOfPython_areTold() throws IOException {
    for (String module :
        List.of("json", "platform", "csv", "email/__init__", "importlib/metadata")) {
      write(module + ".py", STOPS);
    }
    write("here_env.py", ENV);
    write(
        "here_env-3.5.dist-info/METADATA", "Metadata-Version: 2.1\nName: here-env\nVersion: 3.5\n");
    write("here_env-3.5.dist-info/top_level.txt", "here_env\n");
    assertThat(PythonVersions.of(python, "here_env:Here-v0"))
        .containsKeys("python", "gymnasium", "numpy")
        .containsEntry("here-env", "3.5");
  }

  @Test
  void module_fileNamedAsOneOfPython_isNotRun() throws IOException {
    write("venv.py", STOPS);
    write("shutil.py", STOPS);
    PythonProgram.runModule(python, "venv", List.of("--without-pip", "made"), TIME);
    assertThat(here.resolve("made/pyvenv.cfg")).exists();
  }
}
