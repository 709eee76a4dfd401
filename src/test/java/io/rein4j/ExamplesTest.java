package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The POMs of the examples, which have no parent. The profile {@code examples} builds and runs
 * them, from what this build leaves in the local repository.
 */
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("examples");
  private static final Pattern VERSION =
      Pattern.compile("<(?:version|Rein4j-Version)>([^<$]+)</|<extraArtifact>.+:([^<]+)</");

  /** What an example has as its own version. */
  private static final String EXAMPLE_VERSION = "1.0";

  private static List<Path> poms() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
      return files.filter(file -> file.endsWith("pom.xml")).toList();
    }
  }

  @Test
  void versions_inThePomsOfTheExamples_areThoseOfThisBuild() throws IOException {
    String build = Files.readString(Path.of("../pom.xml"));
    List<Path> poms = poms();
    assertThat(poms).hasSizeGreaterThan(4);
    for (Path pom : poms) {
      for (MatchResult match : VERSION.matcher(Files.readString(pom)).results().toList()) {
        String version = match.group(1) == null ? match.group(2) : match.group(1);
        if (match.group().contains("junit-platform-launcher")) {
          version = version.replaceFirst("^1", "5"); // one release, numbered differently
        }
        if (!version.equals(EXAMPLE_VERSION)) {
          assertThat(build)
              .as("%s names the version %s, and this build another", pom, version)
              .contains(">" + version + "<");
        }
      }
    }
  }
}
