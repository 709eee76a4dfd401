package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.catalog.Catalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the program says of itself. */
class HelpTest {

  /** The names of all commands, those of commands within behind theirs. */
  static List<List<String>> commands() {
    List<List<String>> found = new ArrayList<>();
    gather(Main.program(Catalog.standard()), List.of(), found);
    return found;
  }

  private static void gather(CommandLine command, List<String> path, List<List<String>> found) {
    found.add(path);
    command
        .getSubcommands()
        .forEach(
            (name, sub) ->
                gather(sub, Stream.concat(path.stream(), Stream.of(name)).toList(), found));
  }

  private static CommandSpec spec(List<String> path) {
    CommandLine command = Main.program(Catalog.standard());
    for (String name : path) {
      command = Objects.requireNonNull(command.getSubcommands().get(name));
    }
    return command.getCommandSpec();
  }

  @Test
  void help_whereATerminalHasColours_breaksItsLinesAlike() {
    String plain = Program.run("help", "train").out();
    System.setProperty("picocli.ansi", "true");
    try {
      assertThat(Program.run("help", "train").out()).isEqualTo(plain);
    } finally {
      System.clearProperty("picocli.ansi");
    }
  }

  private static String unbroken(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_everyCommand_isWhatTheOptionShowsAndFitsEightyColumns(List<String> path) {
    Program help = Program.run(Stream.concat(Stream.of("help"), path.stream()).toArray());
    assertThat(help.exit()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .isEqualTo(Program.run(Stream.concat(path.stream(), Stream.of("--help")).toArray()).out());
    assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeBetween(0, 80));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void help_narrowTerminal_hasTheSameWordsInLinesThatFit(List<String> path) {
    Object[] args = Stream.concat(Stream.of("help"), path.stream()).toArray();
    String wide = Program.run(args).out();
    System.setProperty("rein4j.terminal.columns", "40");
    try {
      String narrow = Program.run(args).out();
      assertThat(unbroken(narrow)).isEqualTo(unbroken(wide));
      assertThat(narrow.lines())
          .filteredOn(line -> line.strip().contains(" "))
          .allSatisfy(line -> assertThat(line).hasSizeBetween(0, 40));
    } finally {
      System.clearProperty("rein4j.terminal.columns");
    }
  }

  /** A description is whole: no word of it is broken, and none is missing. */
  @ParameterizedTest
  @MethodSource("commands")
  void help_everyCommand_breaksLinesBetweenWordsOnly(List<String> path) {
    String help =
        unbroken(Program.run(Stream.concat(Stream.of("help"), path.stream()).toArray()).out());
    CommandSpec spec = spec(path);
    Stream.of(
            Arrays.stream(spec.usageMessage().description()),
            spec.options().stream().flatMap(option -> Arrays.stream(option.description())),
            spec.positionalParameters().stream().flatMap(each -> Arrays.stream(each.description())),
            // A list of commands shows the first line of their descriptions.
            spec.subcommands().values().stream()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .map(sub -> sub.getCommandSpec().usageMessage().description()[0]))
        .flatMap(texts -> texts)
        .filter(text -> !text.contains("${"))
        .forEach(text -> assertThat(help).contains(unbroken(text)));
  }

  /** The list of commands shows whole sentences. */
  @ParameterizedTest
  @MethodSource("commands")
  void description_everyCommand_beginsWithAWholeSentence(List<String> path) {
    assertThat(spec(path).usageMessage().description()[0]).endsWith(".");
  }

  @Test
  void help_unknownCommand_namesTheNearest() {
    Program help = Program.run("help", "env", "chek");
    assertThat(help.exit()).isEqualTo(2);
    assertThat(help.err())
        .isEqualTo(
            "rein4j: There is no command 'chek'; the nearest is 'check'." + System.lineSeparator());
  }

  @Test
  void wrongArgument_programInAFolderWithABlank_namesACommandToCopy() {
    System.setProperty("rein4j.command", "/opt/my tools/rein4j");
    try {
      assertThat(Program.run("env", "list", "-x").err().lines())
          .containsExactly(
              "rein4j: There is no option '-x'.",
              "For help: '/opt/my tools/rein4j' env list --help");
    } finally {
      System.clearProperty("rein4j.command");
    }
  }

  @Test
  void usage_manyOptions_goesOnBelowTheFirst() {
    assertThat(Program.run("help", "env", "rollout").out())
        .startsWith(
            "Usage: rein4j env rollout [-hV] [--debug] --actions=FILE|random --seed=N"
                + System.lineSeparator()
                + " ".repeat("Usage: rein4j env rollout ".length())
                + "[--server=URL]");
  }
}
