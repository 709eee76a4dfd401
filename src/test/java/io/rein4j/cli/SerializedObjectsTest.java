package io.rein4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Java objects, which no process of the program deserialises, whoever asks for it. */
class SerializedObjectsTest {

  /** Runs the program, and deserialises an object as its process ends. */
  static final class AtTheEnd {

    private AtTheEnd() {}

    /** Passes the arguments on. */
    public static void main(String[] arguments) {
      Runtime.getRuntime().addShutdownHook(new Thread(AtTheEnd::deserialize));
      Main.main(arguments);
    }

    private static void deserialize() {
      try {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
          out.writeObject(new HashMap<>(Map.of("a", 1)));
        }
        try (ObjectInputStream in =
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
          System.out.println("deserialised " + in.readObject());
        }
      } catch (IOException | ClassNotFoundException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static String run(List<String> flags) throws IOException, InterruptedException {
    ArrayList<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(flags);
    command.addAll(List.of(AtTheEnd.class.getName(), "--version"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  void object_inAProcessOfTheProgram_isRejected() throws Exception {
    assertThat(run(List.of())).contains("filter status: REJECTED").doesNotContain("deserialised");
  }

  @Test
  void object_thatWhoeverStartsTheProgramAllows_isRead() throws Exception {
    assertThat(run(List.of("-Djdk.serialFilter=java.base/*;!*"))).contains("deserialised {a=1}");
  }
}
