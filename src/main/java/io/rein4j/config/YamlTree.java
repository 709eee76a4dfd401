package io.rein4j.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.rein4j.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one YAML document, from a file or from a {@code --set}, into a tree of {@link Node}s. */
final class YamlTree {

  private static final YAMLFactory YAML = new YAMLFactory();

  /** The end of the parser's message: the problem, its place, and the line that has it. */
  private static final Pattern PROBLEM =
      Pattern.compile("(?s)(?:.*\n)?([^ \n][^\n]*)\n in [^\n]*, line (\\d+), column (\\d+):.*");

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final YAMLParser parser;
  private final int[] characters;
  private final Places places;
  private final Problems problems;

  private YamlTree(YAMLParser parser, String text, Places places, Problems problems) {
    this.parser = parser;
    this.characters = text.codePoints().toArray();
    this.places = places;
    this.problems = problems;
  }

  /**
   * Reads a file in UTF-8.
   *
   * @param problems receives what is wrong where the rest can still be read
   * @throws ConfigException if nothing can
   */
  static Node ofFile(Path file, Problems problems) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    Path base = directory == null ? file.toAbsolutePath() : directory;
    Node root =
        read(
            textOf(file),
            (line, column) -> new Place(file.toString(), line, column, base),
            problems);
    if (root == null) {
      throw new ConfigException(file + " is empty; a config is a section of keys.");
    }
    return root;
  }

  /**
   * Reads a value that has one place as a whole.
   *
   * @throws ConfigException if anything in it is wrong
   */
  static Node ofValue(String text, Place place) {
    Problems problems = new Problems();
    Node root = read(text, (line, column) -> place, problems);
    problems.throwIfAny();
    return root == null ? new Node.Single(place, new Scalar("", true)) : root;
  }

  private static String textOf(Path file) {
    if (!Files.exists(file)) {
      throw new ConfigException("There is no file '%s'.".formatted(file.toAbsolutePath()));
    }
    if (Files.isDirectory(file)) {
      throw new ConfigException(file + " is a directory; a config is a file.");
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      CharBuffer characters = CharBuffer.allocate(bytes.length);
      boolean broken =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes), characters, true)
              .isError();
      String text = characters.flip().toString();
      if (broken) {
        long line = 1 + text.chars().filter(character -> character == '\n').count();
        int column = text.length() - text.lastIndexOf('\n');
        throw new ConfigException(
            "%s:%s:%s: this is not a text in UTF-8.".formatted(file, line, column));
      }
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (AccessDeniedException e) {
      throw new ConfigException(file + " cannot be read: permission is denied.");
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage() + ".");
    }
  }

  private static @Nullable Node read(String text, Places places, Problems problems) {
    try (YAMLParser parser = YAML.createParser(text)) {
      YamlTree tree = new YamlTree(parser, text, places, problems);
      try {
        return tree.document();
      } catch (JsonProcessingException e) {
        problems.add(tree.notYaml(SyntaxException.of(e, parser), e.getOriginalMessage()));
        throw problems.exception();
      } catch (ConfigException e) {
        problems.add(e);
        throw problems.exception();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory cannot fail to be read.", e);
    }
  }

  private @Nullable Node document() throws IOException {
    refuseControlCharacters();
    JsonToken first = parser.nextToken();
    if (first == null) {
      return null;
    }
    Node root = node(first);
    if (parser.nextToken() != null) {
      refuse(place(), "a second document begins here; a config is one document.");
    }
    return root;
  }

  private Node node(JsonToken token) throws IOException {
    Optional<Problem> problem = anchorOrTag();
    Place place = place();
    Node node =
        switch (token) {
          case START_OBJECT -> section();
          case START_ARRAY -> items();
          default -> single();
        };
    return problem.isPresent() ? new Node.Refused(place, problem.get()) : node;
  }

  private Node section() throws IOException {
    Place place = place();
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    Optional<Problem> ofKey = Optional.empty();
    while (next() != JsonToken.END_OBJECT) {
      Optional<Problem> problem = anchorOrTag();
      ofKey = ofKey.or(() -> problem);
      String key = parser.currentName();
      Place keyPlace = place();
      Node.Entry entry = new Node.Entry(keyPlace, node(next()));
      Node.Entry earlier = entries.putIfAbsent(key, entry);
      if (earlier != null) {
        refuse(
            keyPlace,
            "the key '%s' is already given at %s."
                .formatted(Printable.excerpt(key), earlier.keyPlace()));
      }
    }
    return ofKey.isPresent()
        ? new Node.Refused(place, ofKey.get())
        : new Node.Section(place, entries, false);
  }

  private Node items() throws IOException {
    Place place = place();
    List<Node> nodes = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      nodes.add(node(token));
    }
    return new Node.Items(place, nodes);
  }

  private Node single() throws IOException {
    Scalar scalar = new Scalar(parser.getText(), isPlain());
    if (scalar.isOctal()) {
      return new Node.Refused(
          place(),
          refuse(
              place(),
              "%1$s could be meant as an octal number; write it without the leading zero, or as '%1$s' if it is text."
                  .formatted(Printable.excerpt(scalar.text()))));
    }
    return new Node.Single(place(), scalar);
  }

  private JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new ConfigException(place(), "the text ends in the middle of a value.");
    }
    return token;
  }

  /** The parser would refuse them too, without a line. */
  private void refuseControlCharacters() {
    int line = 1;
    int column = 1;
    for (int character : characters) {
      if (Character.isISOControl(character) && "\t\n\r\u0085".indexOf(character) < 0) {
        throw new ConfigException(
            places.at(line, column),
            String.format(Locale.ROOT, "the character U+%04X is not text.", character));
      }
      line = character == '\n' ? line + 1 : line;
      column = character == '\n' ? 1 : column + 1;
    }
  }

  private boolean isPlain() {
    return switch (firstCharacter()) {
      case '"', '\'', '|', '>' -> false;
      default -> true;
    };
  }

  /** Refuses the token if it has an anchor or a tag. */
  private Optional<Problem> anchorOrTag() {
    return switch (firstCharacter()) {
      case '&', '*' ->
          Optional.of(
              refuse(
                  place(),
                  "anchors (&name) and aliases (*name) are not supported; write the value out."));
      case '!' ->
          Optional.of(
              refuse(
                  place(),
                  "tags (!name) are not supported; the key decides the type of its value."));
      default -> Optional.empty();
    };
  }

  /** Keeps what is wrong, and goes on. */
  private Problem refuse(Place place, String sentence) {
    Problem problem = Problem.at(place, sentence);
    problems.add(problem);
    return problem;
  }

  /** The token's first character tells what Jackson does not: quotes, and anchors of scalars. */
  private int firstCharacter() {
    long offset = parser.currentTokenLocation().getCharOffset();
    return offset < characters.length ? characters[(int) offset] : ' ';
  }

  private ConfigException notYaml(SyntaxException e, String words) {
    Matcher problem = PROBLEM.matcher(words);
    if (problem.matches()) {
      return new ConfigException(
          places.at(Integer.parseInt(problem.group(2)), Integer.parseInt(problem.group(3))),
          "this is not YAML: %s.".formatted(Printable.excerpt(problem.group(1))));
    }
    return new ConfigException(
        places.at(e.line(), e.column()),
        e.isLimit()
            ? "this cannot be read: %s.".formatted(e.problem())
            : "a key has to be a single word or text.");
  }

  private Place place() {
    JsonLocation location = parser.currentTokenLocation();
    return places.at(location.getLineNr(), location.getColumnNr());
  }

  /** What a line and column, both from 1, are called. */
  private interface Places {
    Place at(int line, int column);
  }
}
