package io.rein4j.study;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rein4j.files.AtomicFiles;
import io.rein4j.study.analysis.Choice;
import io.rein4j.study.plan.TuningPlan;
import io.rein4j.train.RunConfigs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** The config that a study recommends, as a file that can be trained. */
final class Recommendation {

  private Recommendation() {}

  static void write(Path file, Choice choice, TuningPlan tuning) throws IOException {
    String config =
        RunConfigs.toYaml(Objects.requireNonNull(tuning.configs().get(choice.recommended())));
    String comment = choice.sentence().replace('`', '\'').replaceAll("\\p{Cntrl}", " ");
    AtomicFiles.write(
        file, stream -> stream.write(("# " + comment + "\n" + config).getBytes(UTF_8)));
  }
}
