package io.rein4j.env;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * What Gymnasium's environments do, from files that the {@code make_goldens.py} beside them writes
 * and explains.
 */
public final class GymnasiumGoldens {

  /** One line: its number in the file, the words of its first part, and its other parts. */
  public record Line(int number, List<String> words, List<String> parts) {

    public String kind() {
      return words.get(0);
    }

    public String word(int index) {
      return words.get(index);
    }

    public double[] doubles(int part) {
      return Arrays.stream(parts.get(part).split(" ", -1))
          .mapToDouble(Double::parseDouble)
          .toArray();
    }

    public float[] floats(int part) {
      String[] texts = parts.get(part).split(" ", -1);
      float[] values = new float[texts.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.parseFloat(texts[i]);
      }
      return values;
    }

    public boolean flag(int part, int index) {
      return parts.get(part).split(" ", -1)[index].equals("1");
    }

    /** {@return the options of an {@code env} line} */
    public Map<String, Object> options() {
      return words.subList(2, words.size()).stream()
          .map(option -> option.split("=", 2))
          .collect(Collectors.toMap(pair -> pair[0], pair -> value(pair[1])));
    }

    private static Object value(String text) {
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      return text.matches("-?[0-9.]+") ? (Object) Double.valueOf(text) : text;
    }
  }

  /** Lines that belong together, and the one that says what they are of. */
  public record Section(Line head, List<Line> lines) {}

  private GymnasiumGoldens() {}

  /**
   * {@return the sections of a file}
   *
   * @param beside the file is in this class's package
   * @param name the file's name
   * @param head the word that starts a section
   */
  public static List<Section> sections(Class<?> beside, String name, String head)
      throws IOException {
    List<Section> sections = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(beside.getResourceAsStream(name))),
                StandardCharsets.UTF_8))) {
      // The first line says which versions wrote the file.
      reader.readLine();
      int number = 1;
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        number++;
        List<String> parts = List.of(text.split(" \\| ", -1));
        List<String> words = List.of(parts.get(0).split(" ", -1));
        Line line = new Line(number, words, parts.subList(1, parts.size()));
        if (line.kind().equals(head)) {
          sections.add(new Section(line, new ArrayList<>()));
        } else {
          sections.get(sections.size() - 1).lines().add(line);
        }
      }
    }
    return sections;
  }
}
