package io.rein4j.report;

import io.rein4j.record.EvaluationRow;
import io.rein4j.record.Numbers;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The films of a run that its page shows. */
final class Films {

  /** The most bytes of all of them, of which base64 makes 2 MB. */
  private static final long MOST_BYTES = 1_500_000;

  private Films() {}

  /** {@return the first, the best and the last, as far as they differ and are not too large} */
  static List<Page.Film> of(RunFolder folder, List<EvaluationRow> evaluations) throws IOException {
    List<Long> filmed = folder.filmed();
    if (filmed.isEmpty()) {
      return List.of();
    }
    Map<Long, String> chosen = new LinkedHashMap<>();
    label(chosen, filmed.get(0), "first");
    label(chosen, best(filmed, evaluations), "best");
    label(chosen, filmed.get(filmed.size() - 1), "last");
    List<Page.Film> films = new ArrayList<>();
    long left = MOST_BYTES;
    for (Map.Entry<Long, String> film : chosen.entrySet()) {
      Path file = folder.film(film.getKey());
      long size = Files.size(file);
      if (size <= left) {
        left -= size;
        String label = film.getValue();
        films.add(
            new Page.Film(
                label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1),
                "The agent of step %s at play.%s"
                    .formatted(Numbers.grouped(film.getKey()), mean(film.getKey(), evaluations)),
                Base64.getEncoder().encodeToString(Files.readAllBytes(file))));
      }
    }
    return films;
  }

  private static void label(Map<Long, String> chosen, long step, String label) {
    chosen.merge(step, label, (before, also) -> before + " and " + also);
  }

  private static long best(List<Long> filmed, List<EvaluationRow> evaluations) {
    long best = filmed.get(0);
    double mean = Double.NEGATIVE_INFINITY;
    for (EvaluationRow row : evaluations) {
      if (filmed.contains(row.figures().step()) && row.figures().returnMean() > mean) {
        best = row.figures().step();
        mean = row.figures().returnMean();
      }
    }
    return best;
  }

  private static String mean(long step, List<EvaluationRow> evaluations) {
    return evaluations.stream()
        .filter(row -> row.figures().step() == step)
        .findFirst()
        .map(
            row ->
                " Its evaluation had a mean return of %s."
                    .formatted(Numbers.measured(row.figures().returnMean(), 1)))
        .orElse("");
  }
}
