package io.rein4j.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rein4j.record.JsonFiles;
import io.rein4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is written into a run's {@code provenance.json} after its beginning. */
final class RunProvenance {

  private RunProvenance() {}

  /** Notes that the run does not go on exactly as it would have without the stop. */
  static void resumedInexactly(RunFolder folder) throws IOException {
    if (Files.exists(folder.provenance())) {
      Map<String, Object> fields =
          new JsonMapper()
              .convertValue(
                  JsonFiles.read(folder.provenance()),
                  new TypeReference<LinkedHashMap<String, Object>>() {});
      fields.put("exact_resume", false);
      JsonFiles.write(folder.provenance(), fields);
    }
  }
}
