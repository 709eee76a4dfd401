package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import io.rein4j.documents.Document;
import io.rein4j.documents.Document.Block;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The documents' commands: those of the program are parsed, their configs read, and the short ones
 * run; of any other the files, profiles, modules and tests that it names are there.
 */
class CommandExamplesTest {

  /** Commands of the program that take a moment and write nothing. */
  private static final Set<String> SHORT = Set.of("clip", "env list", "env rollout");

  /** Where the build puts the program, by its version, and its libraries. */
  private static final String PROGRAM_JARS = "src/target/rein4j-%s.jar:src/target/lib/*";

  private static final Pattern VERSION = Pattern.compile("<version>(.+?)</version>");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir private Path temporary;

  /** What commands of a block wrote, by the names that they gave. */
  private final Map<String, Object> written = new HashMap<>();

  @ParameterizedTest
  @MethodSource("blocks")
  void commands_ofABlock_areValid(Block block) throws IOException {
    for (String command : commands(block)) {
      List<String> words = words(command);
      while (words.get(0).matches("[A-Z0-9_]+=.*")) {
        words.remove(0);
      }
      String program = words.remove(0);
      switch (program) {
        case "./rein4j" -> rein4j(block, words);
        case "mvn" -> maven(block, words);
        case "javac" -> javac(block, words);
        case "jar" -> jar(block, words);
        case "echo" -> {
          assertThat(words).as(block.place()).hasSize(3);
          assertThat(words.get(1)).as(block.place()).isEqualTo(">");
          written.put(
              words.get(2), Files.writeString(temporary.resolve(words.get(2)), words.get(0)));
        }
        case "python", "python3", "bash" ->
            assertThat(root(words.get(0))).as(block.place()).exists();
        case "sbatch", "kubectl" ->
            assertThat(words.stream().filter(word -> word.startsWith("configs/")))
                .as(block.place())
                .isNotEmpty()
                .allSatisfy(word -> assertThat(root(word)).exists());
        case "git", "apt-get" -> {}
        default -> assertThat(root(program)).as(block.place()).isExecutable();
      }
    }
  }

  @Test
  void commands_thatRun_areThere() throws IOException {
    assertThat(blocks().stream().flatMap(block -> block.lines().stream()))
        .anyMatch(line -> line.startsWith("./rein4j clip "))
        .anyMatch(line -> line.startsWith("./rein4j env rollout "))
        .anyMatch(line -> line.startsWith("./rein4j train "));
  }

  static List<Block> blocks() throws IOException {
    return Document.blocks("sh");
  }

  private void rein4j(Block block, List<String> words) throws IOException {
    ParseResult parsed = program().parseArgs(words.toArray(String[]::new)).subcommand();
    String command = parsed.commandSpec().name();
    if (parsed.hasSubcommand()) {
      command += " " + parsed.subcommand().commandSpec().name();
    }
    for (String word : words) {
      if (word.startsWith("configs/") || word.matches("src/examples/.*\\.yaml")) {
        assertThat(root(word)).as(block.place()).exists();
      }
    }
    if (words.contains(PluginOption.NAME)) {
      return; // PluginsTest runs them.
    }
    if (command.equals("train") && parsed.hasMatchedPositional(0)) {
      List<String> sets = parsed.matchedOptionValue("--set", List.of());
      RunConfigs.read(Catalog.standard(), root(words.get(1)), sets);
    }
    if (SHORT.contains(command)) {
      Object[] arguments = words.stream().map(word -> written.getOrDefault(word, word)).toArray();
      Program run = Program.run(arguments);
      assertThat(run.exit()).as("%s: %s", block.place(), run.err()).isZero();
      assertThat(run.out()).as(block.place()).isNotEmpty();
    }
  }

  private static CommandLine program() {
    return Main.program(Catalog.standard()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static void maven(Block block, List<String> words) throws IOException {
    String pom = Files.readString(root("pom.xml")) + Files.readString(root("src/pom.xml"));
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("-P")) {
        for (String profile : word.substring(2).split(",", -1)) {
          assertThat(pom).as(block.place()).contains("<id>%s</id>".formatted(profile));
        }
      } else if (word.equals("-pl") || word.equals("-f")) {
        assertThat(root(words.get(i + 1)).resolve("pom.xml")).as(block.place()).exists();
      } else if (word.startsWith("-Dtest=")) {
        assertThat(Document.tests()).as(block.place()).contains(word.substring("-Dtest=".length()));
      }
    }
  }

  /** Compiles the documents' plugin, on the class path of the tests. */
  private void javac(Block block, List<String> words) throws IOException {
    Matcher version = VERSION.matcher(Files.readString(root("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(words.subList(0, 3))
        .as(block.place())
        .containsExactly("-cp", PROGRAM_JARS.formatted(version.group(1)), "-d");
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp"));
    arguments.add(System.getProperty("java.class.path"));
    arguments.addAll(List.of("-d", temporary.resolve(words.get(3)).toString()));
    for (String source : words.subList(4, words.size())) {
      arguments.add("test/java/io/rein4j/documents/" + source);
    }
    run(block, "javac", arguments);
  }

  /** Packs what javac wrote. */
  private void jar(Block block, List<String> words) {
    List<String> arguments =
        words.stream()
            .map(word -> word.matches("\\w+(\\.jar)?") ? temporary.resolve(word).toString() : word)
            .toList();
    run(block, "jar", arguments);
    assertThat(temporary.resolve("oven.jar")).as(block.place()).isNotEmptyFile();
  }

  private static void run(Block block, String tool, List<String> arguments) {
    int status =
        ToolProvider.findFirst(tool)
            .orElseThrow()
            .run(System.out, System.err, arguments.toArray(String[]::new));
    assertThat(status).as(block.place()).isZero();
  }

  private static Path root(String name) {
    return Document.ROOT.resolve(name);
  }

  /** Returns a block's commands without comments, each on one line. */
  private static List<String> commands(Block block) {
    List<String> commands = new ArrayList<>();
    for (String line : block.text().replaceAll("\\\\\n\\s*", "").lines().toList()) {
      String command = line.replaceFirst("(^|\\s+)#.*", "").strip();
      if (!command.isEmpty()) {
        commands.add(command);
      }
    }
    return commands;
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(
          word.group(1) != null
              ? word.group(1)
              : word.group(2) != null ? word.group(2) : word.group(3));
    }
    return words;
  }
}
