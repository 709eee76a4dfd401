package io.rein4j.study.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rein4j.env.gym.PythonSetup;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.plan.Proposing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Optuna, in a Python that is started for each question: told what the points of a space have
 * scored so far, it is asked for the next ones. The same question always has the same answer.
 */
public final class Optuna {

  private static final String MODULE = "optuna";

  private final String python;

  /**
   * Optuna in a Python that has it.
   *
   * @param python its path or name
   */
  Optuna(String python) {
    this.python = python;
  }

  /**
   * What Optuna proposes.
   *
   * @param by the versions that the proposal depends on
   * @param points the places of every point, in the order in which they were asked for
   */
  public record Proposal(String by, List<List<Double>> points) {

    public Proposal {
      points = List.copyOf(points);
    }
  }

  /**
   * {@return Optuna in the Python that {@code REIN4J_PYTHON} names, or else in a virtual
   * environment in the user's cache folder, which is made if it is not there}
   *
   * @param progress hears what is being done
   * @throws IllegalArgumentException if the Python that is named lacks it
   * @throws IOException if there is none, with a sentence that says what to install
   */
  public static Optuna find(Consumer<String> progress) throws IOException {
    PythonSetup setup =
        new PythonSetup(
            PythonSetup.cacheFolder(), "name a Python that has Optuna by REIN4J_PYTHON", progress);
    return new Optuna(setup.findWith(MODULE, resource("optuna-requirements.txt")));
  }

  /**
   * Asks for points.
   *
   * @param proposing the space
   * @param scored what the points so far have scored, by their names, in a fixed order
   * @param moreIsBetter whether a larger score is a better one
   * @param count how many points are asked for
   * @param seed the seed of what is drawn, of 31 bits
   * @return the proposal
   * @throws IOException if there is no answer
   */
  public Proposal ask(
      Proposing proposing, Map<String, Double> scored, boolean moreIsBetter, int count, long seed)
      throws IOException {
    List<Map<String, Object>> points = new ArrayList<>();
    scored.forEach(
        (name, value) -> {
          Map<String, Object> point = new LinkedHashMap<>();
          point.put("places", places(proposing, name));
          point.put("value", value);
          points.add(point);
        });
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("seed", seed);
    question.put("more_is_better", moreIsBetter);
    question.put("count", count);
    question.put("choices", proposing.choices());
    question.put("points", points);
    Path file = Files.createTempFile("rein4j-optuna-", ".json");
    try {
      JsonFiles.write(file, question);
      return proposal(
          new ObjectMapper()
              .readTree(
                  PythonSetup.evaluate(
                      python, resource("optuna_points.py"), "answer", List.of(file.toString()))));
    } catch (IOException e) {
      throw new IOException(
          "Optuna has not proposed points of the study's space: %s".formatted(e.getMessage()), e);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** A choice is a whole number in Python, too. */
  private static List<Number> places(Proposing proposing, String point) {
    List<Double> places = proposing.places(point);
    List<Number> numbers = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      double place = places.get(i);
      if (proposing.choices().get(i) > 0) {
        numbers.add((int) place);
      } else {
        numbers.add(place);
      }
    }
    return numbers;
  }

  private static Proposal proposal(JsonNode answer) {
    List<List<Double>> points = new ArrayList<>();
    for (JsonNode point : answer.path("points")) {
      List<Double> places = new ArrayList<>();
      point.forEach(place -> places.add(place.asDouble()));
      points.add(List.copyOf(places));
    }
    return new Proposal(
        "Optuna %s, NumPy %s"
            .formatted(answer.path(MODULE).asText(), answer.path("numpy").asText()),
        points);
  }

  private static String resource(String name) throws IOException {
    try (InputStream file = Optuna.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("The jar lacks io/rein4j/study/run/%s.".formatted(name));
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
