package io.rein4j.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document for people, in Markdown.
 *
 * @param name its path from the top of the source tree
 */
public record Document(String name) {

  /** The top of the source tree. */
  public static final Path ROOT = Path.of("..");

  private static final List<String> NAMES =
      List.of(
          "README.md",
          "CONTRIBUTING.md",
          "agents/README.md",
          "configs/README.md",
          "configs/studies/README.md",
          "configs/studies/atlas/README.md",
          "configs/suites/README.md",
          "envs/README.md",
          "envs/PROTOCOL.md",
          "runs/README.md",
          "src/examples/README.md",
          "src/examples/clipping-stage/README.md",
          "src/examples/plugin/README.md",
          "src/examples/policy-service/README.md",
          "src/examples/rl4j/README.md",
          "src/spark/README.md",
          "src/spark/SCALE.md");

  private static final Pattern FENCE = Pattern.compile("^```(.*)$");
  private static final Pattern LINK =
      Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|href)=\"([^\"]+)\"");

  /** {@return all of them} */
  public static List<Document> all() {
    return NAMES.stream().map(Document::new).toList();
  }

  /** {@return the document of a name} */
  public static Document at(String name) {
    return new Document(name);
  }

  /** {@return all blocks of a language} */
  public static List<Block> blocks(String language) throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Document document : all()) {
      document.blocks().stream()
          .filter(block -> block.language().equals(language))
          .forEach(blocks::add);
    }
    return blocks;
  }

  /** {@return the names of the tests of all modules, and of what stands beside them} */
  public static Set<String> tests() throws IOException {
    Set<String> tests = new HashSet<>();
    for (String folder : List.of("envs/src/test", "agents/src/test", "src/test")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files.forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
      }
    }
    return tests;
  }

  /** {@return where it is} */
  public Path path() {
    return ROOT.resolve(name);
  }

  /** {@return its lines} */
  public List<String> lines() throws IOException {
    return Files.readAllLines(path());
  }

  /** {@return its fenced blocks, in their order} */
  public List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        int first = i + 1;
        i = first;
        while (!lines.get(i).equals("```")) {
          i++;
        }
        blocks.add(new Block(this, fence.group(1), first + 1, lines.subList(first, i)));
      }
    }
    return blocks;
  }

  /** {@return its lines outside of fenced blocks} */
  List<String> prose() throws IOException {
    List<String> prose = new ArrayList<>(lines());
    blocks()
        .forEach(
            block -> {
              for (int i = 0; i < block.lines().size(); i++) {
                prose.set(block.line() - 1 + i, "");
              }
            });
    return prose;
  }

  /** {@return what it links to, as it stands there} */
  List<String> links() throws IOException {
    return LINK.matcher(String.join("\n", prose()))
        .results()
        .map(link -> link.group(1) == null ? link.group(2) : link.group(1))
        .toList();
  }

  /** {@return the anchors of its headings, as GitHub makes them} */
  List<String> anchors() throws IOException {
    return prose().stream()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> line.replaceFirst("^#+ ", ""))
        .map(Document::anchor)
        .toList();
  }

  /** {@return the anchor that GitHub gives a heading} */
  public static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 _-]", "").replace(' ', '-');
  }

  /**
   * {@return what stands between the marks of a generated part}
   *
   * @param part what the part is called in its marks
   */
  public String between(String part) throws IOException {
    String text = Files.readString(path());
    return text.substring(start(text, part), end(text, part));
  }

  /**
   * Writes a generated part anew.
   *
   * @param part what the part is called in its marks
   * @param content what is to stand between them
   */
  public void replace(String part, String content) throws IOException {
    String text = Files.readString(path());
    Files.writeString(
        path(), text.substring(0, start(text, part)) + content + text.substring(end(text, part)));
  }

  private int start(String text, String part) {
    Matcher mark =
        Pattern.compile("<!-- %s(, .*?)? -->\n".formatted(Pattern.quote(part))).matcher(text);
    if (!mark.find()) {
      throw new AssertionError("%s has no mark '<!-- %s -->'.".formatted(name, part));
    }
    return mark.end();
  }

  private int end(String text, String part) {
    int end = text.indexOf("<!-- end of %s -->".formatted(part));
    if (end < 0) {
      throw new AssertionError("%s has no mark '<!-- end of %s -->'.".formatted(name, part));
    }
    return end;
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * A fenced block.
   *
   * @param document where it stands
   * @param language what its fence says
   * @param line the number of its first line in the document, from 1
   * @param lines its lines
   */
  public record Block(Document document, String language, int line, List<String> lines) {

    public Block {
      lines = List.copyOf(lines);
    }

    /** {@return its text, each line ended by a line feed} */
    public String text() {
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(line).append('\n'));
      return text.toString();
    }

    /** {@return where it stands} */
    public String place() {
      return "%s, line %s".formatted(document.name(), line);
    }

    @Override
    public String toString() {
      return place();
    }
  }
}
