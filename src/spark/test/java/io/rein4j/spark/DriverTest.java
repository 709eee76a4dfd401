package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverTest {

  @TempDir private Path folder;

  @Test
  void place_filesOfTheSameName_areKnownByTheNamesThatTheyGet() throws Exception {
    Path sent = Files.createDirectory(folder.resolve("sent"));
    for (String name : new String[] {"a", "b"}) {
      Path file = Files.createDirectory(folder.resolve(name)).resolve("policy.onnx");
      Files.writeString(file, name);
      Path placed = Driver.place(sent, name + "-policy.onnx", file);

      // As Spark names what it is given.
      assertThat(placed.toRealPath()).hasFileName(name + "-policy.onnx").hasContent(name);
    }
  }
}
