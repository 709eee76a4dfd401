package io.rein4j.study.run;

import io.rein4j.train.ChosenCheckpoint;
import io.rein4j.train.RunFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is asked for: a line, in which the paths are URIs, as these have neither spaces nor
 * line ends.
 *
 * @param folder the folder of the run that is to be trained
 * @param start the checkpoint of another run whose weights it starts from, or null
 */
public record WorkerRequest(Path folder, @Nullable ChosenCheckpoint start) {

  /** The line by which a worker is asked to end its run with a checkpoint, and then itself. */
  public static final String STOP = "stop";

  /** {@return the request of a line} */
  public static WorkerRequest parse(String line) {
    List<String> parts = List.of(line.split(" ", -1));
    return new WorkerRequest(
        path(parts.get(0)),
        parts.size() == 1
            ? null
            : new ChosenCheckpoint(
                RunFolder.open(path(parts.get(1))), ChosenCheckpoint.Which.valueOf(parts.get(2))));
  }

  private static Path path(String uri) {
    return Path.of(URI.create(uri));
  }

  String line() {
    return start == null
        ? folder.toUri().toString()
        : "%s %s %s".formatted(folder.toUri(), start.run().root().toUri(), start.which());
  }
}
