package io.rein4j.study.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.rein4j.files.DamagedFileException;
import io.rein4j.record.JsonFiles;
import io.rein4j.study.plan.Proposing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file of the points that were proposed for the space of a study. */
public final class ProposedPoints {

  private ProposedPoints() {}

  /**
   * {@return the places of the points that have been proposed so far, by their names; none if none
   * have been}
   *
   * @param proposing how points are proposed
   * @param folder the folder of the study
   * @throws DamagedFileException if there are others in it than there can be
   * @throws IOException if the file cannot be read
   */
  public static Map<String, List<Double>> read(Proposing proposing, StudyFolder folder)
      throws IOException {
    Path file = folder.proposedPoints();
    Map<String, List<Double>> points = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return points;
    }
    JsonNode all = JsonFiles.read(file);
    List<List<String>> waves = proposing.waves();
    for (List<String> wave : waves.subList(1, waves.size())) {
      for (String name : wave) {
        if (!all.has(name)) {
          return points;
        }
        List<Double> places = new ArrayList<>();
        all.path(name).path("places").forEach(place -> places.add(place.asDouble(Double.NaN)));
        if (!proposing.fits(places)) {
          throw new DamagedFileException(
              "'%s' has a point %s that is none of the study's space. Without the file, the command 'compare' has all points proposed anew."
                  .formatted(file, name));
        }
        points.put(name, places);
      }
    }
    return points;
  }

  /**
   * Adds points to the file.
   *
   * @param by what has proposed them
   * @param points their places, by their names
   * @param folder the folder of the study
   * @throws IOException if the file cannot be read or written
   */
  public static void add(String by, Map<String, List<Double>> points, StudyFolder folder)
      throws IOException {
    Path file = folder.proposedPoints();
    Map<String, Object> all = new LinkedHashMap<>();
    if (Files.exists(file)) {
      JsonFiles.read(file)
          .properties()
          .forEach(
              point -> {
                List<Double> places = new ArrayList<>();
                point.getValue().path("places").forEach(place -> places.add(place.asDouble()));
                all.put(point.getKey(), entry(places, point.getValue().path("by").asText()));
              });
    }
    points.forEach((name, places) -> all.put(name, entry(places, by)));
    JsonFiles.write(file, all);
  }

  private static Map<String, Object> entry(List<Double> places, String by) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("places", places);
    entry.put("by", by);
    return entry;
  }
}
