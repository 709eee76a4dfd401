package io.rein4j.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.documents.Document.Block;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What holds for every document; its examples have tests of their own. */
class DocumentsTest {

  /** Those whose blocks a test runs, compiles or binds; text is what a program prints. */
  private static final Set<String> LANGUAGES =
      Set.of("sh", "yaml", "java", "python", "text", "xml");

  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

  @Test
  void everyMarkdownFile_isOneOfTheDocuments() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String folder :
        List.of(
            ".",
            "configs",
            "configs/studies",
            "configs/studies/atlas",
            "configs/suites",
            "envs",
            "agents",
            "runs",
            "src/examples",
            "src/examples/clipping-stage",
            "src/examples/plugin",
            "src/examples/policy-service",
            "src/examples/rl4j",
            "src/spark")) {
      try (Stream<Path> files = Files.list(Document.ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .map(file -> Document.ROOT.relativize(file.normalize()).normalize().toString())
            .forEach(found::add);
      }
    }
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(Document.all().stream().map(Document::name).toList());
  }

  @Test
  void readme_isShort() throws IOException {
    assertThat(Document.at("README.md").lines()).hasSizeLessThanOrEqualTo(150);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void blocks_ofADocument_sayTheirLanguage(Document document) throws IOException {
    for (Block block : document.blocks()) {
      assertThat(block.language()).as(block.place()).isIn(LANGUAGES);
    }
  }

  @Test
  void dependencies_inXml_areOfThisBuild() throws Exception {
    DocumentBuilder xml = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Element pom = root(xml, Files.readString(Document.ROOT.resolve("pom.xml")));
    List<Block> blocks = Document.blocks("xml");
    assertThat(blocks).isNotEmpty();
    for (Block block : blocks) {
      Element dependency = root(xml, block.text());
      assertThat(dependency.getTagName()).as(block.place()).isEqualTo("dependency");
      for (String tag : List.of("groupId", "version")) {
        assertThat(first(dependency, tag)).as(block.place()).isEqualTo(first(pom, tag));
      }
      String artifact = first(dependency, "artifactId");
      String module = artifact.equals("rein4j") ? "src" : artifact.replace("rein4j-", "");
      assertThat(List.of(module, "src/" + module))
          .as(block.place())
          .anyMatch(folder -> Files.exists(Document.ROOT.resolve(folder).resolve("pom.xml")));
    }
  }

  private static Element root(DocumentBuilder xml, String text) throws Exception {
    return xml.parse(new InputSource(new StringReader(text))).getDocumentElement();
  }

  private static String first(Element element, String tag) {
    return element.getElementsByTagName(tag).item(0).getTextContent();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void links_ofADocument_leadSomewhere(Document document) throws IOException {
    for (String link : document.links()) {
      if (link.startsWith("https://")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path file =
          parts[0].isEmpty()
              ? document.path()
              : document.path().resolveSibling(parts[0]).normalize();
      assertThat(file).as("%s links to %s", document, link).exists();
      if (parts.length == 2) {
        String name = Document.ROOT.normalize().relativize(file.normalize()).toString();
        assertThat(Document.at(name).anchors())
            .as("%s links to %s", document, link)
            .contains(parts[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void headings_ofADocument_haveAnchorsOfTheirOwn(Document document) throws IOException {
    Set<String> seen = new HashSet<>();
    assertThat(
            document.anchors().stream()
                .filter(anchor -> !seen.add(anchor))
                .collect(Collectors.toList()))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void tests_thatADocumentNames_areThere(Document document) throws IOException {
    Set<String> tests = Document.tests();
    for (MatchResult name : TEST.matcher(String.join("\n", document.lines())).results().toList()) {
      assertThat(tests).as(document.name()).contains(name.group(1));
    }
  }

  static List<Document> documents() {
    return Document.all();
  }
}
