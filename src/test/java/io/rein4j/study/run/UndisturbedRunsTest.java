package io.rein4j.study.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndisturbedRunsTest {

  @TempDir Path run;

  private void provenance(String more) throws IOException {
    Files.writeString(run.resolve("provenance.json"), "{\"rein4j\": \"1.0\"%s}".formatted(more));
  }

  private void require() throws IOException {
    UndisturbedRuns.require(run.resolve("provenance.json"), null);
  }

  @Test
  void require_runThatIsItsConfig_isNotRefused() throws IOException {
    require();
    provenance("");
    require();
    provenance(
        ", \"stretches\": [{\"from_step\": 0, \"to_step\": 9, \"rein4j\": \"1.0\", \"git_commit\": \"a\"},"
            + " {\"from_step\": 4, \"to_step\": 9, \"rein4j\": \"1.0\", \"git_commit\": \"b\"}]");
    require();
  }

  @Test
  void require_pluginThatWasMoved_isNotRefused() throws IOException {
    provenance(withPlugins("1.4, /a/oven.jar, sha256 00", "1.4, /b/oven.jar, sha256 00"));
    require();
  }

  private static String withPlugins(String first, String second) {
    String stretch =
        "{\"from_step\": %s, \"to_step\": 9, \"rein4j\": \"1.0\", \"plugins\": {\"Oven\": \"%s\"}}";
    return ", \"stretches\": [%s, %s]"
        .formatted(stretch.formatted(0, first), stretch.formatted(4, second));
  }

  @Test
  void require_extendedStartedElsewhereOrOfTwoVersions_isRefused() throws IOException {
    provenance(
        ", \"stretches\": [{\"from_step\": 0, \"to_step\": 5, \"rein4j\": \"1.0\"},"
            + " {\"from_step\": 5, \"to_step\": 9, \"rein4j\": \"1.0\"}]");
    assertRefused("was extended at step 5;");
    provenance(", \"init_from\": {\"run\": \"other\"}");
    assertRefused("was started from the weights of another run;");
    provenance(
        ", \"stretches\": [{\"from_step\": 0, \"to_step\": 9, \"rein4j\": \"1.0\"},"
            + " {\"from_step\": 5, \"to_step\": 9, \"rein4j\": \"2.0\"}]");
    assertRefused("was trained by more than one version of Rein4J;");
    provenance(withPlugins("1.4, /a/oven.jar, sha256 00", "1.4, /a/oven.jar, sha256 01"));
    assertRefused("was trained with more than one build of its plugins;");
  }

  private void assertRefused(String part) {
    assertThatThrownBy(this::require)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The run in '" + run + "' " + part);
  }
}
