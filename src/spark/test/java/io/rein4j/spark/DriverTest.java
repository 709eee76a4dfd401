package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverTest {

  @TempDir private Path folder;

  @Test
  void main_lineThatCannotBeDone_saysSoAndFails() throws Exception {
    Path missing = folder.resolve("missing.jar");
    Process driver =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.rein4j.spark.Driver")
            .redirectError(folder.resolve("log").toFile())
            .start();
    try (PrintWriter out = new PrintWriter(driver.outputWriter(), true)) {
      out.println(Line.of("file", "missing.jar", "", missing).text());
      Line said = Line.ofOutput(driver.inputReader().readLine()).orElseThrow();

      assertThat(said.word()).isEqualTo("broken");
      assertThat(said.value(0)).contains(missing.toString());
      assertThat(driver.waitFor()).isEqualTo(1);
    } finally {
      driver.destroyForcibly();
    }
  }

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
