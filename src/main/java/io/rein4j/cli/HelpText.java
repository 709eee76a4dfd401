package io.rein4j.cli;

import io.rein4j.text.Lines;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Help texts whose lines break between words. Picocli breaks lines in words, too, after any full
 * stop or colon; so it is given more room than a line needs, and its lines are broken here.
 */
final class HelpText {

  private static final int MOST_WIDTH = 80;

  /** Where lines go on if their room would be narrow below the first. */
  private static final int NARROW_INDENT = 8;

  private static final int UNBROKEN = 1_000;
  private static final String USAGE = "Usage: ";

  private HelpText() {}

  /** Has a program and its commands break the lines of their help so. */
  static CommandLine breaking(CommandLine program) {
    int columns = Terminal.columns();
    int width =
        columns == 0 ? MOST_WIDTH : Math.min(MOST_WIDTH, Math.max(Lines.LEAST_COLUMNS, columns));
    Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>();
    program
        .getHelpSectionMap()
        .forEach(
            (name, section) ->
                sections.put(
                    name,
                    name.equals(UsageMessageSpec.SECTION_KEY_SYNOPSIS)
                        ? help ->
                            broken(USAGE + section.render(help), width).substring(USAGE.length())
                        : help -> broken(section.render(help), width)));
    return program
        // The escapes of colours would count as letters of a line.
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setUsageHelpWidth(UNBROKEN)
        .setHelpSectionMap(sections);
  }

  private static String broken(String text, int width) {
    StringBuilder out = new StringBuilder();
    text.lines().forEach(line -> append(out, line, width));
    return text.endsWith("\n") || out.isEmpty()
        ? out.toString()
        : out.substring(0, out.length() - System.lineSeparator().length());
  }

  private static void append(StringBuilder out, String line, int width) {
    int indent = indent(line);
    String rest = line;
    if (line.length() > width && indent > width / 2) {
      String name = line.substring(0, indent).stripTrailing();
      if (!name.isEmpty()) {
        out.append(name).append(System.lineSeparator());
      }
      rest = " ".repeat(NARROW_INDENT) + line.substring(indent);
      indent = NARROW_INDENT;
    }
    for (String part : Lines.broken(rest, width, indent)) {
      out.append(part).append(System.lineSeparator());
    }
  }

  /** Returns where the lines go on that follow a broken one: below its description. */
  private static int indent(String line) {
    if (line.startsWith(USAGE)) {
      return Math.max(0, line.indexOf(" [") + 1);
    }
    int start = line.length() - line.stripLeading().length();
    int name = line.indexOf("  ", start);
    if (name < 0) {
      return start;
    }
    int description = name;
    while (description < line.length() && line.charAt(description) == ' ') {
      description++;
    }
    return description;
  }
}
