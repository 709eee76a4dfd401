package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The versions in the POMs that have no parent to take them from: those of the examples and of the
 * bill of materials. The profile {@code examples} builds and runs the examples, from what this
 * build leaves in the local repository.
 */
class ExamplesTest {

  private static final Path BUILD = Path.of("../pom.xml");
  private static final Path EXAMPLES = Path.of("examples");
  private static final Path BOM = Path.of("bom/pom.xml");

  private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

  /** What is released together, and so has the version of another artifact. */
  private static final Map<String, String> TOGETHER =
      Map.of(
          "rein4j",
          "rein4j-parent",
          "rein4j-bom",
          "rein4j-parent",
          "junit-jupiter",
          "junit-bom",
          "junit-platform-launcher",
          "junit-bom",
          "maven-failsafe-plugin",
          "maven-surefire-plugin",
          "surefire-junit-platform",
          "maven-surefire-plugin");

  @Test
  void versions_inPomsWithoutAParent_areThoseOfThisBuild() throws Exception {
    Map<String, Set<String>> build = new HashMap<>();
    for (Artifact artifact : artifacts(BUILD)) {
      build.computeIfAbsent(artifact.name(), name -> new TreeSet<>()).add(artifact.version());
    }
    List<Path> poms = new ArrayList<>(List.of(BOM));
    try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
      files.filter(file -> file.endsWith("pom.xml")).forEach(poms::add);
    }
    assertThat(poms).hasSizeGreaterThan(5);
    SoftAssertions softly = new SoftAssertions();
    for (Path pom : poms) {
      List<Artifact> artifacts = artifacts(pom);
      softly.assertThat(artifacts).as(pom.toString()).hasSizeGreaterThan(2);
      for (Artifact artifact : artifacts) {
        String name = TOGETHER.getOrDefault(artifact.name(), artifact.name());
        softly
            .assertThat(build.getOrDefault(name, Set.of()))
            .as("What versions of %s this build has, of which %s names one", name, pom)
            .contains(artifact.version());
      }
    }
    softly.assertAll();
  }

  /**
   * An artifact that a POM names with its version.
   *
   * @param name its artifactId
   * @param version its version
   */
  private record Artifact(String name, String version) {}

  /** Returns what a POM names with a version; an example does not name itself. */
  private static List<Artifact> artifacts(Path pom) throws Exception {
    Element project =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(pom.toFile())
            .getDocumentElement();
    List<Artifact> artifacts = new ArrayList<>();
    for (Element id : elements(project, "artifactId")) {
      String name = id.getTextContent();
      Element of = (Element) id.getParentNode();
      if (!of.equals(project) || name.startsWith("rein4j-")) {
        child(of, "version")
            .ifPresent(version -> artifacts.add(new Artifact(name, resolved(version, project))));
      }
    }
    for (Element version : elements(project, "Rein4j-Version")) {
      artifacts.add(new Artifact("rein4j-parent", version.getTextContent()));
    }
    for (Element extra : elements(project, "extraArtifact")) {
      String[] parts = extra.getTextContent().split(":", -1);
      boolean platform = parts[0].equals("org.junit.platform");
      // The platform's numbers begin with 1 where those of the same release of Jupiter do with 5.
      artifacts.add(new Artifact(parts[1], platform ? parts[2].replaceFirst("^1", "5") : parts[2]));
    }
    return artifacts;
  }

  private static String resolved(String text, Element project) {
    return PROPERTY
        .matcher(text)
        .replaceAll(
            found -> {
              String name = found.group(1);
              return name.equals("project.version")
                  ? child(project, "version")
                      .or(
                          () ->
                              elements(project, "parent").stream()
                                  .findFirst()
                                  .flatMap(parent -> child(parent, "version")))
                      .orElseThrow()
                  : resolved(elements(project, name).get(0).getTextContent(), project);
            });
  }

  private static List<Element> elements(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static Optional<String> child(Element of, String name) {
    return elements(of, name).stream()
        .filter(element -> element.getParentNode().equals(of))
        .findFirst()
        .map(Element::getTextContent);
  }
}
