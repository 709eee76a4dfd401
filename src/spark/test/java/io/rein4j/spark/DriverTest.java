package io.rein4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverTest {

  @TempDir private Path folder;

  private Process start(String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.rein4j.spark.Driver"));
    return new ProcessBuilder(command).redirectError(folder.resolve("log").toFile()).start();
  }

  /** A file system that does not answer, as one whose server hangs. */
  static final class HangingFiles extends RawLocalFileSystem {

    @Override
    public void initialize(URI uri, Configuration conf) {
      try {
        Files.createFile(Path.of(uri.getPath()).resolveSibling("hangs"));
        Thread.sleep(Long.MAX_VALUE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void main_inputThatEndsWhileTheStoreHangs_endsWithIt() throws Exception {
    Process driver =
        start(
            "-Dspark.hadoop.fs.hang.impl=" + HangingFiles.class.getName(),
            "-Dspark.master=local[1]");
    try {
      try (PrintWriter out = new PrintWriter(driver.outputWriter(), true)) {
        String store = "hang:" + folder.resolve("store").toUri().getPath();
        out.println(Line.of("store", store, false, "study", "here").text());
        out.println(Line.of("start").text());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(folder.resolve("hangs")) && System.nanoTime() < end) {
          Thread.sleep(50);
        }
        assertThat(folder.resolve("hangs")).exists();
        assertThat(driver.isAlive()).isTrue();
      }

      assertThat(driver.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(driver.exitValue()).isZero();
    } finally {
      driver.destroyForcibly();
    }
  }

  @Test
  void main_lineThatCannotBeDone_saysSoAndFails() throws Exception {
    Path missing = folder.resolve("missing.jar");
    Process driver = start();
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
