package io.rein4j.text;

import java.util.ArrayList;
import java.util.List;

/** Lines for people that are broken between words. */
public final class Lines {

  /** Columns of the narrowest terminal that lines are broken for; narrower ones cut them off. */
  public static final int LEAST_COLUMNS = 40;

  private Lines() {}

  /**
   * {@return the lines that a line becomes where there is no room for it} A word that is longer
   * than the room stands out.
   *
   * @param line the line
   * @param columns how long they may be
   * @param indent how many blanks there are before the second and those after it
   */
  public static List<String> broken(String line, int columns, int indent) {
    List<String> lines = new ArrayList<>();
    int margin = line.length() - line.stripLeading().length();
    String rest = line;
    while (rest.length() > columns) {
      int end = rest.lastIndexOf(' ', columns);
      if (end <= margin) {
        end = rest.indexOf(' ', Math.max(columns, margin));
      }
      if (end < 0) {
        break;
      }
      lines.add(rest.substring(0, end).stripTrailing());
      rest = " ".repeat(indent) + rest.substring(end).strip();
      margin = indent;
    }
    lines.add(rest);
    return lines;
  }
}
