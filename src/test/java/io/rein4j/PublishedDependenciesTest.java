package io.rein4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

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

  /** Returns the dependencies that a pom declares for its module, not those it only manages. */
  private static List<Element> dependencies(Path pom) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    List<Element> dependencies = new ArrayList<>();
    for (Element list : children(document.getDocumentElement(), "dependencies")) {
      dependencies.addAll(children(list, "dependency"));
    }
    return dependencies;
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
