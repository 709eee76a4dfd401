package io.rein4j.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.documents.Document.Block;
import io.rein4j.study.plan.StudyPlan;
import io.rein4j.study.plan.SuitePlan;
import io.rein4j.train.RunConfig;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documents' YAML, bound by the program's own readers: a study, a suite, a config, or sections
 * of a config. A block that gives a key again shows another config. Paths in a block are relative
 * to the document's folder.
 */
class YamlExamplesTest {

  /** What a block need not say of a config. */
  private static final Map<String, String> REST =
      Map.of(
          "name", "name: example\n",
          "env", "env: {id: CartPole-v1}\n",
          "agent", "agent: {type: dqn}\n",
          "training", "training: {steps: 1000}\n");

  private static final Set<String> PARTS =
      Set.of("name", "seed", "env", "agent", "training", "evaluation", "checkpoint", "diagnostics");

  /** A copy of the source tree's configs, in which examples stand beside what they name. */
  @TempDir private static Path tree;

  @BeforeAll
  static void copyConfigs() throws IOException {
    try (Stream<Path> files = Files.walk(Document.ROOT.resolve("configs"))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".yaml")).toList()) {
        Path copy = tree.resolve(Document.ROOT.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void example_isWhatItsReaderTakes(Block block) throws IOException {
    for (Map<String, String> example : examples(block)) {
      if (example.containsKey("vary") || example.containsKey("space")) {
        assertThat(StudyPlan.read(Catalog.standard(), file(block, example)).runs())
            .as(block.place())
            .isNotEmpty();
      } else if (example.containsKey("entries")) {
        assertThat(SuitePlan.read(Catalog.standard(), file(block, example)).runs())
            .as(block.place())
            .isNotEmpty();
      } else {
        assertThat(example.keySet()).as(block.place()).isSubsetOf(PARTS);
        Map<String, String> whole = new LinkedHashMap<>(REST);
        whole.putAll(example);
        RunConfig config = RunConfigs.read(Catalog.standard(), file(block, whole), List.of());
        assertThat(
                RunConfigs.ofText(Catalog.standard(), RunConfigs.toYaml(config), "the same again"))
            .isEqualTo(config);
      }
    }
  }

  @Test
  void examples_ofAStudyASuiteAndAConfig_areThere() throws IOException {
    assertThat(blocks().stream().map(Block::text))
        .anyMatch(text -> text.contains("\nvary:"))
        .anyMatch(text -> text.contains("\nentries:"))
        .anyMatch(text -> text.contains("\nagent:"));
  }

  static List<Block> blocks() throws IOException {
    return Document.blocks("yaml");
  }

  private Path file(Block block, Map<String, String> example) throws IOException {
    Path folder =
        Files.createDirectories(tree.resolve(block.document().name()).normalize().getParent());
    return Files.writeString(folder.resolve("example.yaml"), String.join("", example.values()));
  }

  /** The texts of the top keys of each example. */
  private static List<Map<String, String>> examples(Block block) {
    List<Map<String, String>> examples = new ArrayList<>(List.of(new LinkedHashMap<>()));
    String key = "";
    for (String line : block.lines()) {
      Map<String, String> last = examples.get(examples.size() - 1);
      if (line.matches("[a-z].*")) {
        key = line.substring(0, line.indexOf(':'));
        if (last.containsKey(key)) {
          last = new LinkedHashMap<>();
          examples.add(last);
        }
      }
      last.merge(key, line + "\n", String::concat);
    }
    return examples;
  }
}
