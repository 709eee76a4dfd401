package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.documents.Document;
import io.rein4j.documents.Document.Block;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/**
 * What a program that depends on a library module gets on its class path: Rein4J's own jars and
 * nothing else. ND4J, OpenBLAS and Jackson are for those who ask for them.
 */
class PublishedDependenciesTest {

  @ParameterizedTest
  @ValueSource(strings = {"envs", "agents"})
  void poms_ofTheLibraries_handOnlyRein4jsOwnJarsOn(String module) throws Exception {
    List<String> handedOn = new ArrayList<>();
    for (Path pom : List.of(Path.of("../pom.xml"), Path.of("..", module, "pom.xml"))) {
      for (Element dependency : dependencies(pom)) {
        boolean stays =
            text(dependency, "optional").equals("true")
                || List.of("test", "provided").contains(text(dependency, "scope"));
        if (!stays) {
          handedOn.add(text(dependency, "groupId"));
        }
      }
    }

    assertThat(handedOn).allMatch("io.rein4j"::equals);
  }

  @Test
  void pom_ofTheKits_isTheOneOfTheDocuments() throws Exception {
    Element kits = xml(new InputSource("contract/pom.xml"));
    List<Block> blocks =
        Document.blocks("xml").stream()
            .filter(block -> block.text().contains("rein4j-contract"))
            .toList();

    assertThat(blocks).hasSize(1);
    Element dependency = xml(new InputSource(new StringReader(blocks.get(0).text())));
    assertThat(dependency.getTagName()).isEqualTo("dependency");
    assertThat(text(dependency, "groupId") + ":" + text(dependency, "artifactId"))
        .isEqualTo("io.rein4j:" + text(kits, "artifactId"));
    assertThat(text(dependency, "version"))
        .isEqualTo(text(children(kits, "parent").get(0), "version"));
    assertThat(text(dependency, "type")).isEqualTo(text(kits, "packaging"));
    assertThat(text(dependency, "scope")).isEqualTo("test");
  }

  @Test
  void pom_ofTheKits_handsOnTheKitsAndWhatTheyNeed() throws Exception {
    assertThat(dependencies(Path.of("contract/pom.xml")))
        .extracting(
            dependency ->
                String.join(
                    ":",
                    text(dependency, "artifactId"),
                    text(dependency, "classifier"),
                    text(dependency, "scope")))
        .containsExactly(
            "rein4j-agents::",
            "rein4j-envs:contract:",
            "rein4j-agents:contract:",
            "junit-jupiter::compile",
            "assertj-core::compile");
  }

  /** Returns the dependencies that a pom declares for its module, not those it only manages. */
  private static List<Element> dependencies(Path pom) throws Exception {
    List<Element> dependencies = new ArrayList<>();
    for (Element list : children(xml(new InputSource(pom.toString())), "dependencies")) {
      dependencies.addAll(children(list, "dependency"));
    }
    return dependencies;
  }

  private static Element xml(InputSource source) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(source)
        .getDocumentElement();
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        children.add(element);
      }
    }
    return children;
  }

  private static String text(Element parent, String name) {
    List<Element> found = children(parent, name);
    return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
  }
}
