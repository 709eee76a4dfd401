package io.rein4j.study.run;

import io.rein4j.record.RunProvenance;
import io.rein4j.study.plan.RunOutcome;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The kernels of the linear algebra that runs had, which round differently. */
public final class BlasKernels {

  private static final int NAMED = 5;

  private BlasKernels() {}

  /**
   * {@return that there were several, and which runs had each, as a sentence; empty if there was
   * one}
   *
   * @param runs the runs of a study or a suite
   * @throws IOException if a provenance.json cannot be read
   */
  public static Optional<String> several(List<RunOutcome> runs) throws IOException {
    Set<String> kernels = new HashSet<>();
    Map<String, List<String>> byKernel = new TreeMap<>();
    for (RunOutcome run : runs) {
      Path provenance = RunFolder.at(run.folder()).provenance();
      if (Files.exists(provenance)) {
        Set<String> ofRun = RunProvenance.read(provenance).blasKernels();
        kernels.addAll(ofRun);
        if (!ofRun.isEmpty()) {
          byKernel
              .computeIfAbsent(String.join(", then ", ofRun), unused -> new ArrayList<>())
              .add(run.folder().getFileName().toString());
        }
      }
    }
    return kernels.size() < 2
        ? Optional.empty()
        : Optional.of(
            "The runs had different kernels of OpenBLAS, which round differently: on one machine, the same seeds may give other numbers. %s."
                .formatted(
                    byKernel.entrySet().stream()
                        .map(kernel -> inWords(kernel.getKey(), kernel.getValue()))
                        .collect(Collectors.joining("; "))));
  }

  private static String inWords(String kernel, List<String> runs) {
    String named = String.join(", ", runs.subList(0, Math.min(NAMED, runs.size())));
    return "%s: %s (%s%s)"
        .formatted(
            kernel,
            runs.size() == 1 ? "1 run" : runs.size() + " runs",
            named,
            runs.size() > NAMED ? ", …" : "");
  }
}
