package io.rein4j.study.run.spark;

import io.rein4j.files.AtomicFiles;
import io.rein4j.train.Provenance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A folder of a Hadoop file system that workers write runs to while they are trained. It is of use
 * for a single study, which it knows by a name that is kept in the study's folder.
 *
 * @param uri the folder, as a URI
 * @param identity the file that keeps the name; it is made when the first run is trained
 * @param fresh whether what the folder holds of the runs is thrown away
 */
public record SparkStore(String uri, Path identity, boolean fresh) {

  /** {@return what the study is known by, which is new if it has had no store yet} */
  String study() throws IOException {
    if (!Files.exists(identity)) {
      return UUID.randomUUID().toString();
    }
    String study = Files.readString(identity).strip();
    if (study.isEmpty()) {
      throw new IOException(
          "'%s' should hold what the store knows the study by, but is empty: delete it, and give up the runs in the store with '--fresh'."
              .formatted(identity));
    }
    return study;
  }

  /** Keeps what the study is known by in its folder, which is there and this process's. */
  void keep(String study) throws IOException {
    if (!Files.exists(identity)) {
      AtomicFiles.write(
          identity, out -> out.write((study + "\n").getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** {@return where the study is, in words} */
  String place() {
    return "'%s' on %s"
        .formatted(identity.toAbsolutePath().normalize().getParent(), Provenance.hostName());
  }
}
