package io.rein4j.study.run;

import io.rein4j.record.RunProvenance;
import io.rein4j.record.Stretches;
import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.PluginBuilds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs that are what their config says and nothing besides, as those of a study must be. */
final class UndisturbedRuns {

  private UndisturbedRuns() {}

  /**
   * Makes sure that a run is one of them.
   *
   * @param provenance the run's provenance.json, which need not be there
   * @param start the checkpoint of another run whose weights it was to start from, or null
   * @throws IllegalArgumentException if it was extended, started from another run's weights
   *     although it was to have its own, or was trained by more than one version of Rein4J or of a
   *     plugin
   * @throws IOException if its provenance cannot be read
   */
  static void require(Path provenance, @Nullable ChosenCheckpoint start) throws IOException {
    if (!Files.exists(provenance)) {
      return;
    }
    RunProvenance found = RunProvenance.read(provenance);
    Stretches stretches = found.stretches(0);
    List<Stretches.Stretch> extensions = stretches.extensions();
    if (!extensions.isEmpty()) {
      throw refused(provenance, "extended at step %s".formatted(extensions.get(0).fromStep()));
    }
    if (found.startsElsewhere() && start == null) {
      throw refused(provenance, "started from the weights of another run");
    }
    if (stretches.list().stream().map(Stretches.Stretch::version).distinct().count() > 1) {
      throw refused(provenance, "trained by more than one version of Rein4J");
    }
    Stretches.Stretch first = stretches.list().get(0);
    for (Stretches.Stretch other : stretches.list()) {
      if (!PluginBuilds.differences(first.plugins(), other.plugins()).isEmpty()) {
        throw refused(provenance, "trained with more than one build of its plugins");
      }
    }
  }

  private static IllegalArgumentException refused(Path provenance, String what) {
    return new IllegalArgumentException(
        "The run in '%s' was %s; results of such a run do not mix with others. --fresh starts over."
            .formatted(provenance.getParent(), what));
  }
}
