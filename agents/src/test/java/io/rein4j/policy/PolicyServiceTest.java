package io.rein4j.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rein4j.env.Space;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  @Test
  void load_withoutJacksonNd4jAndDl4j_acts() throws Exception {
    Path file = folder.resolve("service.policy");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Policy policy = Policies.cartPole();
    policy.write(bytes);
    Files.write(file, bytes.toByteArray());
    String classPath =
        Stream.concat(
                Stream.of(place(Policy.class), place(Space.class), place(Service.class)), blas())
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).doesNotContain("jackson").doesNotContain("nd4j");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xshare:auto", "-cp", classPath, Service.class.getName(), file.toString()));

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).as(printed).isZero();
    float[] action = policy.act(new float[] {0.1f, -0.2f, 0.3f, -0.4f});
    assertThat(printed).endsWith(Arrays.toString(action) + " by " + Policy.load(file).origin());
  }
}
