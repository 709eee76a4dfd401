package io.rein4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Space;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that acts by a policy with nothing but Rein4J's two libraries and the BLAS. */
class PolicyServiceTest {

  @TempDir Path folder;

  /** The program. */
  static final class Service {
    private Service() {}

    public static void main(String[] args) throws Exception {
      Policy policy = Policy.load(Path.of(args[0]));
      float[] observation = {0.1f, -0.2f, 0.3f, -0.4f};
      System.out.println(Arrays.toString(policy.act(observation)) + " by " + policy.origin());
    }
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  /** Returns the natives and their Java side, as this test's own class path has them. */
  private static Stream<String> blas() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> entry.contains("org/bytedeco".replace('/', File.separatorChar)));
  }

  private Path file() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Policies.cartPole().write(bytes);
    return Files.write(folder.resolve("service.policy"), bytes.toByteArray());
  }

  /** Runs the program with some libraries besides; returns what it printed. */
  private static String served(Path file, Stream<String> libraries, boolean succeeds)
      throws Exception {
    String classPath =
        Stream.concat(
                Stream.of(place(Policy.class), place(Space.class), place(Service.class)), libraries)
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).doesNotContain("jackson").doesNotContain("nd4j");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                Service.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor() == 0).as(printed).isEqualTo(succeeds);
    return printed;
  }

  @Test
  void load_withoutJacksonNd4jAndDl4j_acts() throws Exception {
    Path file = file();

    String printed = served(file, blas(), true);

    Policy policy = Policy.load(file);
    float[] action = policy.act(new float[] {0.1f, -0.2f, 0.3f, -0.4f});
    assertThat(printed).endsWith(Arrays.toString(action) + " by " + policy.origin());
  }

  @Test
  void load_withoutOpenBlasOrItsNatives_saysWhatIsMissing() throws Exception {
    String sentence =
        "IllegalStateException: Policies compute with OpenBLAS, which cannot be loaded: put"
            + " org.bytedeco:openblas and org.bytedeco:javacpp on the class path";
    assertThat(served(file(), Stream.of(), false)).contains(sentence);
    assertThat(
            served(file(), blas().filter(jar -> jar.matches(".*-[\\d.]+(-[\\d.]+)?\\.jar")), false))
        .contains(sentence);
  }
}
